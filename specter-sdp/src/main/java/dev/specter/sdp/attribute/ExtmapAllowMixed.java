package dev.specter.sdp.attribute;

import java.util.Optional;

/** One-byte and two-byte RTP header extensions may be mixed (RFC 8285, section 6). Immutable. */
public record ExtmapAllowMixed() implements SdpAttribute {
    static final String NAME = "extmap-allow-mixed";

    static ExtmapAllowMixed parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new ExtmapAllowMixed();
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
