package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The RTCP packets of one datagram (RFC 3550, section 6.1), or a reduced-size datagram (RFC 5506),
 * which may begin with any type. Immutable.
 *
 * @param packets in wire order, not empty
 */
public record RtcpCompound(List<RtcpPacket> packets) {
    /** More packets than this in one datagram are an attack: each needs 4 bytes at least. */
    public static final int MAX_PACKETS = 128;

    /** Copies the list, which must not be empty. */
    public RtcpCompound {
        packets = List.copyOf(packets);
        if (packets.isEmpty()) {
            throw new IllegalArgumentException("RTCP without packets");
        }
    }

    /** A datagram of these packets. */
    public static RtcpCompound of(RtcpPacket... packets) {
        return new RtcpCompound(List.of(packets));
    }

    /**
     * Whether a datagram of RTP's first-byte range is RTCP, by its second byte (RFC 5761, section
     * 4): types 192 to 223.
     *
     * @param datagram from position to limit
     * @return true for RTCP, false for RTP
     */
    public static boolean isRtcp(ByteBuffer datagram) {
        int type = datagram.remaining() < 2 ? 0 : datagram.get(datagram.position() + 1) & 0xFF;
        return type >= 192 && type <= 223;
    }

    /**
     * Reads a datagram.
     *
     * @param datagram from position to limit, plain RTCP; nothing of it is kept
     * @return its packets
     * @throws MalformedPacketException if a packet's length does not fit, a version is not 2, a
     *     known type cannot be understood, or there are more than {@link #MAX_PACKETS}
     */
    public static RtcpCompound parse(ByteBuffer datagram) throws MalformedPacketException {
        WireReader in = WireReader.of(datagram);
        var packets = new ArrayList<RtcpPacket>(4);
        do {
            int first = in.u8();
            in.require(first >> 6 == 2, "RTCP: version");
            in.require(packets.size() < MAX_PACKETS, "RTCP: too many packets");
            int type = in.u8();
            int size = in.u16() * 4;
            in.require(size <= in.remaining(), "RTCP: length past the end");
            ByteBuffer body = in.view(size);
            if ((first & 0x20) != 0) {
                unpad(in, body);
            }
            boolean wholeWords = body.limit() % 4 == 0;
            in.require(wholeWords || isTransportFeedback(first, type), "RTCP: padding size");
            packets.add(parseBody(first & 0x1F, type, body));
        } while (in.hasRemaining());
        return new RtcpCompound(packets);
    }

    /**
     * Takes the padding off. RFC 3550, section 6.4.1 has it in the last packet only and in
     * multiples of 4 bytes. Deviates: it may be anywhere, and of any size in transport feedback,
     * since libwebrtc fills up the last word of that and calls it padding.
     */
    private static void unpad(WireReader in, ByteBuffer body) throws MalformedPacketException {
        in.require(body.hasRemaining(), "RTCP: padding");
        int padding = body.get(body.limit() - 1) & 0xFF;
        in.require(padding > 0 && padding <= body.limit(), "RTCP: padding size");
        body.limit(body.limit() - padding);
    }

    private static boolean isTransportFeedback(int firstByte, int type) {
        return type == RtcpHeader.RTPFB && (firstByte & 0x1F) == RtcpHeader.FMT_TRANSPORT_CC;
    }

    private static RtcpPacket parseBody(int count, int type, ByteBuffer body)
            throws MalformedPacketException {
        WireReader in = WireReader.of(body);
        return switch (type) {
            case RtcpHeader.SR -> SenderReport.parseBody(in, count);
            case RtcpHeader.RR -> ReceiverReport.parseBody(in, count);
            case RtcpHeader.SDES -> SourceDescription.parseBody(in, count);
            case RtcpHeader.BYE -> Goodbye.parseBody(in, count);
            case RtcpHeader.APP -> ApplicationDefined.parseBody(in, count);
            case RtcpHeader.RTPFB -> parseTransportFeedback(count, in);
            case RtcpHeader.PSFB -> parsePayloadFeedback(count, in, body);
            case RtcpHeader.XR -> ExtendedReport.parseBody(in);
            default -> new UnknownRtcpPacket(count, type, in.rest());
        };
    }

    private static RtcpPacket parseTransportFeedback(int format, WireReader in)
            throws MalformedPacketException {
        return switch (format) {
            case RtcpHeader.FMT_NACK -> GenericNack.parseBody(in);
            case RtcpHeader.FMT_TRANSPORT_CC -> TransportFeedback.parseBody(in);
            default -> new UnknownRtcpPacket(format, RtcpHeader.RTPFB, in.rest());
        };
    }

    private static RtcpPacket parsePayloadFeedback(int format, WireReader in, ByteBuffer body)
            throws MalformedPacketException {
        return switch (format) {
            case RtcpHeader.FMT_PLI -> PictureLossIndication.parseBody(in);
            case RtcpHeader.FMT_SLI -> SliceLossIndication.parseBody(in);
            case RtcpHeader.FMT_FIR -> FullIntraRequest.parseBody(in);
            case RtcpHeader.FMT_AFB -> {
                boolean remb =
                        body.limit() >= 16
                                && body.getInt(8) == (int) ReceiverEstimatedMaxBitrate.IDENTIFIER;
                yield remb
                        ? ReceiverEstimatedMaxBitrate.parseBody(in)
                        : new UnknownRtcpPacket(format, RtcpHeader.PSFB, in.rest());
            }
            default -> new UnknownRtcpPacket(format, RtcpHeader.PSFB, in.rest());
        };
    }

    /** Bytes on the wire, before SRTP. */
    public int sizeBytes() {
        int size = 0;
        for (RtcpPacket packet : packets) {
            size += packet.sizeBytes();
        }
        return size;
    }

    /**
     * Writes the datagram.
     *
     * @param spareBytes room to leave behind the limit, for the SRTCP trailer
     * @return an array-backed buffer, position 0, limit {@link #sizeBytes()}; the caller owns it
     */
    public ByteBuffer write(int spareBytes) {
        WireWriter out = WireWriter.allocate(sizeBytes() + spareBytes);
        packets.forEach(packet -> packet.writeTo(out));
        return out.finish();
    }
}
