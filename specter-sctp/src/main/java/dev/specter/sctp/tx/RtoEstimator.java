package dev.specter.sctp.tx;

import dev.specter.sctp.SctpOptions;

/** Round-trip times and the timeout made of them (RFC 9260, section 6.3.1). Loop-confined. */
public final class RtoEstimator {
    private static final long GRANULARITY_NANOS = 1_000_000;

    private final long minNanos;
    private final long maxNanos;
    private final long initialNanos;
    private long srttNanos;
    private long rttvarNanos;
    private long rtoNanos;

    /**
     * Makes an estimator without a measurement.
     *
     * @param options the initial, least and largest RTO
     */
    public RtoEstimator(SctpOptions options) {
        minNanos = options.rtoMin().toNanos();
        maxNanos = options.rtoMax().toNanos();
        initialNanos = Math.min(options.rtoInitial().toNanos(), maxNanos);
        rtoNanos = initialNanos;
    }

    /** Takes the measured time between a chunk, sent once only, and its acknowledgement. */
    public void onMeasurement(long rttNanos) {
        if (srttNanos == 0) {
            // RFC 9260, section 6.3.1, rule C2.
            srttNanos = Math.max(rttNanos, 1);
            rttvarNanos = rttNanos / 2;
        } else {
            // RFC 9260, section 6.3.1, rule C3: RTO.Beta is 1/4, RTO.Alpha is 1/8.
            rttvarNanos += (Math.abs(srttNanos - rttNanos) - rttvarNanos) / 4;
            srttNanos = Math.max(srttNanos + (rttNanos - srttNanos) / 8, 1);
        }
        rtoNanos = measuredRtoNanos();
    }

    private long measuredRtoNanos() {
        if (srttNanos == 0) {
            return initialNanos;
        }
        long rto = srttNanos + 4 * Math.max(rttvarNanos, GRANULARITY_NANOS / 4);
        return Math.min(Math.max(rto, minNanos), maxNanos);
    }

    /**
     * A chunk that was sent again was acknowledged. Deviates from section 6.3.3, by which the
     * doubled timeout stays until there is a measurement: on a path that loses half of everything
     * there is none for minutes. Where the time fits the round trip, the answer is taken to be to
     * the last transmission, and the doubling ends.
     *
     * @param elapsedNanos since the chunk was sent last
     */
    public void onRetransmissionAcked(long elapsedNanos) {
        if (elapsedNanos >= srttNanos / 4 * 3) {
            long rto = Math.max(measuredRtoNanos(), 2 * elapsedNanos);
            rtoNanos = Math.min(rto, rtoNanos);
        }
    }

    /** RFC 9260, section 6.3.3, rule E2: the timer expired. */
    public void backOff() {
        rtoNanos = Math.min(2 * rtoNanos, maxNanos);
    }

    /** The retransmission timeout. */
    public long rtoNanos() {
        return rtoNanos;
    }

    /** The smoothed round-trip time, 0 before the first measurement. */
    public long srttNanos() {
        return srttNanos;
    }
}
