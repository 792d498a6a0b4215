package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * The media direction: {@code a=sendrecv}, {@code a=sendonly}, {@code a=recvonly} or {@code
 * a=inactive} (RFC 8866, section 6.7). Immutable.
 *
 * @param direction which way media goes, seen from the writer
 */
public record DirectionAttribute(Direction direction) implements SdpAttribute {
    /** Which way media goes, seen from the writer of the description. */
    public enum Direction {
        /** Both ways. */
        SENDRECV("sendrecv"),
        /** From the writer. */
        SENDONLY("sendonly"),
        /** To the writer. */
        RECVONLY("recvonly"),
        /** Neither way. */
        INACTIVE("inactive");

        private final String text;

        Direction(String text) {
            this.text = text;
        }

        /** As in SDP. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Checks that nothing is null. */
    public DirectionAttribute {
        Objects.requireNonNull(direction, "direction");
    }

    static DirectionAttribute parse(AttributeFields in, Direction direction)
            throws AttributeSyntaxException {
        in.requireNoValue();
        return new DirectionAttribute(direction);
    }

    @Override
    public String attributeName() {
        return direction.toString();
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.empty();
    }
}
