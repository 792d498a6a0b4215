package dev.specter.sdp.attribute;

/**
 * An attribute whose value is not well formed. The message says why; {@link
 * dev.specter.sdp.SdpParser} adds the line. It carries no stack trace. Immutable.
 */
public final class AttributeSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param reason what is wrong
     */
    public AttributeSyntaxException(String reason) {
        super(reason, null, false, false);
    }
}
