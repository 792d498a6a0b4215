package dev.specter.sctp.packet;

import dev.specter.common.WireWriter;

/** SHUTDOWN ACK, type 8 (RFC 9260, section 3.3.9). Immutable. */
public record ShutdownAckChunk() implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 8;

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
        return 0;
    }

    @Override
    public void writeValue(WireWriter out) {}
}
