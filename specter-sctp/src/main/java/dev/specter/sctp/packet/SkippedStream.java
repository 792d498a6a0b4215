package dev.specter.sctp.packet;

/**
 * A stream with messages that their sender gave up (RFC 3758, section 3.2; RFC 8260, section 2.3).
 * Immutable.
 *
 * @param streamId u16
 * @param isUnordered whether it is about unordered messages, which FORWARD TSN never lists
 * @param number the last one given up: the SSN, u16, or the MID, u32
 */
public record SkippedStream(int streamId, boolean isUnordered, long number) {
    /** Ordered messages. */
    public SkippedStream(int streamId, long number) {
        this(streamId, false, number);
    }
}
