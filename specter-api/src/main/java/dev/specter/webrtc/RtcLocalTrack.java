package dev.specter.webrtc;

import java.util.Optional;

/**
 * A source of encoded media that senders send (a MediaStreamTrack of webrtc-pc): frames in {@link
 * RtcSampleTrack}, RTP packets made elsewhere in {@link RtcRtpTrack}. One track may feed many
 * senders. Thread-safe.
 */
public abstract sealed class RtcLocalTrack permits RtcSampleTrack, RtcRtpTrack {
    final LocalTrackCore core;

    /** The encoding; empty for the track itself. */
    final String rid;

    RtcLocalTrack(LocalTrackCore core, String rid) {
        this.core = core;
        this.rid = rid;
    }

    /** Audio or video. */
    public final RtcMediaKind kind() {
        return core.codec().kind();
    }

    /**
     * What the track's media is encoded with. A codec that is a bare kind is settled by
     * negotiation: the first codec both ends have.
     */
    public final RtcRtpCodecCapability codec() {
        return core.codec();
    }

    /** Identifies the track in descriptions ({@code a=msid}). */
    public final String id() {
        return core.id();
    }

    /** Identifies the stream that the track belongs to where a sender names none. */
    public final String streamId() {
        return core.streamId();
    }

    /** The encoding that this is the input for; empty for the track itself. */
    public final Optional<String> rid() {
        return rid.isEmpty() ? Optional.empty() : Optional.of(rid);
    }

    /**
     * Adds a listener for requests of a receiver that the next frame be a key frame (PLI, FIR). It
     * runs on the callback executor of the connection that was asked. Requests for any encoding
     * count; those for one only are heard of at its layer.
     */
    public final RtcListenerRegistration onKeyFrameRequest(Runnable listener) {
        return core.onKeyFrameRequest(rid, listener);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + id() + ", " + codec().mimeType() + "]";
    }
}
