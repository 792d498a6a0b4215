package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * Whether a connection that is there is to be used, or another one made (RFC 4145, section 5).
 * Immutable.
 *
 * @param use which of the two
 */
public record Connection(Use use) implements SdpAttribute {
    static final String NAME = "connection";

    /** What becomes of a connection. */
    public enum Use {
        /** Another connection is made. */
        NEW("new"),
        /** The connection that is there is used. */
        EXISTING("existing");

        private final String text;

        Use(String text) {
            this.text = text;
        }

        /** As in SDP. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Checks that nothing is null. */
    public Connection {
        Objects.requireNonNull(use, "use");
    }

    static Connection parse(AttributeFields in) throws AttributeSyntaxException {
        var connection = new Connection(in.nextOf("use", Use.values()));
        in.end();
        return connection;
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(use.toString());
    }
}
