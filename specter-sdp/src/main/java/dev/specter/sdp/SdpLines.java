package dev.specter.sdp;

/**
 * Walks through the lines of a text, each of the form {@code type=value}, within limits. Lines end
 * with CRLF or LF; the last one need not. Empty lines are taken only at the end.
 */
final class SdpLines {
    private final String text;
    private final SdpLimits limits;
    private int position;
    private int number;
    private String line = "";
    private boolean present;

    SdpLines(String text, SdpLimits limits) throws SdpException {
        this.text = text;
        this.limits = limits;
        if (text.length() > limits.maxCharacters()) {
            throw new SdpException(
                    1, "", "description is longer than " + limits.maxCharacters() + " characters");
        }
        advance();
    }

    /** Whether there is a current line of this type. */
    boolean is(char type) {
        return present && line.charAt(0) == type;
    }

    /** Whether there is a current line. */
    boolean isPresent() {
        return present;
    }

    /** The current line's value; it may be empty. */
    String value() {
        return line.substring(2);
    }

    /** Moves on to the next line. */
    void advance() throws SdpException {
        number++;
        present = position < text.length();
        if (!present) {
            line = "";
            return;
        }
        int feed = text.indexOf('\n', position);
        int end = feed < 0 ? text.length() : feed;
        int next = feed < 0 ? text.length() : feed + 1;
        if (end > position && text.charAt(end - 1) == '\r') {
            end--;
        }
        line = text.substring(position, end);
        position = next;
        check();
    }

    private void check() throws SdpException {
        if (line.isEmpty() && onlyLineEndsLeft()) {
            present = false;
            position = text.length();
            return;
        }
        require(number <= limits.maxLines(), "more than " + limits.maxLines() + " lines");
        require(
                line.length() <= limits.maxLineCharacters(),
                "line is longer than " + limits.maxLineCharacters() + " characters");
        boolean typed = line.length() >= 2 && line.charAt(1) == '=';
        require(typed && line.charAt(0) >= 'a' && line.charAt(0) <= 'z', "not of the form x=value");
        // RFC 8866, section 9: byte-string has no NUL, CR or LF.
        require(line.indexOf('\r') < 0 && line.indexOf('\0') < 0, "line has a CR or NUL in it");
    }

    private boolean onlyLineEndsLeft() {
        for (int i = position; i < text.length(); i++) {
            if (text.charAt(i) != '\n' && text.charAt(i) != '\r') {
                return false;
            }
        }
        return true;
    }

    void require(boolean condition, String reason) throws SdpException {
        if (!condition) {
            throw error(reason);
        }
    }

    /** An error at the current line. */
    SdpException error(String reason) {
        return new SdpException(number, line, reason);
    }
}
