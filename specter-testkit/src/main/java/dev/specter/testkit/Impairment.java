package dev.specter.testkit;

import java.util.random.RandomGenerator;

/**
 * What a path does to one datagram after the other, seeded: which vanish, when the others arrive,
 * how often and with which bit flipped. It sees sizes only; its owner carries the bytes.
 */
final class Impairment {
    /** The corrupted bit of an arrival that is whole. */
    static final int WHOLE = -1;

    enum Verdict {
        PASSED,
        LOST,
        TOO_BIG,
        QUEUE_FULL
    }

    /** Told of each arrival of a datagram. */
    interface Arrivals {
        /**
         * The datagram arrives.
         *
         * @param dueNanos when
         * @param corruptedBit number of the bit that is flipped on the way, or {@link #WHOLE}
         */
        void at(long dueNanos, int corruptedBit);
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final RandomGenerator random;
    private LinkProfile profile;
    private long busyUntilNanos;

    Impairment(LinkProfile profile, RandomGenerator random) {
        this.profile = profile;
        this.random = random;
    }

    LinkProfile profile() {
        return profile;
    }

    void profile(LinkProfile newProfile) {
        profile = newProfile;
    }

    /**
     * Decides the fate of a datagram.
     *
     * @param corruptibleBytes those in which a bit may flip
     * @param sizeBytes what counts for the MTU and the bit rate
     */
    Verdict send(int corruptibleBytes, int sizeBytes, long nowNanos, Arrivals arrivals) {
        if (sizeBytes > profile.mtuBytes()) {
            return Verdict.TOO_BIG;
        }
        if (random.nextDouble() < profile.loss()) {
            return Verdict.LOST;
        }
        long leaveNanos = nowNanos;
        if (profile.bitrateBps() > 0) {
            leaveNanos = Math.max(nowNanos, busyUntilNanos);
            long queuedBytes =
                    (leaveNanos - nowNanos) * profile.bitrateBps() / 8 / NANOS_PER_SECOND;
            if (queuedBytes + sizeBytes > profile.queueBytes()) {
                return Verdict.QUEUE_FULL;
            }
            leaveNanos += sizeBytes * 8L * NANOS_PER_SECOND / profile.bitrateBps();
            busyUntilNanos = leaveNanos;
        }
        arrive(corruptibleBytes, leaveNanos, arrivals);
        if (random.nextDouble() < profile.duplication()) {
            arrive(corruptibleBytes, leaveNanos, arrivals);
        }
        return Verdict.PASSED;
    }

    private void arrive(int corruptibleBytes, long leaveNanos, Arrivals arrivals) {
        int corruptedBit = WHOLE;
        if (corruptibleBytes > 0 && random.nextDouble() < profile.corruption()) {
            corruptedBit = random.nextInt(corruptibleBytes) * 8 + random.nextInt(8);
        }
        long jitterNanos = profile.jitter().toNanos();
        long extraNanos = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos + 1);
        arrivals.at(leaveNanos + profile.delay().toNanos() + extraNanos, corruptedBit);
    }

    /** Flips one bit of a datagram. */
    static void flip(byte[] datagram, int bit) {
        datagram[bit / 8] ^= (byte) (1 << bit % 8);
    }
}
