package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.List;

/**
 * ABORT, type 6 (RFC 9260, section 3.3.7). Immutable.
 *
 * @param isTagReflected the T bit: the verification tag is the receiver's own one
 * @param causes in wire order; none if one of them is malformed
 */
public record AbortChunk(boolean isTagReflected, List<ErrorCause> causes) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 6;

    /** Copies the list. */
    public AbortChunk {
        causes = List.copyOf(causes);
    }

    static AbortChunk parseValue(int flags, WireReader in) {
        List<ErrorCause> causes;
        try {
            causes = ErrorCause.parseAll(in);
        } catch (MalformedPacketException e) {
            causes = List.of(); // an ABORT ends the association whatever its causes are
        }
        return new AbortChunk((flags & 1) != 0, causes);
    }

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
        return ErrorCause.sizeOfAll(causes);
    }

    @Override
    public void writeValue(WireWriter out) {
        ErrorCause.writeAll(causes, out);
    }
}
