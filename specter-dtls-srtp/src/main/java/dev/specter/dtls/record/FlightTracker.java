package dev.specter.dtls.record;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Tells when all handshake messages of a client have come, from the first up to its
 * CertificateVerify. Loop-confined.
 */
final class FlightTracker {
    // ClientHello, Certificate, ClientKeyExchange, CertificateVerify; with room for more.
    private static final int MAX_MESSAGES = 16;

    private static final class Message {
        private final int type;
        private final int bytes;
        private final BitSet have = new BitSet();

        Message(int type, int bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        boolean isComplete() {
            return have.nextClearBit(0) >= bytes;
        }
    }

    private final List<Message> messages = new ArrayList<>();
    private boolean complete;

    /** Whether CertificateVerify and all before it are there. */
    boolean isComplete() {
        return complete;
    }

    void add(HandshakeFragment fragment) {
        if (complete || fragment.messageSeq() >= MAX_MESSAGES) {
            return;
        }
        while (messages.size() <= fragment.messageSeq()) {
            messages.add(null);
        }
        Message message = messages.get(fragment.messageSeq());
        if (message == null) {
            message = new Message(fragment.type(), fragment.messageBytes());
            messages.set(fragment.messageSeq(), message);
        }
        if (message.type == fragment.type() && message.bytes == fragment.messageBytes()) {
            int from = fragment.fragmentOffset();
            message.have.set(from, from + fragment.fragmentBytes());
        }
        complete = computeComplete();
    }

    private boolean computeComplete() {
        for (Message message : messages) {
            if (message == null || !message.isComplete()) {
                return false;
            }
            if (message.type == HandshakeFragment.CERTIFICATE_VERIFY) {
                return true;
            }
        }
        return false;
    }
}
