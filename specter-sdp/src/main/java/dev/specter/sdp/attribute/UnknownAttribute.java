package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * An attribute that has no record of its own, kept as it was written. Immutable.
 *
 * @param name what stands before the colon
 * @param value what stands after it; empty without a colon
 */
public record UnknownAttribute(String name, Optional<String> value) implements SdpAttribute {
    /** Checks that nothing is null. */
    public UnknownAttribute {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String attributeName() {
        return name;
    }

    @Override
    public Optional<String> attributeValue() {
        return value;
    }
}
