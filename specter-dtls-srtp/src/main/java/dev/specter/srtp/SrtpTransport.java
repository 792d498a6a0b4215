package dev.specter.srtp;

import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

/**
 * Protects and unprotects the RTP and RTCP packets of one connection in place (RFC 3711, RFC 7714).
 * Loop-confined.
 *
 * <p>The transforms are jitsi-srtp's, pinned to the JDK's ciphers: no native library is ever
 * loaded. A packet may be sent again, but only unchanged, byte by byte: two different packets of
 * one SSRC with one sequence number would share a nonce, so the second is refused. Retransmission
 * formats with a stream of their own (RFC 4588) are not concerned.
 */
public final class SrtpTransport {
    /** Spare bytes that must follow the limit of a packet to protect. */
    public static final int MAX_OVERHEAD_BYTES = 20;

    /** Streams accepted from the peer unless told otherwise. */
    public static final int DEFAULT_MAX_STREAMS = 1024;

    // A sender's context must not be forgotten as long as the keys live, or indexes would repeat.
    private static final int MAX_SENT_STREAMS = 1 << 16;
    private static final int INDEX_BYTES = 4;
    private static final long MAX_RTCP_PACKETS = 1L << 31; // RFC 3711, section 9.2

    private static final class SentRtp {
        private final SrtpCryptoContext context;
        private final SendHistory history = new SendHistory();

        SentRtp(SrtpCryptoContext context) {
            this.context = context;
        }
    }

    private static final class SentRtcp {
        private final SrtcpCryptoContext context;
        private long packets;

        SentRtcp(SrtcpCryptoContext context) {
            this.context = context;
        }
    }

    private final SrtpProfile profile;
    private final SrtpContexts sender;
    private final RtpReceiver rtpReceiver;
    private final RtcpReceiver rtcpReceiver;
    private final Map<Integer, SentRtp> sentRtp = new HashMap<>();
    private final Map<Integer, SentRtcp> sentRtcp = new HashMap<>();
    private final PacketView view = new PacketView();

    private int lastSsrc;
    private SentRtp last;
    private long packetsProtected;
    private long packetsUnprotected;
    private long malformed;
    private long failedAuthentication;
    private long replayed;
    private long refusedStreams;
    private long refusedToSend;

    /**
     * A transport that accepts {@link #DEFAULT_MAX_STREAMS} from the peer.
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
     * @param maxStreams SSRCs accepted from the peer, RTP and RTCP each, more than zero
     * @throws IllegalArgumentException for fewer
     */
    public SrtpTransport(SrtpKeys keys, int maxStreams) {
        if (maxStreams < 1) {
            throw new IllegalArgumentException("maxStreams: " + maxStreams);
        }
        profile = keys.profile();
        sender = SrtpContexts.ofSender(keys);
        SrtpContexts receiver = SrtpContexts.ofReceiver(keys);
        rtpReceiver = new RtpReceiver(receiver, maxStreams);
        rtcpReceiver = new RtcpReceiver(receiver, profile, maxStreams);
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
     *     number has been, or it is too old to tell
     * @throws IllegalArgumentException when the buffer has too little room
     */
    public boolean protectRtp(ByteBuffer packet) {
        view.of(packet);
        requireRoom(profile.rtpTagBytes());
        if (!view.isRtp()) {
            refusedToSend++;
            return false;
        }
        SentRtp stream = sentRtp(view.rtpSsrc());
        if (stream == null || !stream.history.admit(view)) {
            refusedToSend++;
            return false;
        }
        int length = view.getLength();
        try {
            requireProtected(stream.context.transformPacket(view), length + profile.rtpTagBytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTP protect", e);
        }
        return finishProtect(packet);
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
        if (!view.isRtcp()) {
            refusedToSend++;
            return false;
        }
        SentRtcp stream = sentRtcp(view.rtcpSsrc());
        if (stream == null || ++stream.packets >= MAX_RTCP_PACKETS) {
            refusedToSend++;
            return false;
        }
        int length = view.getLength();
        try {
            requireProtected(
                    stream.context.transformPacket(view),
                    length + profile.rtcpTagBytes() + INDEX_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTCP protect", e);
        }
        return finishProtect(packet);
    }

    /**
     * Unprotects an SRTP packet in place.
     *
     * @param packet array-backed, from position to limit; the limit moves before the tag
     * @return false when the packet is to be dropped; its bytes are then undefined
     */
    public boolean unprotectRtp(ByteBuffer packet) {
        view.of(packet);
        if (!view.isRtp()) {
            malformed++;
            return false;
        }
        try {
            return finishUnprotect(packet, rtpReceiver.unprotect(view));
        } catch (GeneralSecurityException | RuntimeException e) {
            malformed++; // of the peer's making
            return false;
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
        if (!view.isRtcp()) {
            malformed++;
            return false;
        }
        try {
            return finishUnprotect(packet, rtcpReceiver.unprotect(view));
        } catch (GeneralSecurityException | RuntimeException e) {
            malformed++; // of the peer's making
            return false;
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
                refusedStreams,
                refusedToSend);
    }

    private SentRtp sentRtp(int ssrc) {
        if (last == null || ssrc != lastSsrc) {
            SentRtp stream = sentRtp.get(ssrc);
            if (stream == null) {
                if (sentRtp.size() >= MAX_SENT_STREAMS) {
                    return null;
                }
                stream = new SentRtp(sender.rtp(ssrc, 0));
                sentRtp.put(ssrc, stream);
            }
            lastSsrc = ssrc;
            last = stream;
        }
        return last;
    }

    private SentRtcp sentRtcp(int ssrc) {
        SentRtcp stream = sentRtcp.get(ssrc);
        if (stream == null && sentRtcp.size() < MAX_SENT_STREAMS) {
            stream = new SentRtcp(sender.rtcp(ssrc));
            sentRtcp.put(ssrc, stream);
        }
        return stream;
    }

    private void requireRoom(int bytes) {
        if (view.room() < bytes) {
            throw new IllegalArgumentException(
                    "SRTP needs " + bytes + " bytes behind the packet, not " + view.room());
        }
    }

    /** The library reports success even when it has encrypted nothing; the length tells. */
    private void requireProtected(SrtpErrorStatus status, int length) {
        if (status != SrtpErrorStatus.OK || view.getLength() != length) {
            throw new IllegalStateException("SRTP did not protect a packet: " + status);
        }
    }

    private boolean finishProtect(ByteBuffer packet) {
        packetsProtected++;
        packet.limit(packet.position() + view.getLength());
        return true;
    }

    private boolean finishUnprotect(ByteBuffer packet, SrtpErrorStatus status) {
        if (status == SrtpErrorStatus.OK) {
            packetsUnprotected++;
            packet.limit(packet.position() + view.getLength());
            return true;
        }
        if (status == null) {
            refusedStreams++;
            return false;
        }
        switch (status) {
            case AUTH_FAIL -> failedAuthentication++;
            case REPLAY_FAIL, REPLAY_OLD -> replayed++;
            default -> malformed++;
        }
        return false;
    }
}
