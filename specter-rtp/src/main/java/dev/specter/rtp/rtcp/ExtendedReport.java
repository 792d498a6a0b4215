package dev.specter.rtp.rtcp;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Extended report, type 207 (RFC 3611, section 2). Immutable.
 *
 * @param ssrc of the sender of this packet, u32
 * @param blocks in wire order
 */
public record ExtendedReport(long ssrc, List<Block> blocks) implements RtcpPacket {
    private static final int RRTR = 4;
    private static final int DLRR = 5;

    /** Copies the list. */
    public ExtendedReport {
        blocks = List.copyOf(blocks);
    }

    /** A report block (RFC 3611, section 3). */
    public sealed interface Block
            permits ReceiverReferenceTime, DelaySinceLastReceiverReport, UnknownBlock {
        /** Bytes on the wire, the block's header included. */
        int sizeBytes();

        /** Writes the block, header included. */
        void writeTo(WireWriter out);
    }

    /**
     * Receiver reference time, block type 4 (RFC 3611, section 4.4).
     *
     * @param ntpTimestamp the receiver's wall time in the NTP format
     */
    public record ReceiverReferenceTime(long ntpTimestamp) implements Block {
        @Override
        public int sizeBytes() {
            return 12;
        }

        @Override
        public void writeTo(WireWriter out) {
            out.u8(RRTR).u8(0).u16(2).u64(ntpTimestamp);
        }
    }

    /**
     * Delays since the last receiver reference times, block type 5 (RFC 3611, section 4.5).
     *
     * @param entries one per receiver
     */
    public record DelaySinceLastReceiverReport(List<DelayEntry> entries) implements Block {
        /** Copies the list. */
        public DelaySinceLastReceiverReport {
            entries = List.copyOf(entries);
        }

        @Override
        public int sizeBytes() {
            return 4 + entries.size() * 12;
        }

        @Override
        public void writeTo(WireWriter out) {
            out.u8(DLRR).u8(0).u16(entries.size() * 3);
            for (DelayEntry e : entries) {
                out.u32(e.ssrc()).u32(e.lastReceiverReport()).u32(e.delay());
            }
        }
    }

    /**
     * One receiver of a delay block.
     *
     * @param ssrc of the receiver, u32
     * @param lastReceiverReport the middle 32 bits of its last reference time, or 0
     * @param delay since that came, in 1/65,536 s
     */
    public record DelayEntry(long ssrc, long lastReceiverReport, long delay) {}

    /**
     * A block of a type that is not known here.
     *
     * @param type block type, u8
     * @param typeSpecific the byte behind it, u8
     * @param content a multiple of 4 bytes
     */
    public record UnknownBlock(int type, int typeSpecific, Bytes content) implements Block {
        /** Checks the size. */
        public UnknownBlock {
            if (content.size() % 4 != 0) {
                throw new IllegalArgumentException("XR block of " + content.size() + " bytes");
            }
        }

        @Override
        public int sizeBytes() {
            return 4 + content.size();
        }

        @Override
        public void writeTo(WireWriter out) {
            out.u8(type).u8(typeSpecific).u16(content.size() / 4).bytes(content);
        }
    }

    static ExtendedReport parseBody(WireReader in) throws MalformedPacketException {
        long ssrc = in.u32();
        var blocks = new ArrayList<Block>();
        while (in.hasRemaining()) {
            int type = in.u8();
            int specific = in.u8();
            WireReader content = in.slice(in.u16() * 4);
            if (type == RRTR && content.remaining() == 8) {
                blocks.add(new ReceiverReferenceTime(content.u64()));
            } else if (type == DLRR && content.remaining() % 12 == 0) {
                blocks.add(parseDelays(content));
            } else {
                blocks.add(new UnknownBlock(type, specific, content.rest()));
            }
        }
        return new ExtendedReport(ssrc, blocks);
    }

    private static Block parseDelays(WireReader in) throws MalformedPacketException {
        var entries = new ArrayList<DelayEntry>();
        while (in.hasRemaining()) {
            entries.add(new DelayEntry(in.u32(), in.u32(), in.u32()));
        }
        return new DelaySinceLastReceiverReport(entries);
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + 4 + blocks.stream().mapToInt(Block::sizeBytes).sum();
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, 0, RtcpHeader.XR, sizeBytes());
        out.u32(ssrc);
        blocks.forEach(block -> block.writeTo(out));
    }
}
