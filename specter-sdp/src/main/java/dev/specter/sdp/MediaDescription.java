package dev.specter.sdp;

import dev.specter.sdp.attribute.Mid;
import dev.specter.sdp.attribute.SdpAttribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An m-section (RFC 8866, section 5.14). Immutable.
 *
 * @param type {@code audio}, {@code video}, {@code application} and others
 * @param port u16; 0 for a rejected section, or one that is only bundled
 * @param portCount number of ports, if written
 * @param protocol as {@code UDP/TLS/RTP/SAVPF}
 * @param formats for RTP the payload types; not empty
 * @param information {@code i=}
 * @param connections {@code c=} lines
 * @param bandwidths {@code b=} lines
 * @param key {@code k=}, obsolete
 * @param attributes {@code a=} lines
 */
public record MediaDescription(
        String type,
        int port,
        OptionalInt portCount,
        String protocol,
        List<String> formats,
        Optional<String> information,
        List<ConnectionAddress> connections,
        List<Bandwidth> bandwidths,
        Optional<String> key,
        Attributes attributes) {

    /** Copies the lists and checks that nothing is null. */
    public MediaDescription {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(portCount, "portCount");
        Objects.requireNonNull(protocol, "protocol");
        formats = List.copyOf(formats);
        Objects.requireNonNull(information, "information");
        connections = List.copyOf(connections);
        bandwidths = List.copyOf(bandwidths);
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(attributes, "attributes");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("an m-section has at least one format");
        }
    }

    /**
     * A builder with port 9 and no formats.
     *
     * @param type as {@code audio}
     * @param protocol as {@code UDP/TLS/RTP/SAVPF}
     */
    public static Builder builder(String type, String protocol) {
        return new Builder(type, protocol);
    }

    /** The identification tag, if the section has one. */
    public Optional<String> mid() {
        return attributes.first(Mid.class).map(Mid::id);
    }

    /** A builder that starts with this section. */
    public Builder toBuilder() {
        var builder = new Builder(type, protocol);
        builder.port = port;
        builder.portCount = portCount;
        builder.formats.addAll(formats);
        builder.information = information;
        builder.connections.addAll(connections);
        builder.bandwidths.addAll(bandwidths);
        builder.key = key;
        builder.attributes = attributes.toBuilder();
        return builder;
    }

    /** Builds an m-section. Not thread-safe. */
    public static final class Builder {
        private final String type;
        private int port = 9;
        private OptionalInt portCount = OptionalInt.empty();
        private final String protocol;
        private final List<String> formats = new ArrayList<>();
        private Optional<String> information = Optional.empty();
        private final List<ConnectionAddress> connections = new ArrayList<>();
        private final List<Bandwidth> bandwidths = new ArrayList<>();
        private Optional<String> key = Optional.empty();
        private Attributes.Builder attributes = new Attributes.Builder();

        private Builder(String type, String protocol) {
            this.type = type;
            this.protocol = protocol;
        }

        /** Sets the port. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Sets the number of ports. */
        public Builder portCount(int value) {
            portCount = OptionalInt.of(value);
            return this;
        }

        /** Adds a format. */
        public Builder format(String value) {
            formats.add(value);
            return this;
        }

        /** Replaces all formats. */
        public Builder formats(List<String> values) {
            formats.clear();
            formats.addAll(values);
            return this;
        }

        /** Sets {@code i=}. */
        public Builder information(String value) {
            information = Optional.of(value);
            return this;
        }

        /** Adds a {@code c=} line. */
        public Builder connection(ConnectionAddress value) {
            connections.add(value);
            return this;
        }

        /** Adds a {@code b=} line. */
        public Builder bandwidth(Bandwidth value) {
            bandwidths.add(value);
            return this;
        }

        /** Sets {@code k=}. */
        Builder key(String value) {
            key = Optional.of(value);
            return this;
        }

        /** Adds an {@code a=} line in its canonical form. */
        public Builder attribute(SdpAttribute value) {
            attributes.add(value);
            return this;
        }

        /** Replaces all {@code a=} lines. */
        public Builder attributes(Attributes value) {
            attributes = value.toBuilder();
            return this;
        }

        /** The m-section. */
        public MediaDescription build() {
            return new MediaDescription(
                    type,
                    port,
                    portCount,
                    protocol,
                    formats,
                    information,
                    connections,
                    bandwidths,
                    key,
                    attributes.build());
        }
    }
}
