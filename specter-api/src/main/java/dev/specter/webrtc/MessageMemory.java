package dev.specter.webrtc;

import dev.specter.sctp.ReceiveBudget;

import java.util.concurrent.atomic.AtomicLong;

/** What all connections of a {@link WebRtc} may hold of messages one way. Thread-safe. */
final class MessageMemory implements ReceiveBudget {
    private final long limitBytes;
    private final AtomicLong takenBytes = new AtomicLong();

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
    }

    @Override
    public long availableBytes() {
        return Math.max(0, limitBytes - takenBytes.get());
    }
}
