package dev.specter.sctp.packet;

import dev.specter.common.WireWriter;

/**
 * INIT, type 1 (RFC 9260, section 3.3.2). Immutable.
 *
 * @param fields the value
 */
public record InitChunk(InitFields fields) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 1;

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
        return fields.size();
    }

    @Override
    public void writeValue(WireWriter out) {
        fields.writeTo(out);
    }
}
