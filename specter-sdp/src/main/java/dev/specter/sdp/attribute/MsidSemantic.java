package dev.specter.sdp.attribute;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The meaning of the session's media stream identifiers. No longer in RFC 8830, but browsers write
 * it. Immutable.
 *
 * @param semantics {@code WMS}
 * @param ids the media stream identifiers, or {@code *}
 */
public record MsidSemantic(String semantics, List<String> ids) implements SdpAttribute {
    static final String NAME = "msid-semantic";

    /** Copies the list. */
    public MsidSemantic {
        Objects.requireNonNull(semantics, "semantics");
        ids = List.copyOf(ids);
    }

    static MsidSemantic parse(AttributeFields in) throws AttributeSyntaxException {
        String semantics = in.next("semantics");
        return new MsidSemantic(semantics, in.restOrNone());
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    /** With the space before the semantics that every browser's parser knows. */
    @Override
    public Optional<String> attributeValue() {
        return Optional.of(' ' + SdpGrammar.join(semantics, ids));
    }
}
