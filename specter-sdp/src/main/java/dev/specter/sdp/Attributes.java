package dev.specter.sdp;

import dev.specter.sdp.attribute.SdpAttribute;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The {@code a=} lines of a session or an m-section, in order: each as its record and as the text
 * that was or will be written. Immutable, equal by text.
 */
public final class Attributes implements Iterable<SdpAttribute> {
    /** No attributes. */
    public static final Attributes NONE = new Attributes(List.of(), List.of());

    private final List<SdpAttribute> records;
    private final List<String> texts;

    private Attributes(List<SdpAttribute> records, List<String> texts) {
        this.records = List.copyOf(records);
        this.texts = List.copyOf(texts);
    }

    /**
     * Attributes written in their canonical form.
     *
     * @param attributes in order
     */
    public static Attributes of(List<? extends SdpAttribute> attributes) {
        var builder = new Builder();
        attributes.forEach(builder::add);
        return builder.build();
    }

    /** All records, in order. */
    public List<SdpAttribute> list() {
        return records;
    }

    /** The lines' texts after {@code a=}, in order. */
    public List<String> texts() {
        return texts;
    }

    /**
     * The first attribute of a kind.
     *
     * @param type the record
     */
    public <A extends SdpAttribute> Optional<A> first(Class<A> type) {
        for (SdpAttribute attribute : records) {
            if (type.isInstance(attribute)) {
                return Optional.of(type.cast(attribute));
            }
        }
        return Optional.empty();
    }

    /**
     * All attributes of a kind, in order.
     *
     * @param type the record
     */
    public <A extends SdpAttribute> List<A> all(Class<A> type) {
        var found = new ArrayList<A>();
        for (SdpAttribute attribute : records) {
            if (type.isInstance(attribute)) {
                found.add(type.cast(attribute));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Whether there is an attribute of a kind.
     *
     * @param type the record
     */
    public boolean has(Class<? extends SdpAttribute> type) {
        return first(type).isPresent();
    }

    /** A builder that starts with these attributes. */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.records.addAll(records);
        builder.texts.addAll(texts);
        return builder;
    }

    @Override
    public Iterator<SdpAttribute> iterator() {
        return records.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attributes that && texts.equals(that.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    /** The records, which redact secrets. */
    @Override
    public String toString() {
        return records.toString();
    }

    /** Builds attributes. Not thread-safe. */
    public static final class Builder {
        private final List<SdpAttribute> records = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();

        /** A builder without attributes. */
        public Builder() {}

        /**
         * Adds a line in its canonical form.
         *
         * @param attribute the line
         */
        public Builder add(SdpAttribute attribute) {
            return add(attribute, attribute.attributeText());
        }

        /** Adds a line as it was written. */
        Builder add(SdpAttribute attribute, String text) {
            records.add(attribute);
            texts.add(text);
            return this;
        }

        /**
         * Replaces every attribute of a kind by what the function makes of it.
         *
         * @param type the record
         * @param change the replacement
         */
        public <A extends SdpAttribute> Builder replace(Class<A> type, UnaryOperator<A> change) {
            for (int i = 0; i < records.size(); i++) {
                if (type.isInstance(records.get(i))) {
                    SdpAttribute changed = change.apply(type.cast(records.get(i)));
                    records.set(i, changed);
                    texts.set(i, changed.attributeText());
                }
            }
            return this;
        }

        /**
         * Removes every attribute of a kind.
         *
         * @param type the record
         */
        public Builder remove(Class<? extends SdpAttribute> type) {
            for (int i = records.size() - 1; i >= 0; i--) {
                if (type.isInstance(records.get(i))) {
                    records.remove(i);
                    texts.remove(i);
                }
            }
            return this;
        }

        /** The attributes. */
        public Attributes build() {
            return new Attributes(records, texts);
        }
    }
}
