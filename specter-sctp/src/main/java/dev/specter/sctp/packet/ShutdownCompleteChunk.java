package dev.specter.sctp.packet;

import dev.specter.common.WireWriter;

/**
 * SHUTDOWN COMPLETE, type 14 (RFC 9260, section 3.3.13). Immutable.
 *
 * @param isTagReflected the T bit: the verification tag is the receiver's own one
 */
public record ShutdownCompleteChunk(boolean isTagReflected) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 14;

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int flags() {
        return isTagReflected ? 1 : 0;
    }

    @Override
    public int valueSize() {
        return 0;
    }

    @Override
    public void writeValue(WireWriter out) {}
}
