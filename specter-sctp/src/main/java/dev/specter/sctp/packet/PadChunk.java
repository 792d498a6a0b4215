package dev.specter.sctp.packet;

import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

/**
 * PAD, type 132 (RFC 4820, section 3): makes a packet as large as a probe of the path needs; its
 * receiver ignores it. Immutable.
 *
 * @param valueSize bytes of padding without the header, 0 or more
 */
public record PadChunk(int valueSize) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 0x84;

    static PadChunk parseValue(WireReader in) {
        return new PadChunk(in.remaining());
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public void writeValue(WireWriter out) {
        out.zeros(valueSize);
    }
}
