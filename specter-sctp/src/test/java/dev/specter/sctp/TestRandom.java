package dev.specter.sctp;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Randomness whose first numbers, an association's tag and initial TSN, are chosen. */
public final class TestRandom implements RandomGenerator {
    private final SplittableRandom rest;
    private final int[] first;
    private int next;

    public TestRandom(long tag, long initialTsn) {
        first = new int[] {(int) tag, (int) initialTsn};
        rest = new SplittableRandom(31 * tag + initialTsn);
    }

    @Override
    public int nextInt() {
        return next < first.length ? first[next++] : rest.nextInt();
    }

    @Override
    public long nextLong() {
        return rest.nextLong();
    }
}
