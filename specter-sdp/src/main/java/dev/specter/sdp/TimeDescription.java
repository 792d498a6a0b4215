package dev.specter.sdp;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * When the session is active: a {@code t=} line with the {@code r=} lines and the {@code z=} line
 * that belong to it (RFC 8866, sections 5.9 to 5.11). Immutable.
 *
 * @param start NTP seconds, 0 for always
 * @param stop NTP seconds, 0 for unbounded
 * @param repeats values of the {@code r=} lines, as written
 * @param zone value of the {@code z=} line, as written
 */
public record TimeDescription(
        String start, String stop, List<String> repeats, Optional<String> zone) {
    /** Always: {@code t=0 0}, what WebRTC uses. */
    public static final TimeDescription ALWAYS =
            new TimeDescription("0", "0", List.of(), Optional.empty());

    /** Copies the list. */
    public TimeDescription {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(stop, "stop");
        repeats = List.copyOf(repeats);
        Objects.requireNonNull(zone, "zone");
    }
}
