package dev.specter.webrtc;

import dev.specter.sctp.ReceiveBudget;

import java.util.concurrent.atomic.AtomicLong;

/** What all connections of a {@link WebRtc} may hold of messages one way. Thread-safe. */
final class MessageMemory implements ReceiveBudget {
    private final long limitBytes;
    private final AtomicLong takenBytes = new AtomicLong();
    private final WaitingSenders waiting = new WaitingSenders();

    MessageMemory(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    @Override
    public boolean tryReserve(long bytes) {
        if (takenBytes.addAndGet(bytes) <= limitBytes) {
            return true;
        }
        takenBytes.addAndGet(-bytes);
        return false;
    }

    @Override
    public void release(long bytes) {
        takenBytes.addAndGet(-bytes);
        // Not for every packet that is acknowledged somewhere.
        if (hasRoom(0)) {
            waiting.wake();
        }
    }

    /** What may be taken in all. */
    long limitBytes() {
        return limitBytes;
    }

    /** Whether there is room for a message, and for a few of other connections' besides. */
    boolean hasRoom(long bytes) {
        return availableBytes() >= Math.min(limitBytes, Math.max(bytes, limitBytes / 16));
    }

    /** Has a channel told, once, when there may be room. */
    void whenReleased(RtcDataChannel channel) {
        waiting.add(channel);
    }

    @Override
    public long availableBytes() {
        return Math.max(0, limitBytes - takenBytes.get());
    }
}
