package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The ICE password (RFC 8839, section 5.4). Immutable.
 *
 * @param pwd the password, 22 to 256 characters
 */
public record IcePwd(String pwd) implements SdpAttribute {
    static final String NAME = "ice-pwd";

    /** Checks the grammar. */
    public IcePwd {
        if (!isValid(pwd)) {
            throw new IllegalArgumentException("not an a=ice-pwd value");
        }
    }

    private static boolean isValid(String pwd) {
        return pwd.length() >= 22
                && pwd.length() <= 256
                && pwd.chars().allMatch(SdpGrammar::isIceChar);
    }

    static IcePwd parse(AttributeFields in) throws AttributeSyntaxException {
        String pwd = in.next("pwd");
        in.end();
        in.require(isValid(pwd), "22 to 256 characters expected");
        return new IcePwd(pwd);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(pwd);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "IcePwd[redacted]";
    }
}
