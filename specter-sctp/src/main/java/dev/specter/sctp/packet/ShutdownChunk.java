package dev.specter.sctp.packet;

import dev.specter.common.WireWriter;

/**
 * SHUTDOWN, type 7 (RFC 9260, section 3.3.8). Immutable.
 *
 * @param cumulativeTsnAck u32
 */
public record ShutdownChunk(long cumulativeTsnAck) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 7;

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int valueSize() {
        return 4;
    }

    @Override
    public void writeValue(WireWriter out) {
        out.u32(cumulativeTsnAck);
    }
}
