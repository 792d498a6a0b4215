package dev.specter.sctp.packet;

import dev.specter.common.WireWriter;

import java.util.List;

/**
 * RE-CONFIG, type 130 (RFC 6525, section 3.1). Immutable.
 *
 * @param parameters one or two requests or responses
 */
public record ReConfigChunk(List<Parameter> parameters) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 130;

    /** Copies the list. */
    public ReConfigChunk {
        parameters = List.copyOf(parameters);
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
        return Parameter.sizeOfAll(parameters);
    }

    @Override
    public void writeValue(WireWriter out) {
        Parameter.writeAll(parameters, out);
    }
}
