package dev.specter.rtp.interceptor;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Wall time in the NTP format (RFC 3550, section 4), which runs on the loop's monotonic clock from
 * the instant at which it was made, so that it never jumps. Immutable.
 */
public final class NtpClock {
    /** Seconds from 1900 to 1970. */
    private static final long EPOCH_OFFSET_SECONDS = 2_208_988_800L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long anchorSeconds;
    private final long anchorNanos;

    /**
     * Reads the wall clock once.
     *
     * @param clock the wall clock
     * @param nowNanos the loop's time at this moment
     */
    public NtpClock(InstantSource clock, long nowNanos) {
        Instant now = clock.instant().minusNanos(nowNanos);
        anchorSeconds = now.getEpochSecond() + EPOCH_OFFSET_SECONDS;
        anchorNanos = now.getNano();
    }

    /**
     * The time as an NTP timestamp.
     *
     * @param nowNanos the loop's time
     * @return seconds since 1900 in the upper, their fraction in the lower 32 bits
     */
    public long ntpTimestamp(long nowNanos) {
        long nanos = anchorNanos + nowNanos % NANOS_PER_SECOND;
        long seconds = anchorSeconds + nowNanos / NANOS_PER_SECOND + nanos / NANOS_PER_SECOND;
        long fraction = (nanos % NANOS_PER_SECOND << 32) / NANOS_PER_SECOND;
        return seconds << 32 | fraction;
    }

    /** The middle 32 bits of {@link #ntpTimestamp}: units of 1/65,536 s. */
    public long compactNtp(long nowNanos) {
        return ntpTimestamp(nowNanos) >>> 16 & 0xFFFFFFFFL;
    }

    /** Nanoseconds as units of 1/65,536 s, at most 2^32 - 1. */
    public static long compactOfNanos(long nanos) {
        long seconds = nanos / NANOS_PER_SECOND;
        long rest = nanos % NANOS_PER_SECOND;
        return Math.min(0xFFFFFFFFL, (seconds << 16) + (rest << 16) / NANOS_PER_SECOND);
    }

    /** Units of 1/65,536 s as nanoseconds. */
    public static long nanosOfCompact(long compact) {
        return (compact >>> 16) * NANOS_PER_SECOND + ((compact & 0xFFFF) * NANOS_PER_SECOND >> 16);
    }
}
