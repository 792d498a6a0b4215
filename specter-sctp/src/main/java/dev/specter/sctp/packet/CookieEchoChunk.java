package dev.specter.sctp.packet;

import dev.specter.common.Bytes;
import dev.specter.common.WireWriter;

/**
 * COOKIE ECHO, type 10 (RFC 9260, section 3.3.11). Immutable.
 *
 * @param cookie the state cookie of the INIT ACK
 */
public record CookieEchoChunk(Bytes cookie) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 10;

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
        return cookie.size();
    }

    @Override
    public void writeValue(WireWriter out) {
        out.bytes(cookie);
    }
}
