package dev.specter.sdp.attribute;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A group of m-sections (RFC 5888, section 5), as BUNDLE (RFC 9143). Immutable.
 *
 * @param semantics what the group is for
 * @param mids the identification tags of its m-sections, in order
 */
public record Group(String semantics, List<String> mids) implements SdpAttribute {
    /** The semantics of m-sections that share a transport (RFC 9143). */
    public static final String BUNDLE = "BUNDLE";

    static final String NAME = "group";

    /** Copies the list. */
    public Group {
        Objects.requireNonNull(semantics, "semantics");
        mids = List.copyOf(mids);
    }

    static Group parse(AttributeFields in) throws AttributeSyntaxException {
        String semantics = in.next("semantics");
        return new Group(semantics, in.restOrNone());
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(SdpGrammar.join(semantics, mids));
    }
}
