package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * FORWARD TSN, type 192 (RFC 3758, section 3.2). Immutable.
 *
 * @param newCumulativeTsn u32
 * @param skipped ordered streams and the last message number skipped on each
 */
public record ForwardTsnChunk(long newCumulativeTsn, List<SkippedStream> skipped)
        implements ForwardTsn {
    /** Chunk type. */
    public static final int TYPE = 192;

    /** Size of the chunk without its streams. */
    public static final int FIXED_BYTES = 8;

    /** Size of a stream's entry. */
    public static final int ENTRY_BYTES = 4;

    /** Copies the list. */
    public ForwardTsnChunk {
        skipped = List.copyOf(skipped);
    }

    static ForwardTsnChunk parseValue(WireReader in) throws MalformedPacketException {
        long newCumulativeTsn = in.u32();
        in.require(in.remaining() % ENTRY_BYTES == 0, "FORWARD TSN: length");
        var skipped = new ArrayList<SkippedStream>(in.remaining() / ENTRY_BYTES);
        while (in.hasRemaining()) {
            skipped.add(new SkippedStream(in.u16(), in.u16()));
        }
        return new ForwardTsnChunk(newCumulativeTsn, skipped);
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
            out.u16(stream.streamId()).u16((int) stream.number());
        }
    }
}
