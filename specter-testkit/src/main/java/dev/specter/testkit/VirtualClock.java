package dev.specter.testkit;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until it is moved. It counts nanoseconds from zero, and as an {@link
 * InstantSource} it gives wall time to those who need some. Loop-confined.
 */
public final class VirtualClock implements InstantSource {
    /** Wall time at zero. */
    public static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");

    private long nowNanos;

    /** Makes a clock that stands at zero. */
    public VirtualClock() {}

    /** Virtual time, not negative. */
    public long nowNanos() {
        return nowNanos;
    }

    /**
     * Moves the clock.
     *
     * @param nanos the new time
     * @throws IllegalArgumentException when that is in the past
     */
    public void advanceTo(long nanos) {
        if (nanos < nowNanos) {
            throw new IllegalArgumentException(nanos + " ns is before " + nowNanos + " ns");
        }
        nowNanos = nanos;
    }

    /** Wall time: {@link #EPOCH} and what has passed since. */
    @Override
    public Instant instant() {
        return EPOCH.plusNanos(nowNanos);
    }
}
