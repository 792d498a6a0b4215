package dev.specter.webrtc.negotiation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a transceiver's sender announces. Immutable.
 *
 * @param trackId identifier of its track; empty while it has none
 * @param streamIds the streams its track belongs to
 */
public record SenderSettings(Optional<String> trackId, List<String> streamIds) {
    /** No track and no stream. */
    public static final SenderSettings NONE = new SenderSettings(Optional.empty(), List.of());

    /** Copies the list; the same stream counts once. */
    public SenderSettings {
        Objects.requireNonNull(trackId, "trackId");
        streamIds = streamIds.stream().distinct().toList();
    }

    /**
     * A sender of a track.
     *
     * @param trackId the track
     * @param streamIds its streams
     */
    public static SenderSettings of(String trackId, List<String> streamIds) {
        return new SenderSettings(Optional.of(trackId), streamIds);
    }
}
