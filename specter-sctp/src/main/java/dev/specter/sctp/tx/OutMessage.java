package dev.specter.sctp.tx;

import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.OutgoingMessage.Accounting;
import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.Reliability;

import java.nio.ByteBuffer;

/** A message in the send side: its bytes and how far it has come. */
final class OutMessage {
    final byte[] array;
    final int offset;
    final int length;
    final int streamId;
    final long ppid;
    final boolean isUnordered;
    final boolean isCounted;
    final int maxRetransmits;
    final long expiresNanos;

    /** Place among all messages, in the order in which they were given. */
    long order;

    /** Number in its stream, once the first fragment was made: SSN and MID are its low bits. */
    long number;

    /** Bytes that are in fragments already. */
    int fragmented;

    int fragments;

    /** TSNs of the first and the last fragment made. */
    long firstTsn = Long.MAX_VALUE;

    long lastTsn = Long.MIN_VALUE;

    OutMessage(OutgoingMessage message, long nowNanos) {
        ByteBuffer payload = message.payload();
        length = payload.remaining();
        if (payload.hasArray()) {
            array = payload.array();
            offset = payload.arrayOffset() + payload.position();
        } else {
            array = new byte[length];
            payload.get(payload.position(), array);
            offset = 0;
        }
        streamId = message.streamId();
        ppid = message.ppid();
        isUnordered = message.delivery() == Delivery.UNORDERED;
        isCounted = message.accounting() == Accounting.USER;
        Reliability reliability = message.reliability();
        maxRetransmits =
                reliability instanceof Reliability.LimitedRetransmits limited
                        ? limited.maxRetransmits()
                        : Integer.MAX_VALUE;
        expiresNanos =
                reliability instanceof Reliability.LimitedLifetime limited
                        ? saturatedSum(nowNanos, limited)
                        : Long.MAX_VALUE;
    }

    private static long saturatedSum(long nowNanos, Reliability.LimitedLifetime limited) {
        long lifetimeNanos = limited.lifetime().toNanos();
        return lifetimeNanos > Long.MAX_VALUE - nowNanos
                ? Long.MAX_VALUE
                : nowNanos + lifetimeNanos;
    }

    boolean isPartial() {
        return maxRetransmits != Integer.MAX_VALUE || expiresNanos != Long.MAX_VALUE;
    }

    boolean isStarted() {
        return fragmented > 0;
    }

    int left() {
        return length - fragmented;
    }
}
