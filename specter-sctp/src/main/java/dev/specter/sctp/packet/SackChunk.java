package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * SACK, type 3 (RFC 9260, section 3.3.4). Immutable.
 *
 * <pre>
 * |                      Cumulative TSN Ack                       |
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
 * |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |
 * /                                                               /
 * |                        Duplicate TSN 1                        |
 * /                                                               /
 * </pre>
 *
 * @param cumulativeTsnAck u32
 * @param advertisedWindowBytes u32
 * @param gapBlocks received beyond the cumulative TSN, in wire order
 * @param duplicateTsns TSNs received again since the last SACK, u32 each
 */
public record SackChunk(
        long cumulativeTsnAck,
        long advertisedWindowBytes,
        List<GapBlock> gapBlocks,
        List<Long> duplicateTsns)
        implements Chunk {
    /** Chunk type. */
    public static final int TYPE = 3;

    /** Size of the chunk without gap blocks and duplicates. */
    public static final int FIXED_BYTES = 16;

    /** Size of a gap block, and of a duplicate TSN. */
    public static final int ENTRY_BYTES = 4;

    /**
     * A run of received TSNs. Immutable.
     *
     * @param start offset of the first one from the cumulative TSN, u16, at least 1
     * @param end offset of the last one, u16, at least {@code start}
     */
    public record GapBlock(int start, int end) {}

    /** Copies the lists. */
    public SackChunk {
        gapBlocks = List.copyOf(gapBlocks);
        duplicateTsns = List.copyOf(duplicateTsns);
    }

    static SackChunk parseValue(WireReader in) throws MalformedPacketException {
        long cumulativeTsnAck = in.u32();
        long advertisedWindowBytes = in.u32();
        int gapCount = in.u16();
        int duplicateCount = in.u16();
        in.require(
                in.remaining() == (gapCount + duplicateCount) * ENTRY_BYTES, "SACK: block counts");
        return new SackChunk(
                cumulativeTsnAck,
                advertisedWindowBytes,
                parseGapBlocks(in, gapCount),
                parseDuplicates(in, duplicateCount));
    }

    private static List<GapBlock> parseGapBlocks(WireReader in, int count)
            throws MalformedPacketException {
        if (count == 0) {
            return List.of();
        }
        var blocks = new ArrayList<GapBlock>(count);
        for (int i = 0; i < count; i++) {
            var block = new GapBlock(in.u16(), in.u16());
            in.require(block.start >= 1 && block.end >= block.start, "SACK: gap block");
            blocks.add(block);
        }
        return blocks;
    }

    private static List<Long> parseDuplicates(WireReader in, int count)
            throws MalformedPacketException {
        if (count == 0) {
            return List.of();
        }
        var duplicates = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            duplicates.add(in.u32());
        }
        return duplicates;
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
        return FIXED_BYTES - HEADER_BYTES + (gapBlocks.size() + duplicateTsns.size()) * ENTRY_BYTES;
    }

    @Override
    public void writeValue(WireWriter out) {
        out.u32(cumulativeTsnAck)
                .u32(advertisedWindowBytes)
                .u16(gapBlocks.size())
                .u16(duplicateTsns.size());
        for (GapBlock block : gapBlocks) {
            out.u16(block.start).u16(block.end);
        }
        for (long tsn : duplicateTsns) {
            out.u32(tsn);
        }
    }
}
