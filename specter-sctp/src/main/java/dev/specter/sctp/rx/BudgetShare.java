package dev.specter.sctp.rx;

import dev.specter.sctp.ReceiveBudget;

/**
 * What one association has of a shared budget: a floor that is always its own, so that a message
 * can always be received, and blocks of the budget beyond it. Loop-confined.
 */
final class BudgetShare {
    private static final long BLOCK_BYTES = 64 * 1024;

    /** A window promises at most this part of what is left: others want to announce one too. */
    private static final int ANNOUNCED_PART = 4;

    private final ReceiveBudget budget;
    private final long floorBytes;
    private long reservedBytes;
    private boolean isClosed;

    BudgetShare(ReceiveBudget budget, long floorBytes) {
        this.budget = budget;
        this.floorBytes = floorBytes;
    }

    /** Makes the share fit what is used; false if the budget cannot cover it. */
    boolean cover(long usedBytes) {
        long missing = usedBytes - floorBytes - reservedBytes;
        if (isClosed) {
            return false; // what the application still has of a dead association is its own
        }
        if (missing > 0) {
            long wanted = blocks(missing);
            if (!budget.tryReserve(wanted)) {
                return false;
            }
            reservedBytes += wanted;
        } else if (missing < -2 * BLOCK_BYTES && reservedBytes > 0) {
            long kept = Math.min(reservedBytes, blocks(Math.max(usedBytes - floorBytes, 0)));
            budget.release(reservedBytes - kept);
            reservedBytes = kept;
        }
        return true;
    }

    /** What the peer may be told that there is room for. */
    long announceableBytes(long usedBytes) {
        long own = Math.max(0, floorBytes + reservedBytes - usedBytes);
        return own + budget.availableBytes() / ANNOUNCED_PART;
    }

    /** Gives all of it back. */
    void close() {
        isClosed = true;
        if (reservedBytes > 0) {
            budget.release(reservedBytes);
            reservedBytes = 0;
        }
    }

    private static long blocks(long bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
}
