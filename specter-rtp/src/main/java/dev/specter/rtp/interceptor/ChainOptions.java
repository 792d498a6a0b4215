package dev.specter.rtp.interceptor;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What a chain needs of its connection. Immutable.
 *
 * @param cname canonical name in SDES (RFC 3550, section 6.5.1; RFC 7022), also in SDP's {@code
 *     a=ssrc}
 * @param rtcpSsrc SSRC from which RTCP that belongs to no local stream is sent, u32
 * @param isReducedSize whether {@code a=rtcp-rsize} is negotiated (RFC 5506); else every datagram
 *     begins with a report and has the CNAME
 * @param random randomness
 * @param clock wall clock, for sender reports
 */
public record ChainOptions(
        String cname,
        long rtcpSsrc,
        boolean isReducedSize,
        RandomGenerator random,
        InstantSource clock) {}
