package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * Which end starts the DTLS handshake (RFC 4145, section 4; RFC 8842, section 5). Immutable.
 *
 * @param role the sender's role
 */
public record Setup(Role role) implements SdpAttribute {
    static final String NAME = "setup";

    /** A role in the set-up of a connection. */
    public enum Role {
        /** The sender will be the DTLS client. */
        ACTIVE("active"),
        /** The sender will be the DTLS server. */
        PASSIVE("passive"),
        /** Either: the answer decides. */
        ACTPASS("actpass"),
        /** No connection for now. */
        HOLDCONN("holdconn");

        private final String text;

        Role(String text) {
            this.text = text;
        }

        /** As in SDP. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Checks that nothing is null. */
    public Setup {
        Objects.requireNonNull(role, "role");
    }

    static Setup parse(AttributeFields in) throws AttributeSyntaxException {
        Setup setup = new Setup(in.nextOf("role", Role.values()));
        in.end();
        return setup;
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(role.toString());
    }
}
