package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.RtcpCompound;

import java.util.List;
import java.util.Optional;

/**
 * The interceptors of one peer connection and what lies at both ends. The connection gives it what
 * comes from tracks and from SRTP and gets back what is to be sent or delivered. Loop-confined.
 */
public final class InterceptorChain {
    /** What lies at the chain's ends; called on the same stack as the input that leads to it. */
    public interface Ends {
        /** Sends a packet: write it, protect it, give it to ICE. */
        void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos);

        /** Sends RTCP: write it, protect it, give it to ICE. */
        void sendRtcp(RtcpCompound compound, long nowNanos);

        /** Delivers a packet to the receiver of its stream; it has the media SSRC, never RTX. */
        void deliverRtp(StreamInfo stream, RtpPacket packet, long nowNanos);

        /** Delivers RTCP to senders and receivers, {@code RtpSendStream.handleRtcp} among them. */
        void deliverRtcp(RtcpCompound compound, long nowNanos);
    }

    private final NtpClock ntpClock;

    InterceptorChain(
            List<InterceptorFactory> factories, ChainOptions options, Ends ends, long nowNanos) {
        ntpClock = new NtpClock(options.clock(), nowNanos);
    }

    /** Wall time for reports. */
    public NtpClock ntpClock() {
        return ntpClock;
    }

    /** Begins a local stream, or goes on with another description of its SSRC. */
    public void bindLocalStream(StreamInfo stream, long nowNanos) {}

    /** Ends a local stream; unknown ones are ignored. */
    public void unbindLocalStream(long ssrc, long nowNanos) {}

    /** Begins a remote stream, or goes on with another description of its SSRC. */
    public void bindRemoteStream(StreamInfo stream, long nowNanos) {}

    /** Ends a remote stream; unknown ones are ignored. */
    public void unbindRemoteStream(long ssrc, long nowNanos) {}

    /**
     * Takes a packet from a track.
     *
     * @param stream bound before
     * @param packet with the stream's SSRC
     * @param nowNanos the loop's time
     */
    public void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {}

    /** Takes RTCP from the application. */
    public void sendRtcp(RtcpCompound compound, long nowNanos) {}

    /**
     * Takes a packet from SRTP.
     *
     * @return false if no remote stream is bound for its SSRC: find out which one it is by MID, RID
     *     or payload type (RFC 9143, section 9.2), bind it and call again
     */
    public boolean handleRtp(RtpPacket packet, long nowNanos) {
        return false;
    }

    /** Takes RTCP from SRTCP. */
    public void handleRtcp(RtcpCompound compound, long nowNanos) {}

    /** Tells that time has passed; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {}

    /** When {@link #handleTimeout} is wanted next, or {@link Interceptor#NEVER}. */
    public long nextTimeoutNanos() {
        return Interceptor.NEVER;
    }

    /**
     * Asks the sender of a remote stream for a key frame, by PLI where it is negotiated, else by
     * FIR. Requests that follow each other within 100 ms are one.
     *
     * @param ssrc of a remote stream
     * @param nowNanos the loop's time
     * @return whether the stream is bound and knows one of the two
     */
    public boolean requestKeyFrame(long ssrc, long nowNanos) {
        return false;
    }

    /** Counters of a local stream, if it is bound. */
    public Optional<OutboundRtpStats> outboundStats(long ssrc) {
        return Optional.empty();
    }

    /** Counters of a remote stream, if it is bound. */
    public Optional<InboundRtpStats> inboundStats(long ssrc) {
        return Optional.empty();
    }

    /** The first interceptor of a class. */
    public <T extends Interceptor> Optional<T> find(Class<T> type) {
        return Optional.empty();
    }
}
