package dev.specter.rtp.interceptor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When reports are due: the first one soon after the stream began, then at random times around an
 * interval (RFC 3550, section 6.3.1: from half to one and a half of it). Loop-confined.
 */
final class ReportTimer {
    private static final long FIRST_NANOS = 100_000_000;

    private final RandomGenerator random;
    private final long intervalNanos;
    private long dueNanos = Interceptor.NEVER;

    ReportTimer(RandomGenerator random, Duration interval) {
        this.random = random;
        this.intervalNanos = Math.max(2, interval.toNanos());
    }

    long dueNanos() {
        return dueNanos;
    }

    /** A stream has begun: a report within 100 ms. */
    void hurry(long nowNanos) {
        dueNanos = Math.min(dueNanos, nowNanos + random.nextLong(FIRST_NANOS));
    }

    /** A report has been sent. */
    void restart(long nowNanos) {
        dueNanos = nowNanos + intervalNanos / 2 + random.nextLong(intervalNanos);
    }

    /** Nothing to report until {@link #hurry}. */
    void stop() {
        dueNanos = Interceptor.NEVER;
    }
}
