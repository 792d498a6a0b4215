package dev.specter.common;

/**
 * Bytes from the network that do not form what they claim to be. It never leaves the core that read
 * them: the packet is counted and dropped, or answered as the RFC says. It carries no stack trace,
 * so that a flood of bad packets stays cheap. Immutable.
 */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was read and what was wrong with it, without payload
     */
    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
