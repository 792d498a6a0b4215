package dev.specter.sctp;

/** A budget for tests, which have one thread. */
public final class SharedBudget implements ReceiveBudget {
    private final long limitBytes;
    private long taken;
    private long mostTaken;

    public SharedBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    public long taken() {
        return taken;
    }

    public long mostTaken() {
        return mostTaken;
    }

    @Override
    public boolean tryReserve(long bytes) {
        if (taken + bytes > limitBytes) {
            return false;
        }
        taken += bytes;
        mostTaken = Math.max(mostTaken, taken);
        return true;
    }

    @Override
    public void release(long bytes) {
        taken -= bytes;
        if (taken < 0) {
            throw new AssertionError("more given back than taken");
        }
    }

    @Override
    public long availableBytes() {
        return limitBytes - taken;
    }
}
