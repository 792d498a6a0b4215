package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.nio.ByteBuffer;

/**
 * DATA, type 0 (RFC 9260, section 3.3.1).
 *
 * <pre>
 * |   Type = 0    |  Res  |I|U|B|E|            Length             |
 * |                              TSN                              |
 * |      Stream Identifier S      |   Stream Sequence Number n    |
 * |                  Payload Protocol Identifier                  |
 * /                           User Data                           /
 * </pre>
 *
 * @param flags {@link #IMMEDIATE}, {@link #UNORDERED}, {@link #BEGIN}, {@link #END}
 * @param tsn u32
 * @param streamId u16
 * @param ssn stream sequence number, u16; means nothing when unordered
 * @param ppid payload protocol identifier, u32
 * @param payload from position to limit; may be empty, which the receiver answers with an ABORT
 */
public record DataChunk(int flags, long tsn, int streamId, int ssn, long ppid, ByteBuffer payload)
        implements DataFragment {
    /** Chunk type. */
    public static final int TYPE = 0;

    /** Size of the chunk without its payload. */
    public static final int OVERHEAD_BYTES = 16;

    static DataChunk parseValue(int flags, int valueBytes, WireReader in)
            throws MalformedPacketException {
        int payloadBytes = valueBytes + HEADER_BYTES - OVERHEAD_BYTES;
        return new DataChunk(
                flags & 0xF, in.u32(), in.u16(), in.u16(), in.u32(), in.view(payloadBytes));
    }

    @Override
    public long messageNumber() {
        return ssn;
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int valueSize() {
        return OVERHEAD_BYTES - HEADER_BYTES + payload.remaining();
    }

    @Override
    public void writeValue(WireWriter out) {
        out.u32(tsn).u16(streamId).u16(ssn).u32(ppid).bytes(payload);
    }
}
