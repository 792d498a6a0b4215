package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The identification tag of an m-section (RFC 5888, section 4). Immutable.
 *
 * @param id the tag, a token
 */
public record Mid(String id) implements SdpAttribute {
    static final String NAME = "mid";

    /** Checks the grammar. */
    public Mid {
        if (!isValid(id)) {
            throw new IllegalArgumentException("not an a=mid value");
        }
    }

    private static boolean isValid(String id) {
        return id.length() >= 1
                && id.length() <= 255
                && id.chars().allMatch(SdpGrammar::isTokenChar);
    }

    static Mid parse(AttributeFields in) throws AttributeSyntaxException {
        String id = in.next("id");
        in.end();
        in.require(isValid(id), "1 to 255 characters expected");
        return new Mid(id);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(id);
    }
}
