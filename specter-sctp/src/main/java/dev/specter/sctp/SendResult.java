package dev.specter.sctp;

/** What became of a request to send a message. Immutable. */
public enum SendResult {
    /** It is queued, or already on its way. */
    QUEUED,
    /** The association, or the channel, is not one that takes messages (any more, or yet). */
    NOT_OPEN,
    /** It is larger than the peer accepts. */
    TOO_LARGE,
    /** Too many bytes wait already ({@link SctpOptions#sendBufferBytes()}). */
    BUFFER_FULL
}
