package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * A media stream that an m-section's track belongs to (RFC 8830, section 2). Immutable.
 *
 * @param streamId the stream's identifier, or {@code -} for a track without stream
 * @param trackId the track's identifier; browsers of today ignore it
 */
public record Msid(String streamId, Optional<String> trackId) implements SdpAttribute {
    /** The stream identifier of a track that belongs to no stream. */
    public static final String NO_STREAM = "-";

    static final String NAME = "msid";

    /** Checks that nothing is null. */
    public Msid {
        Objects.requireNonNull(streamId, "streamId");
        Objects.requireNonNull(trackId, "trackId");
    }

    static Msid parse(AttributeFields in) throws AttributeSyntaxException {
        String streamId = in.next("stream identifier");
        Optional<String> trackId =
                in.hasNext() ? Optional.of(in.next("track identifier")) : Optional.empty();
        in.end();
        return new Msid(streamId, trackId);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(trackId.map(id -> streamId + ' ' + id).orElse(streamId));
    }
}
