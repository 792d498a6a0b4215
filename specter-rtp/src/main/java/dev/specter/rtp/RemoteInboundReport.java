package dev.specter.rtp;

/**
 * What the receiver of a stream reported last, in the sense of W3C's {@code
 * RTCRemoteInboundRtpStreamStats}. Immutable.
 *
 * @param packetsReceived since the start
 * @param packetsLost since the start; negative where duplicates outnumber losses
 * @param fractionLost of the packets since the report before, 0 to 1
 * @param jitterNanos interarrival jitter
 * @param roundTripTimeNanos of this report, or -1 where it refers to no sender report
 * @param totalRoundTripTimeNanos sum of all round trip times
 * @param roundTripTimeMeasurements how many they are
 * @param receivedNanos loop time at which the report came
 */
public record RemoteInboundReport(
        long packetsReceived,
        long packetsLost,
        double fractionLost,
        long jitterNanos,
        long roundTripTimeNanos,
        long totalRoundTripTimeNanos,
        long roundTripTimeMeasurements,
        long receivedNanos) {}
