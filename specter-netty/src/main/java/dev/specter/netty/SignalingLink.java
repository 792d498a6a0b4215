package dev.specter.netty;

/**
 * One direction of a conversation between the two ends of a connection that is to be: takes the
 * text that goes that way. Two of them, one each way, are a conversation; it may go over a
 * WebSocket, a message broker, or whatever both ends have. The text is JSON, an object with the
 * member {@code description} (of {@code type} and {@code sdp}) or {@code candidate}, as web pages
 * send it too. Thread-safe; must not block, and keeps the order of what one thread sends.
 *
 * <p>Who can change the text can read and change everything: it carries the fingerprints by which
 * the ends know each other. So it should go over TLS.
 */
public interface SignalingLink {
    /**
     * Passes a text on to the other end.
     *
     * @param text JSON; at most a few kilobytes, larger only for very large descriptions
     */
    void send(String text);

    /**
     * The conversation is over. A connection that is not up by then will not come up; one that is
     * up stays. Does nothing the second time.
     */
    void close();
}
