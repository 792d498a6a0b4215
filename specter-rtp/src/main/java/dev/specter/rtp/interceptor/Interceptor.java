package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.RtcpCompound;

/**
 * One stage between a peer connection's tracks and its SRTP transport. Outgoing packets pass the
 * stages from the application to the network, incoming ones the other way. What a stage does not
 * override it hands on unchanged; it may change a packet, drop it (by not handing it on), keep it
 * for later, and send RTP and RTCP of its own through its {@link #context()}.
 *
 * <p>Sans-I/O and loop-confined: all calls come from the connection's event loop, with the loop's
 * time. It must not throw because of what a peer sent.
 */
public abstract class Interceptor {
    /** The deadline of an interceptor that waits for nothing. */
    public static final long NEVER = Long.MAX_VALUE;

    private final InterceptorContext context;

    /**
     * For subclasses.
     *
     * @param context as given to the {@link InterceptorFactory}
     */
    protected Interceptor(InterceptorContext context) {
        this.context = context;
    }

    /** This interceptor's place in the chain. */
    protected final InterceptorContext context() {
        return context;
    }

    /** A local stream begins, or goes on with another description. */
    public void bindLocalStream(StreamInfo stream, long nowNanos) {}

    /** A local stream has ended. */
    public void unbindLocalStream(StreamInfo stream, long nowNanos) {}

    /** A remote stream begins, or goes on with another description. */
    public void bindRemoteStream(StreamInfo stream, long nowNanos) {}

    /** A remote stream has ended. */
    public void unbindRemoteStream(StreamInfo stream, long nowNanos) {}

    /**
     * Takes an outgoing packet.
     *
     * @param stream its local stream; the packet's SSRC may be the stream's RTX SSRC
     * @param packet from the side of the application
     * @param nowNanos the loop's time
     */
    public void handleOutgoingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        context.sendRtp(stream, packet, nowNanos);
    }

    /**
     * Takes an incoming packet.
     *
     * @param stream its remote stream; the packet's SSRC may be the stream's RTX SSRC
     * @param packet from the side of the network
     * @param nowNanos the loop's time
     */
    public void handleIncomingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        context.deliverRtp(stream, packet, nowNanos);
    }

    /** Takes outgoing RTCP from the side of the application. */
    public void handleOutgoingRtcp(RtcpCompound compound, long nowNanos) {
        context.sendRtcp(compound, nowNanos);
    }

    /** Takes incoming RTCP from the side of the network. */
    public void handleIncomingRtcp(RtcpCompound compound, long nowNanos) {
        context.deliverRtcp(compound, nowNanos);
    }

    /** Tells that time has passed; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {}

    /** When {@link #handleTimeout} is wanted next, or {@link #NEVER}. */
    public long nextTimeoutNanos() {
        return NEVER;
    }
}
