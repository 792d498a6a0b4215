package dev.specter.sdp.attribute;

import java.util.List;

/** Character classes of RFC 8866, section 9 and of the attribute RFCs. */
final class SdpGrammar {
    private static final String TOKEN_SPECIALS = "!#$%&'*+-.^_`{|}~";

    private SdpGrammar() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAlphanumeric(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isTokenChar(int c) {
        return isAlphanumeric(c) || TOKEN_SPECIALS.indexOf(c) >= 0;
    }

    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(SdpGrammar::isTokenChar);
    }

    /**
     * RFC 8839, section 5.4: letters, digits, plus and slash. Deviates: also takes the four
     * characters that browsers tolerate, because older stacks write them.
     */
    static boolean isIceChar(int c) {
        return isAlphanumeric(c) || "+/-_=#".indexOf(c) >= 0;
    }

    /** RFC 8842, section 4: tls-id. */
    static boolean isTlsIdChar(int c) {
        return isAlphanumeric(c) || "+/-_".indexOf(c) >= 0;
    }

    /** RFC 8851, section 10: rid-id. */
    static boolean isRidChar(int c) {
        return isAlphanumeric(c) || c == '-' || c == '_';
    }

    static boolean isBase64Char(int c) {
        return isAlphanumeric(c) || c == '+' || c == '/' || c == '=';
    }

    /** Digits, perhaps with a fraction; at most 32 characters. */
    static boolean isDecimal(String text) {
        int dot = text.indexOf('.');
        String whole = dot < 0 ? text : text.substring(0, dot);
        String fraction = dot < 0 ? "0" : text.substring(dot + 1);
        return text.length() <= 32
                && !whole.isEmpty()
                && !fraction.isEmpty()
                && whole.chars().allMatch(SdpGrammar::isDigit)
                && fraction.chars().allMatch(SdpGrammar::isDigit);
    }

    static String join(String first, List<String> rest) {
        return rest.isEmpty() ? first : first + ' ' + String.join(" ", rest);
    }
}
