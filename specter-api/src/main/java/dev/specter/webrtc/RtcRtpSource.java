package dev.specter.webrtc;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A source of the media that a receiver took within the last ten seconds (webrtc-pc, section 5.3.4
 * and 5.3.5). Immutable.
 *
 * @param source its SSRC or CSRC, u32
 * @param timestamp when its last packet was delivered
 * @param rtpTimestamp of that packet, u32
 * @param audioLevel from 0 to 1, where the packet told it (RFC 6464); empty for contributing
 *     sources
 */
public record RtcRtpSource(
        long source, Instant timestamp, long rtpTimestamp, OptionalDouble audioLevel) {}
