package dev.specter.sdp;

import java.util.Objects;

/**
 * Proposed bandwidth: a {@code b=} line (RFC 8866, section 5.8). Immutable.
 *
 * @param type {@code AS} (kilobits per second), {@code TIAS} (bits per second) and others
 * @param value in the unit of the type
 */
public record Bandwidth(String type, long value) {
    /** Checks that nothing is null or negative. */
    public Bandwidth {
        Objects.requireNonNull(type, "type");
        if (value < 0) {
            throw new IllegalArgumentException("negative bandwidth");
        }
    }

    /** The line's value. */
    String text() {
        return type + ':' + value;
    }
}
