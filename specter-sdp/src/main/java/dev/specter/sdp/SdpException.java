package dev.specter.sdp;

/**
 * Text that is not a session description: which line, and why. It carries no stack trace.
 * Immutable.
 */
public final class SdpException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 200;

    private final int lineNumber;
    private final String line;
    private final String reason;

    /**
     * Makes one.
     *
     * @param lineNumber 1-based number of the line that is wrong; where a line is missing, the
     *     number it should have had
     * @param line the line without its end; empty where one is missing
     * @param reason what is wrong with it
     */
    public SdpException(int lineNumber, String line, String reason) {
        super("line " + lineNumber + ": " + reason + ": " + shortened(line), null, false, false);
        this.lineNumber = lineNumber;
        this.line = line;
        this.reason = reason;
    }

    private static String shortened(String line) {
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
    }

    /** The 1-based number of the line. */
    public int lineNumber() {
        return lineNumber;
    }

    /** The line, without its end. */
    public String line() {
        return line;
    }

    /** What is wrong with it. */
    public String reason() {
        return reason;
    }
}
