package dev.specter.sctp.packet;

import dev.specter.common.Bytes;
import dev.specter.common.WireWriter;

/**
 * HEARTBEAT ACK, type 5 (RFC 9260, section 3.3.6). Immutable.
 *
 * @param info what the HEARTBEAT carried
 */
public record HeartbeatAckChunk(Bytes info) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 5;

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
        return HeartbeatChunk.infoSize(info);
    }

    @Override
    public void writeValue(WireWriter out) {
        HeartbeatChunk.writeInfo(info, out);
    }
}
