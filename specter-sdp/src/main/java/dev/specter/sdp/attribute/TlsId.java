package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The identity of a DTLS association (RFC 8842, section 4). Immutable.
 *
 * @param id 20 to 255 characters
 */
public record TlsId(String id) implements SdpAttribute {
    static final String NAME = "tls-id";

    /** Checks the grammar. */
    public TlsId {
        if (!isValid(id)) {
            throw new IllegalArgumentException("not an a=tls-id value");
        }
    }

    private static boolean isValid(String id) {
        return id.length() >= 20
                && id.length() <= 255
                && id.chars().allMatch(SdpGrammar::isTlsIdChar);
    }

    static TlsId parse(AttributeFields in) throws AttributeSyntaxException {
        String id = in.next("id");
        in.end();
        in.require(isValid(id), "20 to 255 characters expected");
        return new TlsId(id);
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
