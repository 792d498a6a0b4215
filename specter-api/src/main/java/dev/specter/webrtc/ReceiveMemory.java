package dev.specter.webrtc;

import dev.specter.sctp.ReceiveBudget;

import java.util.concurrent.atomic.AtomicLong;

/** What all connections of a {@link WebRtc} may hold of received messages. Thread-safe. */
final class ReceiveMemory implements ReceiveBudget {
    private final long limitBytes;
    private final AtomicLong takenBytes = new AtomicLong();

    ReceiveMemory(long limitBytes) {
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
