package dev.specter.sctp;

/**
 * Memory that many associations share for what they have received ({@link
 * SctpOptions.Builder#receiveBudget}). Thread-safe where the associations have several threads.
 */
public interface ReceiveBudget {
    /**
     * Takes from what is left.
     *
     * @param bytes positive
     * @return whether there was so much; if not, nothing is taken
     */
    boolean tryReserve(long bytes);

    /**
     * Gives back.
     *
     * @param bytes positive, at most what was taken
     */
    void release(long bytes);

    /** What is left, in bytes. */
    long availableBytes();

    /** A budget without an end. */
    ReceiveBudget UNLIMITED =
            new ReceiveBudget() {
                @Override
                public boolean tryReserve(long bytes) {
                    return true;
                }

                @Override
                public void release(long bytes) {}

                @Override
                public long availableBytes() {
                    return Long.MAX_VALUE;
                }
            };
}
