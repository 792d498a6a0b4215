package dev.specter.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * Protects and unprotects the RTP and RTCP packets of one connection in place (RFC 3711, RFC 7714).
 * Loop-confined.
 *
 * <p>A packet may be sent again, but only unchanged, byte by byte: two different packets of one
 * SSRC with one sequence number would share a nonce, so the second is refused. Retransmission
 * formats with a stream of their own (RFC 4588) are not concerned.
 *
 * <p>Of the streams used last, as many as allowed are kept whole. A stream not used for longer is
 * reduced to its highest index; it may go on, but not go back. 64 times as many SSRCs as streams
 * are known; further ones are refused, in either direction.
 */
public final class SrtpTransport {
    /** Spare bytes that must follow the limit of a packet to protect. */
    public static final int MAX_OVERHEAD_BYTES = 20;

    /** Streams kept whole unless told otherwise. */
    public static final int DEFAULT_MAX_STREAMS = 1024;

    private static final int INDEX_BYTES = 4;

    private final SrtpProfile profile;
    private final RtpSender rtpSender;
    private final RtcpSender rtcpSender;
    private final RtpReceiver rtpReceiver;
    private final RtcpReceiver rtcpReceiver;
    private final PacketView view = new PacketView();

    private long packetsProtected;
    private long packetsUnprotected;
    private long malformed;
    private long failedAuthentication;
    private long replayed;
    private long tooOld;
    private long refusedStreams;
    private long refusedToSend;

    /**
     * A transport that keeps {@link #DEFAULT_MAX_STREAMS}.
     *
     * @param keys what DTLS agreed on
     */
    public SrtpTransport(SrtpKeys keys) {
        this(keys, DEFAULT_MAX_STREAMS);
    }

    /**
     * A transport.
     *
     * @param keys what DTLS agreed on
     * @param maxStreams SSRCs kept whole, RTP and RTCP, ours and the peer's each, more than zero
     * @throws IllegalArgumentException for fewer
     */
    public SrtpTransport(SrtpKeys keys, int maxStreams) {
        if (maxStreams < 1) {
            throw new IllegalArgumentException("maxStreams: " + maxStreams);
        }
        profile = keys.profile();
        Transform local = Transform.of(profile, keys.localKey(), keys.localSalt());
        rtpSender = new RtpSender(local, maxStreams);
        rtcpSender = new RtcpSender(local, maxStreams, /* packets= */ 0);
        Transform remote = Transform.of(profile, keys.remoteKey(), keys.remoteSalt());
        rtpReceiver = new RtpReceiver(remote, profile, maxStreams);
        rtcpReceiver = new RtcpReceiver(remote, profile, maxStreams);
    }

    /** What the packets are protected with. */
    public SrtpProfile profile() {
        return profile;
    }

    /**
     * Protects an RTP packet in place.
     *
     * @param packet array-backed, from position to limit, with {@link #MAX_OVERHEAD_BYTES} of
     *     capacity behind the limit; the limit moves behind the tag
     * @return false when it is no RTP packet, or must not be sent: another packet with its sequence
     *     number has been, or it is too old to tell; its bytes are then undefined
     * @throws IllegalArgumentException when the buffer has too little room
     */
    public boolean protectRtp(ByteBuffer packet) {
        view.of(packet);
        requireRoom(profile.rtpTagBytes());
        try {
            return finishProtect(packet, view.isRtp() && rtpSender.protect(view));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTP protect", e);
        }
    }

    /**
     * Protects an RTCP packet, compound or not, in place.
     *
     * @param packet as for {@link #protectRtp}
     * @return false when it is no RTCP packet, or the keys are used up
     * @throws IllegalArgumentException when the buffer has too little room
     */
    public boolean protectRtcp(ByteBuffer packet) {
        view.of(packet);
        requireRoom(profile.rtcpTagBytes() + INDEX_BYTES);
        try {
            return finishProtect(packet, view.isRtcp() && rtcpSender.protect(view));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTCP protect", e);
        }
    }

    /**
     * Unprotects an SRTP packet in place.
     *
     * @param packet array-backed, from position to limit; the limit moves before the tag
     * @return false when the packet is to be dropped; its bytes are then undefined
     */
    public boolean unprotectRtp(ByteBuffer packet) {
        view.of(packet);
        try {
            return finishUnprotect(
                    packet, view.isRtp() ? rtpReceiver.unprotect(view) : Verdict.MALFORMED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTP unprotect", e);
        }
    }

    /**
     * Unprotects an SRTCP packet in place.
     *
     * @param packet array-backed, from position to limit; the limit moves before index and tag
     * @return false when the packet is to be dropped; its bytes are then undefined
     */
    public boolean unprotectRtcp(ByteBuffer packet) {
        view.of(packet);
        try {
            return finishUnprotect(
                    packet, view.isRtcp() ? rtcpReceiver.unprotect(view) : Verdict.MALFORMED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTCP unprotect", e);
        }
    }

    /** What has been counted. */
    public SrtpCounters counters() {
        return new SrtpCounters(
                packetsProtected,
                packetsUnprotected,
                malformed,
                failedAuthentication,
                replayed,
                tooOld,
                refusedStreams,
                refusedToSend);
    }

    private void requireRoom(int bytes) {
        if (view.room() < bytes) {
            throw new IllegalArgumentException(
                    "SRTP needs " + bytes + " bytes behind the packet, not " + view.room());
        }
    }

    private boolean finishProtect(ByteBuffer packet, boolean done) {
        if (done) {
            packetsProtected++;
            packet.limit(packet.position() + view.length());
        } else {
            refusedToSend++;
        }
        return done;
    }

    private boolean finishUnprotect(ByteBuffer packet, Verdict verdict) {
        switch (verdict) {
            case AUTHENTIC -> {
                packetsUnprotected++;
                packet.limit(packet.position() + view.length());
            }
            case MALFORMED -> malformed++;
            case FORGED -> failedAuthentication++;
            case REPLAYED -> replayed++;
            case TOO_OLD -> tooOld++;
            case TOO_MANY_STREAMS -> refusedStreams++;
        }
        return verdict == Verdict.AUTHENTIC;
    }
}
