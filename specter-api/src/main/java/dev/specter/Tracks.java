package dev.specter;

import dev.specter.rtp.file.MediaReader;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcSampleTrack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The local tracks of a Specter, by id, and what they play. Thread-safe. */
final class Tracks {
    /** Opens a media file of one format. */
    interface Format {
        /** Reads a file; closing the reader closes the stream. */
        MediaReader open(InputStream in) throws IOException;
    }

    private record Entry(RtcSampleTrack rtc, Playlist playlist) {}

    private final Map<UUID, Entry> entries = new ConcurrentHashMap<>();
    private final Outbox outbox;
    private final PlaybackThread thread = new PlaybackThread();

    Tracks(Outbox outbox) {
        this.outbox = outbox;
    }

    TrackLocalStaticSample add(
            Specter specter, RtpCodecCapability codec, String id, String streamId) {
        RtcSampleTrack rtc;
        try {
            rtc = RtcSampleTrack.create(codec.toRtc(), id, streamId);
        } catch (RtcException e) {
            throw new SpecterException(SpecterException.Reason.INVALID_TRACK, e.getMessage(), e);
        }
        var handle = new TrackLocalStaticSample(specter, UUID.randomUUID());
        entries.put(handle.id(), new Entry(rtc, new Playlist(handle, rtc, thread, outbox)));
        return handle;
    }

    boolean exists(UUID id) {
        return entries.containsKey(id);
    }

    Optional<RtcSampleTrack> find(TrackLocalStaticSample handle) {
        return Optional.ofNullable(entries.get(handle.id())).map(Entry::rtc);
    }

    RtcSampleTrack require(TrackLocalStaticSample handle) {
        return find(handle).orElseThrow(() -> Specter.notFound(handle));
    }

    void play(TrackLocalStaticSample handle, Path path, Format format) {
        Entry entry = entries.get(handle.id());
        if (entry == null) {
            throw Specter.notFound(handle);
        }
        if (!Files.exists(path)) {
            throw new SpecterException(
                    SpecterException.Reason.FILE_NOT_FOUND, "no such file: " + path);
        }
        if (!entry.playlist().play(path, format)) {
            throw Specter.notFound(handle);
        }
    }

    void close(TrackLocalStaticSample handle) {
        Entry entry = entries.remove(handle.id());
        if (entry == null) {
            throw Specter.notFound(handle);
        }
        entry.playlist().close();
    }

    /**
     * Forgets all tracks.
     *
     * @param then run when nothing plays any more, behind the last message
     */
    void closeAll(Runnable then) {
        for (Entry entry : List.copyOf(entries.values())) {
            entry.playlist().close();
        }
        entries.clear();
        thread.execute(then);
    }
}
