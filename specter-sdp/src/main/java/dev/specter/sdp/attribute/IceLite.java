package dev.specter.sdp.attribute;

import java.util.Optional;

/** The sender is an ICE lite implementation (RFC 8839, section 5.3). Immutable. */
public record IceLite() implements SdpAttribute {
    static final String NAME = "ice-lite";

    static IceLite parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new IceLite();
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.empty();
    }
}
