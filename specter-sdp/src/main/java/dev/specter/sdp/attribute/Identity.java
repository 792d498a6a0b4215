package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * An identity assertion (RFC 8827, section 5). Immutable.
 *
 * @param assertion the assertion in base64
 * @param extensions what follows it, if anything does
 */
public record Identity(String assertion, Optional<String> extensions) implements SdpAttribute {
    static final String NAME = "identity";

    /** Checks that nothing is null. */
    public Identity {
        Objects.requireNonNull(assertion, "assertion");
        Objects.requireNonNull(extensions, "extensions");
    }

    static Identity parse(AttributeFields in) throws AttributeSyntaxException {
        String assertion = in.next("assertion");
        in.require(assertion.chars().allMatch(SdpGrammar::isBase64Char), "assertion is not base64");
        return new Identity(
                assertion,
                in.hasNext() ? Optional.of(in.remainder("extensions")) : Optional.empty());
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(extensions.map(e -> assertion + ' ' + e).orElse(assertion));
    }
}
