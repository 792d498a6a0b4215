package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * I-FORWARD-TSN, type 194 (RFC 8260, section 2.3.1). Immutable.
 *
 * <pre>
 * |  Type = 194   | Flags = 0x00  |      Length = Variable        |
 * |                       New Cumulative TSN                      |
 * |       Stream Identifier       |          Reserved           |U|
 * |                       Message Identifier                      |
 * /                                                               /
 * </pre>
 *
 * @param newCumulativeTsn u32
 * @param skipped streams and the last message skipped on each
 */
public record IForwardTsnChunk(long newCumulativeTsn, List<SkippedStream> skipped)
        implements ForwardTsn {
    /** Chunk type. */
    public static final int TYPE = 194;

    /** Size of the chunk without its streams. */
    public static final int FIXED_BYTES = 8;

    /** Size of a stream's entry. */
    public static final int ENTRY_BYTES = 8;

    private static final int UNORDERED = 1;

    /** Copies the list. */
    public IForwardTsnChunk {
        skipped = List.copyOf(skipped);
    }

    static IForwardTsnChunk parseValue(WireReader in) throws MalformedPacketException {
        long newCumulativeTsn = in.u32();
        in.require(in.remaining() % ENTRY_BYTES == 0, "I-FORWARD-TSN: length");
        var skipped = new ArrayList<SkippedStream>(in.remaining() / ENTRY_BYTES);
        while (in.hasRemaining()) {
            skipped.add(new SkippedStream(in.u16(), (in.u16() & UNORDERED) != 0, in.u32()));
        }
        return new IForwardTsnChunk(newCumulativeTsn, skipped);
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
        return FIXED_BYTES - HEADER_BYTES + skipped.size() * ENTRY_BYTES;
    }

    @Override
    public void writeValue(WireWriter out) {
        out.u32(newCumulativeTsn);
        for (SkippedStream stream : skipped) {
            out.u16(stream.streamId())
                    .u16(stream.isUnordered() ? UNORDERED : 0)
                    .u32(stream.number());
        }
    }
}
