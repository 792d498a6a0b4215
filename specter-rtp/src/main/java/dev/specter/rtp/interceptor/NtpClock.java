package dev.specter.rtp.interceptor;

import dev.specter.rtp.rtcp.ReportBlock;

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

    /** A second: how far below 0 the clocks of both ends may bring a round trip. */
    private static final int ROUNDING_COMPACT = 1 << 16;

    /** A minute: a longer round trip is a report that lies, or refers to another life. */
    private static final int MAX_ROUND_TRIP_COMPACT = 60 << 16;

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

    /**
     * The round trip time that a report block shows (RFC 3550, section 6.4.1): now less the time of
     * the sender report it answers, less the time it lay at the receiver.
     *
     * @param block about a local stream
     * @param nowNanos the loop's time at which it came
     * @return nanoseconds; -1 where the block answers no report, or the result makes no sense
     */
    public long roundTripNanos(ReportBlock block, long nowNanos) {
        if (block.lastSenderReport() == 0) {
            return -1;
        }
        long now = compactNtp(nowNanos);
        int compact = (int) (now - block.lastSenderReport() - block.delaySinceLastSenderReport());
        if (compact < -ROUNDING_COMPACT || compact > MAX_ROUND_TRIP_COMPACT) {
            return -1;
        }
        return nanosOfCompact(Math.max(0, compact));
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
