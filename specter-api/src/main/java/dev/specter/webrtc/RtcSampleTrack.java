package dev.specter.webrtc;

import java.util.Objects;

/** A local track of encoded frames, which senders packetize. Thread-safe. */
public final class RtcSampleTrack implements RtcLocalTrack {
    private final LocalTrackCore core;

    private RtcSampleTrack(LocalTrackCore core) {
        this.core = core;
    }

    /**
     * Makes a track.
     *
     * @param codec what the frames are encoded with, or a bare kind
     * @param id identifies the track; a token of at most 256 characters
     * @param streamId identifies its stream; likewise
     * @return the track
     * @throws RtcException InvalidCharacterError for an id that is not a token
     */
    public static RtcSampleTrack create(RtcRtpCodecCapability codec, String id, String streamId) {
        return new RtcSampleTrack(new LocalTrackCore(codec, id, streamId));
    }

    /**
     * Sends a frame through every sender that has the track and is negotiated and connected;
     * elsewhere it is dropped. Returns at once. The bytes must not change until the frame has been
     * sent: give each frame an array of its own.
     *
     * @param sample a frame and its duration
     */
    public void writeSample(MediaSample sample) {
        Objects.requireNonNull(sample);
        core.send(sender -> sender.send(sample));
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
        return "RtcSampleTrack[" + id() + ", " + codec().mimeType() + "]";
    }
}
