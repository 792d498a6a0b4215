package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;

import java.util.Objects;

/**
 * A local track of RTP packets made elsewhere, as in a forwarding server. Each sender gives them
 * its own SSRC, payload type and numbering; the payload is shared. Thread-safe.
 */
public final class RtcRtpTrack implements RtcLocalTrack {
    private final LocalTrackCore core;

    private RtcRtpTrack(LocalTrackCore core) {
        this.core = core;
    }

    /**
     * Makes a track.
     *
     * @param codec what the packets carry, or a bare kind
     * @param id identifies the track; a token of at most 256 characters
     * @param streamId identifies its stream; likewise
     * @return the track
     * @throws RtcException InvalidCharacterError for an id that is not a token
     */
    public static RtcRtpTrack create(RtcRtpCodecCapability codec, String id, String streamId) {
        return new RtcRtpTrack(new LocalTrackCore(codec, id, streamId));
    }

    /**
     * Sends a packet through every sender that has the track and is negotiated and connected;
     * elsewhere it is dropped. Returns at once.
     *
     * @param packet of one source at a time; sequence numbers and timestamps go on smoothly when
     *     the source changes
     */
    public void writeRtp(RtpPacket packet) {
        Objects.requireNonNull(packet);
        core.send(sender -> sender.send(packet, HeaderExtensionMap.EMPTY));
    }

    /** Sends a packet of a remote track on. */
    void forward(RtpPacket packet, HeaderExtensionMap extensions) {
        core.send(sender -> sender.send(packet, extensions));
    }

    @Override
    public RtcMediaKind kind() {
        return core.codec().kind();
    }

    @Override
    public RtcRtpCodecCapability codec() {
        return core.codec();
    }

    @Override
    public String id() {
        return core.id();
    }

    @Override
    public String streamId() {
        return core.streamId();
    }

    @Override
    public RtcListenerRegistration onKeyFrameRequest(Runnable listener) {
        return core.onKeyFrameRequest(listener);
    }

    LocalTrackCore core() {
        return core;
    }

    @Override
    public String toString() {
        return "RtcRtpTrack[" + id() + ", " + codec().mimeType() + "]";
    }
}
