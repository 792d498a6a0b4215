package dev.specter.sdp.attribute;

import java.util.List;
import java.util.Optional;

/**
 * ICE extensions in use (RFC 8839, section 5.6). Immutable.
 *
 * @param options the options, as {@code trickle}; not empty
 */
public record IceOptions(List<String> options) implements SdpAttribute {
    static final String NAME = "ice-options";

    /** Copies the list. */
    public IceOptions {
        options = List.copyOf(options);
    }

    static IceOptions parse(AttributeFields in) throws AttributeSyntaxException {
        List<String> options = in.rest("option");
        return new IceOptions(options);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(String.join(" ", options));
    }
}
