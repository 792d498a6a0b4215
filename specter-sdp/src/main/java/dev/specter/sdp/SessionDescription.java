package dev.specter.sdp;

import dev.specter.sdp.attribute.SdpAttribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A session description (RFC 8866, section 5). Immutable.
 *
 * @param origin {@code o=}
 * @param name {@code s=}
 * @param information {@code i=}
 * @param uri {@code u=}
 * @param emails {@code e=} lines
 * @param phones {@code p=} lines
 * @param connection {@code c=}
 * @param bandwidths {@code b=} lines
 * @param times {@code t=} lines with {@code r=} and {@code z=}; not empty
 * @param key {@code k=}, obsolete
 * @param attributes session-level {@code a=} lines
 * @param media the m-sections, in order
 */
public record SessionDescription(
        Origin origin,
        String name,
        Optional<String> information,
        Optional<String> uri,
        List<String> emails,
        List<String> phones,
        Optional<ConnectionAddress> connection,
        List<Bandwidth> bandwidths,
        List<TimeDescription> times,
        Optional<String> key,
        Attributes attributes,
        List<MediaDescription> media) {

    /** Copies the lists and checks that nothing is null. */
    public SessionDescription {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(information, "information");
        Objects.requireNonNull(uri, "uri");
        emails = List.copyOf(emails);
        phones = List.copyOf(phones);
        Objects.requireNonNull(connection, "connection");
        bandwidths = List.copyOf(bandwidths);
        times = List.copyOf(times);
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(attributes, "attributes");
        media = List.copyOf(media);
        if (times.isEmpty()) {
            throw new IllegalArgumentException("a description has at least one t= line");
        }
    }

    /**
     * A builder with {@code s=-} and {@code t=0 0}.
     *
     * @param origin who makes the session
     */
    public static Builder builder(Origin origin) {
        return new Builder(origin);
    }

    /** A builder that starts with this description. */
    public Builder toBuilder() {
        var builder = new Builder(origin);
        builder.name = name;
        builder.information = information;
        builder.uri = uri;
        builder.emails.addAll(emails);
        builder.phones.addAll(phones);
        builder.connection = connection;
        builder.bandwidths.addAll(bandwidths);
        builder.times.addAll(times);
        builder.key = key;
        builder.attributes = attributes.toBuilder();
        builder.media.addAll(media);
        return builder;
    }

    /** The text, with CRLF line ends. */
    @Override
    public String toString() {
        return SdpWriter.write(this);
    }

    /** Builds a session description. Not thread-safe. */
    public static final class Builder {
        private Origin origin;
        private String name = "-";
        private Optional<String> information = Optional.empty();
        private Optional<String> uri = Optional.empty();
        private final List<String> emails = new ArrayList<>();
        private final List<String> phones = new ArrayList<>();
        private Optional<ConnectionAddress> connection = Optional.empty();
        private final List<Bandwidth> bandwidths = new ArrayList<>();
        private final List<TimeDescription> times = new ArrayList<>();
        private Optional<String> key = Optional.empty();
        private Attributes.Builder attributes = new Attributes.Builder();
        private final List<MediaDescription> media = new ArrayList<>();

        private Builder(Origin origin) {
            this.origin = origin;
        }

        /** Sets {@code o=}. */
        public Builder origin(Origin value) {
            origin = value;
            return this;
        }

        /** Sets {@code s=}. */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /** Sets {@code i=}. */
        public Builder information(String value) {
            information = Optional.of(value);
            return this;
        }

        /** Sets {@code u=}. */
        public Builder uri(String value) {
            uri = Optional.of(value);
            return this;
        }

        /** Adds an {@code e=} line. */
        public Builder email(String value) {
            emails.add(value);
            return this;
        }

        /** Adds a {@code p=} line. */
        public Builder phone(String value) {
            phones.add(value);
            return this;
        }

        /** Sets {@code c=}. */
        public Builder connection(ConnectionAddress value) {
            connection = Optional.of(value);
            return this;
        }

        /** Adds a {@code b=} line. */
        public Builder bandwidth(Bandwidth value) {
            bandwidths.add(value);
            return this;
        }

        /** Adds a {@code t=} line; without any, {@code t=0 0} is written. */
        public Builder time(TimeDescription value) {
            times.add(value);
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

        /** Adds an m-section. */
        public Builder media(MediaDescription value) {
            media.add(value);
            return this;
        }

        /** Replaces all m-sections. */
        public Builder media(List<MediaDescription> value) {
            media.clear();
            media.addAll(value);
            return this;
        }

        /** The description. */
        public SessionDescription build() {
            return new SessionDescription(
                    origin,
                    name,
                    information,
                    uri,
                    emails,
                    phones,
                    connection,
                    bandwidths,
                    times.isEmpty() ? List.of(TimeDescription.ALWAYS) : times,
                    key,
                    attributes.build(),
                    media);
        }
    }
}
