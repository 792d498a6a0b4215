package dev.specter.ice;

/**
 * Credentials of one agent for one generation (RFC 8839, section 5.4). Immutable.
 *
 * @param ufrag user name fragment, 4 to 256 ice-chars
 * @param pwd password, 22 to 256 ice-chars; never shown by {@link #toString}
 * @param lite whether the agent is an ICE-lite one (RFC 8445, section 2.5)
 */
public record IceParameters(String ufrag, String pwd, boolean lite) {
    /**
     * Checks lengths and characters.
     *
     * @throws IllegalArgumentException if either is too short, too long or has another character
     */
    public IceParameters {
        check("ufrag", ufrag, 4);
        check("pwd", pwd, 22);
    }

    private static void check(String what, String value, int minLength) {
        if (value.length() < minLength || value.length() > 256) {
            throw new IllegalArgumentException(what + ": length " + value.length());
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            // RFC 8839, section 5.4: ice-char = ALPHA / DIGIT / "+" / "/". Some agents in the field
            // use base64url and "=" as well, so any visible ASCII character but ":" passes.
            if (c <= ' ' || c > '~' || c == ':') {
                throw new IllegalArgumentException(what + ": not an ice-char at " + i);
            }
        }
    }

    /** Shows the user name fragment only. */
    @Override
    public String toString() {
        return "IceParameters[ufrag=" + ufrag + ", lite=" + lite + "]";
    }
}
