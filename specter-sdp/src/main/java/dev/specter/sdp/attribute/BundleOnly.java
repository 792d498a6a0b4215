package dev.specter.sdp.attribute;

import java.util.Optional;

/** The m-section is to be used only in its BUNDLE group (RFC 9143, section 6). Immutable. */
public record BundleOnly() implements SdpAttribute {
    static final String NAME = "bundle-only";

    static BundleOnly parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new BundleOnly();
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
