package dev.specter.sctp.packet;

import dev.specter.common.WireWriter;

/** COOKIE ACK, type 11 (RFC 9260, section 3.3.12). Immutable. */
public record CookieAckChunk() implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 11;

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
