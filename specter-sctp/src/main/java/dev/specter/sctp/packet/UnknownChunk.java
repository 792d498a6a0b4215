package dev.specter.sctp.packet;

import dev.specter.common.Bytes;
import dev.specter.common.WireWriter;

/**
 * A chunk of a type we do not know; the two high bits of the type say what to do (RFC 9260, section
 * 3.2). Immutable.
 *
 * @param type u8
 * @param flags u8
 * @param value without padding
 */
public record UnknownChunk(int type, int flags, Bytes value) implements Chunk {
    /** Whether the rest of the packet is dropped too. */
    public boolean stopsProcessing() {
        return (type & 0x80) == 0;
    }

    /** Whether the sender is told. */
    public boolean isReported() {
        return (type & 0x40) != 0;
    }

    @Override
    public int valueSize() {
        return value.size();
    }

    @Override
    public void writeValue(WireWriter out) {
        out.bytes(value);
    }
}
