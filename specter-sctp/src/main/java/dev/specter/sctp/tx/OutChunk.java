package dev.specter.sctp.tx;

import dev.specter.common.WireWriter;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.Padding;

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

    /** Place among the fragments of its message. */
    int fsn;

    boolean isInterleaved;
    State state;
    int sends;
    int missingReports;
    long sentNanos;

    /** Position among all transmissions: whether another was sent later. */
    long sendOrder;

    /** Neighbours among the chunks in flight, by the time of sending. */
    OutChunk sentBefore;

    OutChunk sentAfter;

    OutChunk() {}

    /** What it takes of a packet. */
    public int paddedSize() {
        return Padding.padded(size());
    }

    private int size() {
        return overheadBytes(isInterleaved) + length;
    }

    static int overheadBytes(boolean isInterleaved) {
        return isInterleaved ? IDataChunk.OVERHEAD_BYTES : DataChunk.OVERHEAD_BYTES;
    }

    /**
     * Writes the chunk; this is the one copy of its bytes.
     *
     * @param out at the chunk's place in the packet
     * @param isImmediate whether to ask for a SACK at once
     */
    public void writeTo(WireWriter out, boolean isImmediate) {
        int size = size();
        out.u8(isInterleaved ? IDataChunk.TYPE : DataChunk.TYPE)
                .u8(isImmediate ? flags | DataFragment.IMMEDIATE : flags)
                .u16(size)
                .u32(tsn)
                .u16(message.streamId);
        if (isInterleaved) {
            out.u16(0).u32(message.number).u32(fsn == 0 ? message.ppid : fsn);
        } else {
            out.u16((int) message.number).u32(message.ppid);
        }
        out.bytes(message.array, message.offset + offset, length).zeros(Padding.of(size));
    }
}
