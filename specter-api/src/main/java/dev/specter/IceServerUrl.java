package dev.specter;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The syntax of STUN and TURN URLs (RFC 7064, section 3.1; RFC 7065, section 3.1). */
final class IceServerUrl {
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "(?<scheme>stuns?|turns?):"
                            + "(?<host>\\[[0-9a-f:.]+]|[a-z0-9_~.!$&'()*+,;=%-]+)"
                            + "(:(?<port>\\d{1,5}))?"
                            + "(?<transport>\\?transport=[a-z0-9-]+)?",
                    Pattern.CASE_INSENSITIVE);
    private static final int MAX_CHARS = 1024;

    private IceServerUrl() {}

    static void requireValid(String url) {
        if (!isValid(url)) {
            throw new SpecterException(
                    SpecterException.Reason.INVALID_CONFIGURATION,
                    "not a STUN or TURN URL: " + url);
        }
    }

    /** Whether the server is one that wants credentials. */
    static boolean isTurn(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("turn");
    }

    private static boolean isValid(String url) {
        Matcher parts = SYNTAX.matcher(url);
        if (url.length() > MAX_CHARS || !parts.matches()) {
            return false;
        }
        String port = parts.group("port");
        boolean portFits =
                port == null || (Integer.parseInt(port) > 0 && Integer.parseInt(port) <= 0xFFFF);
        // RFC 7064 has no transport parameter.
        return portFits && (isTurn(url) || parts.group("transport") == null);
    }
}
