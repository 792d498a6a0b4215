package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.SendStreamEvent;
import dev.specter.rtp.codec.Packetizer;
import dev.specter.rtp.codec.PayloadFormats;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.interceptor.OutboundRtpStats;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.SendEncoding;
import dev.specter.webrtc.negotiation.SendParameters;

import java.util.Optional;
import java.util.OptionalLong;

/** One encoding of a sender and the RTP stream that carries it. Loop-confined. */
final class EncodingStream {
    private SendEncoding encoding;
    private MediaSession session;
    private RtpSendStream stream;
    private MediaSession endedSession;
    private RtpSendStream endedStream;
    private OutboundRtpStats before = OutboundRtpStats.NONE;

    EncodingStream(SendEncoding encoding) {
        this.encoding = encoding;
    }

    long ssrc() {
        return encoding.ssrc();
    }

    /** Its name among the sender's encodings; empty for the only one. */
    String rid() {
        return encoding.rid().orElse("");
    }

    SendEncoding encoding() {
        return encoding;
    }

    /** The stream, while it is open. */
    Optional<RtpSendStream> stream() {
        return Optional.ofNullable(stream);
    }

    void encoding(SendEncoding value) {
        encoding = value;
    }

    /**
     * Opens the stream, or goes on with another codec or other extensions.
     *
     * @param newSession carries it
     * @param codec of the frames
     * @param negotiated all that is negotiated for the sender
     * @param mid of the m-section
     */
    void open(
            MediaSession newSession, NegotiatedCodec codec, SendParameters negotiated, String mid) {
        if (newSession != session) {
            close();
        }
        session = newSession;
        StreamInfo info = info(codec, negotiated, mid);
        Packetizer packetizer =
                PayloadFormats.packetizer(info.mimeType(), Packetizer.DEFAULT_MAX_PAYLOAD_BYTES)
                        .orElse(frame -> java.util.List.of());
        if (stream != null) {
            stream.rebind(info, packetizer, session.nowNanos());
        } else if (endedStream != null && endedSession == session) {
            stream = endedStream; // the same SSRC under the same keys: its numbers go on
            stream.reopen(info, packetizer, session.nowNanos());
        } else {
            stream = session.open(info, packetizer);
        }
    }

    private StreamInfo info(NegotiatedCodec codec, SendParameters negotiated, String mid) {
        OptionalLong rtxSsrc =
                codec.rtxPayloadType().isPresent()
                        ? OptionalLong.of(encoding.rtxSsrc())
                        : OptionalLong.empty();
        return StreamInfos.of(
                encoding.ssrc(),
                rtxSsrc,
                codec,
                negotiated.codecs(),
                StreamInfos.extensions(negotiated.headerExtensions()),
                mid,
                negotiated.rids().contains(rid()) ? rid() : "");
    }

    /** The stream, open or not, once there was one. */
    Optional<RtpSendStream> lastStream() {
        return stream().or(() -> Optional.ofNullable(endedStream));
    }

    /** What was sent in all, while the stream was open. */
    OutboundRtpStats stats() {
        return stream == null
                ? before
                : session.chain().outboundStats(ssrc()).map(s -> s.plus(before)).orElse(before);
    }

    /** Says goodbye for the stream, if it is open. */
    void close() {
        if (stream != null) {
            before = stats();
            stream.close(session.nowNanos());
            endedStream = stream;
            endedSession = session;
            stream = null;
        }
    }

    /** A frame that something else takes the place of. */
    void skip(MediaSample sample, long nowNanos) {
        if (stream != null) {
            stream.skipFrame(sample.duration(), nowNanos);
        }
    }

    /** Whether something was sent. */
    boolean send(MediaSample sample, long nowNanos) {
        if (stream == null || !encoding.parameters().active()) {
            return false;
        }
        stream.sendFrame(sample.data().duplicate(), sample.duration(), nowNanos);
        return true;
    }

    /** Whether something was sent. */
    boolean send(RtpPacket packet, HeaderExtensionMap extensions, long nowNanos) {
        if (stream == null || !encoding.parameters().active()) {
            return false;
        }
        stream.sendRtp(packet, extensions, nowNanos);
        return true;
    }

    /** RTCP came: whether the peer asks for a key frame. */
    boolean handleRtcp(RtcpCompound compound, long nowNanos) {
        if (stream == null) {
            return false;
        }
        stream.handleRtcp(compound, nowNanos);
        boolean asked = false;
        for (SendStreamEvent event = stream.pollEvent();
                event != null;
                event = stream.pollEvent()) {
            asked |= event instanceof SendStreamEvent.KeyFrameRequested;
        }
        return asked;
    }
}
