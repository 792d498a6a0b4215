package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.Arrays;

/**
 * Transport-wide congestion control feedback, transport-layer feedback with format 15
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1): which packets of a run of
 * transport-wide sequence numbers arrived, and when. Immutable.
 *
 * @param senderSsrc SSRC of the sender of this packet, u32
 * @param mediaSsrc SSRC of one of the streams, u32
 * @param baseSequenceNumber transport-wide number of the first packet reported, u16
 * @param referenceTime when the receiver's clock started this report, in units of 64 ms, signed 24
 *     bits
 * @param feedbackCount counts these packets, u8, wraps
 * @param deltas for each packet from the base on, the time since the one before it that arrived (or
 *     the reference time) in units of 250 µs, -32,768 to 32,767, or {@link #NOT_RECEIVED}
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equal by content below
public record TransportFeedback(
        long senderSsrc,
        long mediaSsrc,
        int baseSequenceNumber,
        int referenceTime,
        int feedbackCount,
        int[] deltas)
        implements RtcpPacket {
    /** Stands for a packet that did not arrive. */
    public static final int NOT_RECEIVED = Integer.MIN_VALUE;

    /** Unit of {@link #referenceTime} in nanoseconds. */
    public static final long REFERENCE_UNIT_NANOS = 64_000_000;

    /** Unit of {@link #deltas} in nanoseconds. */
    public static final long DELTA_UNIT_NANOS = 250_000;

    private static final int SMALL = 1;
    private static final int LARGE = 2;
    private static final int MAX_RUN = 0x1FFF;

    /** Copies the array and checks the ranges. */
    public TransportFeedback {
        deltas = deltas.clone();
        boolean valid = deltas.length >= 1 && deltas.length <= 0xFFFF;
        for (int delta : deltas) {
            valid &= delta == NOT_RECEIVED || delta == (short) delta;
        }
        if (!valid) {
            throw new IllegalArgumentException("transport feedback: number or size of deltas");
        }
    }

    @Override
    public int[] deltas() {
        return deltas.clone();
    }

    /** How many packets are reported, arrived or not. */
    public int packetCount() {
        return deltas.length;
    }

    static TransportFeedback parseBody(WireReader in) throws MalformedPacketException {
        long senderSsrc = in.u32();
        long mediaSsrc = in.u32();
        int base = in.u16();
        int count = in.u16();
        int reference = in.u24() << 8 >> 8;
        int feedbackCount = in.u8();
        in.require(count > 0, "transport feedback: no packets");
        // A two-byte chunk stands for up to 8,191 packets, and those lost take no other byte.
        byte[] symbols = new byte[count];
        for (int i = 0; i < count; ) {
            i = parseChunk(in.u16(), symbols, i);
        }
        int[] deltas = new int[count];
        for (int i = 0; i < count; i++) {
            deltas[i] =
                    switch (symbols[i]) {
                        case SMALL -> in.u8();
                        case LARGE -> (short) in.u16();
                        default -> NOT_RECEIVED;
                    };
        }
        return new TransportFeedback(senderSsrc, mediaSsrc, base, reference, feedbackCount, deltas);
    }

    /** Reads one chunk's symbols from index {@code from} on and returns the index behind them. */
    private static int parseChunk(int chunk, byte[] symbols, int from) {
        int i = from;
        if ((chunk & 0x8000) == 0) { // run length chunk
            int end = Math.min(symbols.length, from + (chunk & MAX_RUN));
            Arrays.fill(symbols, from, end, (byte) (chunk >> 13 & 3));
            return end;
        }
        boolean twoBits = (chunk & 0x4000) != 0;
        int width = twoBits ? 2 : 1;
        for (int shift = 14 - width; shift >= 0 && i < symbols.length; shift -= width) {
            symbols[i++] = (byte) (chunk >> shift & (twoBits ? 3 : 1));
        }
        return i;
    }

    @Override
    public int sizeBytes() {
        int size = RtcpHeader.SIZE_BYTES + 16;
        for (int i = 0; i < deltas.length; i = chunkEnd(i)) {
            size += 2;
        }
        for (int delta : deltas) {
            size += symbol(delta); // its number is the number of bytes of the delta
        }
        return size + 3 & ~3;
    }

    @Override
    public void writeTo(WireWriter out) {
        int size = sizeBytes();
        int end = out.position() + size;
        RtcpHeader.write(out, RtcpHeader.FMT_TRANSPORT_CC, RtcpHeader.RTPFB, size);
        out.u32(senderSsrc).u32(mediaSsrc).u16(baseSequenceNumber).u16(deltas.length);
        out.u24(referenceTime).u8(feedbackCount);
        for (int i = 0; i < deltas.length; ) {
            int next = chunkEnd(i);
            out.u16(chunk(i, next));
            i = next;
        }
        for (int delta : deltas) {
            switch (symbol(delta)) {
                case SMALL -> out.u8(delta);
                case LARGE -> out.u16(delta);
                default -> {}
            }
        }
        out.zeros(end - out.position());
    }

    private static int symbol(int delta) {
        if (delta == NOT_RECEIVED) {
            return 0;
        }
        return delta >= 0 && delta <= 0xFF ? SMALL : LARGE;
    }

    private int run(int from) {
        int first = symbol(deltas[from]);
        int i = from + 1;
        while (i < deltas.length && i - from < MAX_RUN && symbol(deltas[i]) == first) {
            i++;
        }
        return i - from;
    }

    /**
     * Which packets one chunk covers, greedily: a long run, else 14 one-bit or 7 two-bit symbols.
     */
    private int chunkEnd(int from) {
        int end = from;
        while (end < deltas.length && end - from < 14 && symbol(deltas[end]) != LARGE) {
            end++;
        }
        if (end < deltas.length && end - from < 14) {
            end = Math.min(from + 7, deltas.length);
        }
        return Math.max(from + run(from), end);
    }

    private int chunk(int from, int end) {
        int run = run(from);
        if (run == end - from) {
            return symbol(deltas[from]) << 13 | run;
        }
        boolean twoBits = end - from < 14 && end < deltas.length;
        for (int i = from; i < end; i++) {
            twoBits |= symbol(deltas[i]) == LARGE;
        }
        int width = twoBits ? 2 : 1;
        int word = twoBits ? 0xC000 : 0x8000;
        for (int i = from, shift = 14 - width; i < end; i++, shift -= width) {
            word |= symbol(deltas[i]) << shift;
        }
        return word;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransportFeedback that
                && senderSsrc == that.senderSsrc
                && mediaSsrc == that.mediaSsrc
                && baseSequenceNumber == that.baseSequenceNumber
                && referenceTime == that.referenceTime
                && feedbackCount == that.feedbackCount
                && Arrays.equals(deltas, that.deltas);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(deltas) * 31 + baseSequenceNumber;
    }

    @Override
    public String toString() {
        return "TransportFeedback[base="
                + baseSequenceNumber
                + ", referenceTime="
                + referenceTime
                + ", feedbackCount="
                + feedbackCount
                + ", deltas="
                + Arrays.toString(deltas)
                + "]";
    }
}
