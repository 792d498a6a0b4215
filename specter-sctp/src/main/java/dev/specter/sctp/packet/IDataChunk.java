package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.nio.ByteBuffer;

/**
 * I-DATA, type 64 (RFC 8260, section 2.1): fragments of different messages may alternate.
 *
 * <pre>
 * |   Type = 64   |  Res  |I|U|B|E|       Length = Variable       |
 * |                              TSN                              |
 * |        Stream Identifier      |           Reserved            |
 * |                      Message Identifier                       |
 * |    Payload Protocol Identifier / Fragment Sequence Number     |
 * /                           User Data                           /
 * </pre>
 *
 * @param flags {@link #IMMEDIATE}, {@link #UNORDERED}, {@link #BEGIN}, {@link #END}
 * @param tsn u32
 * @param streamId u16
 * @param mid message identifier, u32; ordered and unordered messages count apart
 * @param ppidOrFsn of the first fragment the payload protocol identifier, of others the fragment
 *     sequence number, u32
 * @param payload from position to limit; may be empty, which the receiver answers with an ABORT
 */
public record IDataChunk(
        int flags, long tsn, int streamId, long mid, long ppidOrFsn, ByteBuffer payload)
        implements DataFragment {
    /** Chunk type. */
    public static final int TYPE = 64;

    /** Size of the chunk without its payload. */
    public static final int OVERHEAD_BYTES = 20;

    static IDataChunk parseValue(int flags, int valueBytes, WireReader in)
            throws MalformedPacketException {
        int payloadBytes = valueBytes + HEADER_BYTES - OVERHEAD_BYTES;
        long tsn = in.u32();
        int streamId = in.u16();
        in.skip(2);
        return new IDataChunk(
                flags & 0xF, tsn, streamId, in.u32(), in.u32(), in.view(payloadBytes));
    }

    @Override
    public long messageNumber() {
        return mid;
    }

    @Override
    public long ppid() {
        return isBegin() ? ppidOrFsn : 0;
    }

    /** Place among the fragments of the message, from 0, u32. */
    public long fsn() {
        return isBegin() ? 0 : ppidOrFsn;
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
        out.u32(tsn).u16(streamId).u16(0).u32(mid).u32(ppidOrFsn).bytes(payload);
    }
}
