package dev.specter.sctp.packet;

import dev.specter.common.WireWriter;

import java.util.List;

/**
 * ERROR, type 9 (RFC 9260, section 3.3.10). Immutable.
 *
 * @param causes in wire order
 */
public record ErrorChunk(List<ErrorCause> causes) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 9;

    /** Copies the list. */
    public ErrorChunk {
        causes = List.copyOf(causes);
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
    public int valueSize() {
        return ErrorCause.sizeOfAll(causes);
    }

    @Override
    public void writeValue(WireWriter out) {
        ErrorCause.writeAll(causes, out);
    }
}
