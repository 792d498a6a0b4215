package dev.specter.sdp.attribute;

import java.util.Optional;

/** No more candidates will follow (RFC 8840, section 8.2). Immutable. */
public record EndOfCandidates() implements SdpAttribute {
    static final String NAME = "end-of-candidates";

    static EndOfCandidates parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new EndOfCandidates();
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
