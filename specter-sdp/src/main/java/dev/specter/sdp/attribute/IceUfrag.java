package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The ICE user name fragment (RFC 8839, section 5.4). Immutable.
 *
 * @param ufrag the fragment, 4 to 256 characters
 */
public record IceUfrag(String ufrag) implements SdpAttribute {
    static final String NAME = "ice-ufrag";

    /** Checks the grammar. */
    public IceUfrag {
        if (!isValid(ufrag)) {
            throw new IllegalArgumentException("not an a=ice-ufrag value");
        }
    }

    private static boolean isValid(String ufrag) {
        return ufrag.length() >= 4
                && ufrag.length() <= 256
                && ufrag.chars().allMatch(SdpGrammar::isIceChar);
    }

    static IceUfrag parse(AttributeFields in) throws AttributeSyntaxException {
        String ufrag = in.next("ufrag");
        in.end();
        in.require(isValid(ufrag), "4 to 256 characters expected");
        return new IceUfrag(ufrag);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(ufrag);
    }
}
