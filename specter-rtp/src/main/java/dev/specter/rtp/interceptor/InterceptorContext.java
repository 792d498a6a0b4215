package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.RtcpCompound;

import java.util.random.RandomGenerator;

/**
 * An interceptor's place in its chain: how it hands on what it was given, and how it sends what is
 * its own. Calls take effect at once, on the same stack. Loop-confined.
 */
public interface InterceptorContext {
    /** Hands an outgoing packet to the next interceptor towards the network. */
    void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos);

    /** Hands outgoing RTCP to the next interceptor towards the network. */
    void sendRtcp(RtcpCompound compound, long nowNanos);

    /** Hands an incoming packet to the next interceptor towards the application. */
    void deliverRtp(StreamInfo stream, RtpPacket packet, long nowNanos);

    /** Hands incoming RTCP to the next interceptor towards the application. */
    void deliverRtcp(RtcpCompound compound, long nowNanos);

    /** Randomness. */
    RandomGenerator random();

    /** Wall time for reports. */
    NtpClock ntpClock();

    /** The SSRC from which RTCP that belongs to no local stream is sent, u32. */
    long rtcpSsrc();
}
