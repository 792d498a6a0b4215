package dev.specter;

import dev.specter.rtp.file.H264AnnexBReader;
import dev.specter.rtp.file.IvfReader;
import dev.specter.webrtc.RtcSampleTrack;

import java.nio.file.Path;
import java.util.UUID;

/**
 * Names a local track of encoded frames, which any number of connections may send. Thread-safe.
 *
 * <p>Files asked for while one is playing wait for it to end.
 */
public final class TrackLocalStaticSample extends Handle {
    TrackLocalStaticSample(Specter specter, UUID id) {
        super(specter, id);
    }

    /**
     * Makes a track.
     *
     * @param specter where it lives
     * @param codec what its frames are encoded with, or a bare kind
     * @param id its id in descriptions, a token of at most 256 characters
     * @param streamId its stream's id, likewise
     * @return the track's handle
     * @throws SpecterException {@code INVALID_TRACK} for an id that is not a token; {@code CLOSED}
     */
    public static TrackLocalStaticSample create(
            Specter specter, RtpCodecCapability codec, String id, String streamId) {
        return specter.newTrack(codec, id, streamId);
    }

    @Override
    public boolean exists() {
        return specter().tracks().exists(id());
    }

    /**
     * The track of the layer below.
     *
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public RtcSampleTrack rtc() {
        return specter().tracks().require(this);
    }

    /**
     * Forgets the track: the handle names nothing from now on, and what it plays ends with {@link
     * SpecterMessage.PlaybackError}. Connections keep it until they close.
     *
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public void close() {
        specter().tracks().close(this);
    }

    /** {@link #playFromFileH264(Path)}. */
    public void playFromFileH264(String path) {
        playFromFileH264(Path.of(path));
    }

    /**
     * Plays an H.264 file (Annex B byte stream) in the file's time. Answered by {@link
     * SpecterMessage.PlaybackFinished} or {@link SpecterMessage.PlaybackError}.
     *
     * @param path the file
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing, {@code
     *     FILE_NOT_FOUND}
     */
    public void playFromFileH264(Path path) {
        specter().tracks().play(this, path, H264AnnexBReader::new);
    }

    /** {@link #playFromFileIvf(Path)}. */
    public void playFromFileIvf(String path) {
        playFromFileIvf(Path.of(path));
    }

    /**
     * Plays an IVF file with VP8 in the file's time. Answered by {@link
     * SpecterMessage.PlaybackFinished} or {@link SpecterMessage.PlaybackError}.
     *
     * @param path the file
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing, {@code
     *     FILE_NOT_FOUND}
     */
    public void playFromFileIvf(Path path) {
        specter().tracks().play(this, path, IvfReader::new);
    }
}
