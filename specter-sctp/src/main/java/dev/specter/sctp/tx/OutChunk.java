package dev.specter.sctp.tx;

import dev.specter.common.WireWriter;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.Padding;

import java.nio.ByteBuffer;

/**
 * A DATA chunk that was sent, as a slot of the {@link RetransmissionQueue}, which uses it again and
 * again. Loop-confined.
 */
public final class OutChunk {
    /** What became of a chunk. */
    enum State {
        /** Sent, and neither acknowledged nor taken for lost. */
        IN_FLIGHT,
        /** Taken for lost; waits to be sent again. */
        LOST,
        /** Acknowledged by a gap block. */
        ACKED,
        /** Its message was given up. */
        ABANDONED
    }

    long tsn;
    OutMessage message;
    int offset;
    int length;
    int flags;
    State state;
    int sends;
    int missingReports;
    long sentNanos;

    /** Position among all transmissions: whether another was sent later. */
    long sendOrder;

    OutChunk() {}

    /** What it takes of a packet. */
    public int paddedSize() {
        return Padding.padded(DataChunk.OVERHEAD_BYTES + length);
    }

    /**
     * Writes the chunk; this is the one copy of its bytes.
     *
     * @param out at the chunk's place in the packet
     * @param isImmediate whether to ask for a SACK at once
     */
    public void writeTo(WireWriter out, boolean isImmediate) {
        int size = DataChunk.OVERHEAD_BYTES + length;
        out.u8(DataChunk.TYPE)
                .u8(isImmediate ? flags | DataChunk.IMMEDIATE : flags)
                .u16(size)
                .u32(tsn)
                .u16(message.streamId)
                .u16(message.ssn)
                .u32(message.ppid)
                .bytes(ByteBuffer.wrap(message.array, message.offset + offset, length))
                .zeros(Padding.of(size));
    }
}
