package dev.specter.webrtc;

import java.util.Objects;

/** A local track of encoded frames, which senders packetize. Thread-safe. */
public final class RtcSampleTrack extends RtcLocalTrack {
    private RtcSampleTrack(LocalTrackCore core, String rid) {
        super(core, rid);
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
        return new RtcSampleTrack(new LocalTrackCore(codec, id, streamId), "");
    }

    /**
     * Sends a frame through every sender that has the track and is negotiated and connected;
     * elsewhere it is dropped. Returns at once; frames that come faster than an event loop can send
     * them are dropped too ({@link #droppedSamples}). The bytes must not change until the frame has
     * been sent: give each frame an array of its own.
     *
     * @param sample a frame and its duration
     */
    public void writeSample(MediaSample sample) {
        Objects.requireNonNull(sample);
        core.send(sender -> sender.send(rid, sample));
    }

    /**
     * Frames lost because an event loop could not keep up, of all encodings together, once for each
     * such loop.
     */
    public long droppedSamples() {
        return core.dropped();
    }

    /**
     * The same track's input for one encoding of senders that have several (simulcast): what is
     * written to it is sent as that encoding, and by senders without such an encoding not at all.
     * What is written to the track itself is sent as the first encoding.
     *
     * @param rid names the encoding, as in {@link RtcRtpEncodingParameters#rid()}
     * @return takes the frames of the encoding; may be asked for again and again
     * @throws RtcException TypeError for what is not a rid
     */
    public RtcSampleTrack layer(String rid) {
        return new RtcSampleTrack(core, LocalTrackCore.requireRid(rid));
    }
}
