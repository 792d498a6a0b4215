package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The offer came with a default destination that is none of its candidates, so that ICE is not used
 * (RFC 8839, section 5.3). Immutable.
 */
public record IceMismatch() implements SdpAttribute {
    static final String NAME = "ice-mismatch";

    static IceMismatch parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new IceMismatch();
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
