package dev.specter.testkit;

/** Takes what comes to one end of a {@link VirtualConnection}. */
public interface StreamHandler {
    /**
     * The connection is open. Called on the end that has asked for it.
     *
     * @param at this end
     * @param nowNanos virtual time
     */
    default void onConnected(VirtualConnection at, long nowNanos) {}

    /**
     * Takes the next bytes of the stream. Where they are cut says nothing of where the peer's calls
     * of {@code send} were.
     *
     * @param at this end
     * @param data one byte or more, owned by the handler from now on
     * @param nowNanos virtual time
     */
    void onData(VirtualConnection at, byte[] data, long nowNanos);

    /**
     * The connection has ended, or has not come about. Called once, last, and not on an end that
     * has itself closed or aborted.
     *
     * @param at this end
     * @param reason why
     * @param nowNanos virtual time
     */
    void onClosed(VirtualConnection at, CloseReason reason, long nowNanos);
}
