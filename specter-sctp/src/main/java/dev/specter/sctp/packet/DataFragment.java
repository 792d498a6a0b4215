package dev.specter.sctp.packet;

import java.nio.ByteBuffer;

/**
 * A piece of a user message on the wire: DATA (RFC 9260, section 3.3.1) or I-DATA (RFC 8260,
 * section 2.1). The payload is a view of the packet, not a copy, since large messages would be
 * copied twice.
 */
public sealed interface DataFragment extends Chunk permits DataChunk, IDataChunk {
    /** Flag I: the sender wants a SACK at once. */
    int IMMEDIATE = 8;

    /** Flag U: unordered. */
    int UNORDERED = 4;

    /** Flag B: first fragment of a message. */
    int BEGIN = 2;

    /** Flag E: last fragment of a message. */
    int END = 1;

    /** The transmission sequence number, u32. */
    long tsn();

    /** The stream, u16. */
    int streamId();

    /** The message's number in its stream: the SSN, u16, or the MID, u32. */
    long messageNumber();

    /** Payload protocol identifier, u32; of I-DATA it is known of the first fragment only. */
    long ppid();

    /** From position to limit; may be empty, which the receiver answers with an ABORT. */
    ByteBuffer payload();

    /** Whether the sender wants a SACK at once. */
    default boolean isImmediate() {
        return (flags() & IMMEDIATE) != 0;
    }

    /** Whether the message is unordered. */
    default boolean isUnordered() {
        return (flags() & UNORDERED) != 0;
    }

    /** Whether it is the first fragment. */
    default boolean isBegin() {
        return (flags() & BEGIN) != 0;
    }

    /** Whether it is the last fragment. */
    default boolean isEnd() {
        return (flags() & END) != 0;
    }
}
