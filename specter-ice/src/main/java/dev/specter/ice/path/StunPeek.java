package dev.specter.ice.path;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * As much of a STUN message as a shared port needs to know whom to hand it to (RFC 8489, sections 5
 * and 14.3). Says nothing about whether the message is right. Immutable, given that nobody writes
 * into the buffer.
 */
final class StunPeek {
    /** RFC 7983: a first byte of 0 to 3 is STUN. */
    private static final int LAST_STUN_BYTE = 3;

    private static final int HEADER_BYTES = 20;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int USERNAME = 0x0006;

    /** RFC 8839, section 5.4: 4 to 256 characters. */
    private static final int MAX_FRAGMENT_BYTES = 256;

    /** Of the two bits of the class, the one of responses and the one of indications. */
    private static final int RESPONSE = 0x100;

    private static final int INDICATION = 0x010;

    private final ByteBuffer message;

    private StunPeek(ByteBuffer message) {
        this.message = message;
    }

    /** The transaction id: 96 bits. Immutable. */
    record TransactionId(int high, long low) {}

    /** Whether the first byte says that this datagram is meant to be STUN. */
    static boolean looksLikeStun(ByteBuffer datagram) {
        return datagram.hasRemaining()
                && (datagram.get(datagram.position()) & 0xFF) <= LAST_STUN_BYTE;
    }

    /**
     * Looks at a datagram.
     *
     * @param datagram from position to limit; left as it is
     * @return empty if it is not STUN
     */
    static Optional<StunPeek> of(ByteBuffer datagram) {
        ByteBuffer message = datagram.slice();
        boolean isStun =
                looksLikeStun(message)
                        && message.remaining() >= HEADER_BYTES
                        && message.getInt(4) == MAGIC_COOKIE;
        return isStun ? Optional.of(new StunPeek(message)) : Optional.empty();
    }

    boolean isRequest() {
        return (message.getShort(0) & (RESPONSE | INDICATION)) == 0;
    }

    boolean isResponse() {
        return (message.getShort(0) & RESPONSE) != 0;
    }

    TransactionId transactionId() {
        return new TransactionId(message.getInt(8), message.getLong(12));
    }

    /**
     * What stands before the colon in USERNAME: the receiver's fragment (RFC 8445, section 7.2.2).
     */
    Optional<String> receiverFragment() {
        int offset = HEADER_BYTES;
        while (offset + ATTRIBUTE_HEADER_BYTES <= message.limit()) {
            int type = message.getShort(offset) & 0xFFFF;
            int length = message.getShort(offset + 2) & 0xFFFF;
            int value = offset + ATTRIBUTE_HEADER_BYTES;
            if (type == USERNAME) {
                return fragment(value, Math.min(value + length, message.limit()));
            }
            offset = value + (length + 3 & ~3);
        }
        return Optional.empty();
    }

    private Optional<String> fragment(int start, int end) {
        for (int i = start; i < end && i - start <= MAX_FRAGMENT_BYTES; i++) {
            if (message.get(i) == ':') {
                byte[] bytes = new byte[i - start];
                message.get(start, bytes);
                return Optional.of(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }
}
