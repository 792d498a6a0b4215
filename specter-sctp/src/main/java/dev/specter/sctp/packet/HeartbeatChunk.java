package dev.specter.sctp.packet;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

/**
 * HEARTBEAT, type 4 (RFC 9260, section 3.3.5). Immutable.
 *
 * @param info value of the one parameter, Heartbeat Info (type 1), opaque to the peer
 */
public record HeartbeatChunk(Bytes info) implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 4;

    private static final int INFO_TYPE = 1;

    static Bytes parseInfo(WireReader in) throws MalformedPacketException {
        in.require(in.u16() == INFO_TYPE, "heartbeat info: type");
        int length = in.u16();
        return in.bytes(length - Parameter.HEADER_BYTES);
    }

    static int infoSize(Bytes info) {
        return Parameter.HEADER_BYTES + info.size();
    }

    static void writeInfo(Bytes info, WireWriter out) {
        out.u16(INFO_TYPE).u16(infoSize(info)).bytes(info);
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
        return infoSize(info);
    }

    @Override
    public void writeValue(WireWriter out) {
        writeInfo(info, out);
    }
}
