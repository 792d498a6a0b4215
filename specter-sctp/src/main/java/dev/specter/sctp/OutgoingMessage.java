package dev.specter.sctp;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A user message on its way into an association.
 *
 * @param streamId stream identifier, 0 to 65,534
 * @param ppid payload protocol identifier, u32
 * @param payload from position to limit, at least one byte (RFC 9260, section 6.10, knows no empty
 *     DATA chunk); given away: a heap buffer is sent from where it lies and must not change any
 *     more
 * @param delivery in the order of the stream or as it comes
 * @param reliability how hard it is tried
 * @param accounting whether its bytes show in {@link SctpAssociation#bufferedAmount}
 */
public record OutgoingMessage(
        int streamId,
        long ppid,
        ByteBuffer payload,
        Delivery delivery,
        Reliability reliability,
        Accounting accounting) {

    /** The order in which a stream's messages reach the peer's user. */
    public enum Delivery {
        /** After all earlier ordered messages of the stream. */
        ORDERED,
        /** As soon as it is complete (the U bit of RFC 9260, section 3.3.1). */
        UNORDERED
    }

    /** Whether a message counts as the user's. */
    public enum Accounting {
        /** Its bytes count as buffered until they are first sent. */
        USER,
        /** It is a layer's own message: it counts nowhere and no limit holds it back. */
        CONTROL
    }

    /** Checks the ranges. */
    public OutgoingMessage {
        if (streamId < 0 || streamId > 65_534) {
            throw new IllegalArgumentException("streamId: " + streamId);
        }
        if (!payload.hasRemaining()) {
            throw new IllegalArgumentException("empty payload");
        }
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(reliability, "reliability");
        Objects.requireNonNull(accounting, "accounting");
    }

    /** A reliable, ordered user message. */
    public static OutgoingMessage of(int streamId, long ppid, ByteBuffer payload) {
        return new OutgoingMessage(
                streamId, ppid, payload, Delivery.ORDERED, Reliability.RELIABLE, Accounting.USER);
    }
}
