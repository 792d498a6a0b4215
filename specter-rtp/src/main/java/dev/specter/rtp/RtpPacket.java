package dev.specter.rtp;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An RTP packet (RFC 3550, section 5.1). The payload is never copied but by {@link #write}: the
 * {@code with…} methods, which forwarding uses, share it. Immutable, provided that nobody changes
 * the buffer it was parsed from or built with.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |           synchronization source (SSRC) identifier            |
 * |            contributing source (CSRC) identifiers             |
 * </pre>
 */
public final class RtpPacket {
    /** Bytes of the header without CSRCs and extensions. */
    public static final int FIXED_HEADER_BYTES = 12;

    private static final int MAX_CSRCS = 15;
    private static final long[] NO_CSRCS = {};

    private final boolean marker;
    private final int payloadType;
    private final int sequenceNumber;
    private final long timestamp;
    private final long ssrc;
    private final long[] csrcs;
    private final HeaderExtensions extensions;
    private final byte[] array;
    private final int payloadOffset;
    private final int payloadSize;
    private final int paddingBytes;

    private RtpPacket(Builder b) {
        marker = b.marker;
        payloadType = b.payloadType;
        sequenceNumber = b.sequenceNumber;
        timestamp = b.timestamp;
        ssrc = b.ssrc;
        csrcs = b.csrcs;
        extensions = b.extensions;
        array = b.array;
        payloadOffset = b.payloadOffset;
        payloadSize = b.payloadSize;
        paddingBytes = b.paddingBytes;
    }

    private RtpPacket(
            RtpPacket p,
            int payloadType,
            int sequenceNumber,
            long timestamp,
            long ssrc,
            HeaderExtensions extensions) {
        this.marker = p.marker;
        this.payloadType = payloadType;
        this.sequenceNumber = sequenceNumber;
        this.timestamp = timestamp;
        this.ssrc = ssrc;
        this.csrcs = p.csrcs;
        this.extensions = extensions;
        this.array = p.array;
        this.payloadOffset = p.payloadOffset;
        this.payloadSize = p.payloadSize;
        this.paddingBytes = p.paddingBytes;
    }

    /**
     * Reads a packet.
     *
     * @param datagram from position to limit, plain RTP; the packet keeps its array, so the caller
     *     must not change it any more (a buffer without an accessible array is copied)
     * @return the packet
     * @throws MalformedPacketException if it is not version 2, or its CSRCs, extensions or padding
     *     reach past its end
     */
    public static RtpPacket parse(ByteBuffer datagram) throws MalformedPacketException {
        ByteBuffer in = datagram.hasArray() ? datagram : copy(datagram);
        byte[] a = in.array();
        int start = in.arrayOffset() + in.position();
        int end = start + in.remaining();
        require(end - start >= FIXED_HEADER_BYTES, "RTP: shorter than its header");
        require((a[start] & 0xC0) == 0x80, "RTP: version");
        var b = new Builder();
        b.marker = (a[start + 1] & 0x80) != 0;
        b.payloadType = a[start + 1] & 0x7F;
        b.sequenceNumber = u16(a, start + 2);
        b.timestamp = u32(a, start + 4);
        b.ssrc = u32(a, start + 8);
        int csrcCount = a[start] & 0x0F;
        int at = start + FIXED_HEADER_BYTES;
        require(end - at >= csrcCount * 4, "RTP: CSRC list past the end");
        if (csrcCount > 0) {
            b.csrcs = new long[csrcCount];
            for (int i = 0; i < csrcCount; i++, at += 4) {
                b.csrcs[i] = u32(a, at);
            }
        }
        if ((a[start] & 0x10) != 0) {
            require(end - at >= 4, "RTP: header extension past the end");
            int size = u16(a, at + 2) * 4;
            require(end - at - 4 >= size, "RTP: header extension past the end");
            b.extensions = HeaderExtensions.parse(u16(a, at), a, at + 4, size);
            at += 4 + size;
        }
        if ((a[start] & 0x20) != 0) {
            // RFC 3550, section 5.1: the last octet counts the padding octets, itself included.
            require(end > at, "RTP: no room for padding");
            b.paddingBytes = a[end - 1] & 0xFF;
            require(b.paddingBytes > 0 && b.paddingBytes <= end - at, "RTP: padding size");
        }
        b.array = a;
        b.payloadOffset = at;
        b.payloadSize = end - at - b.paddingBytes;
        return new RtpPacket(b);
    }

    /** A builder of a packet with everything zero and no payload. */
    public static Builder builder() {
        return new Builder();
    }

    /** The marker bit; for video: the last packet of a frame. */
    public boolean marker() {
        return marker;
    }

    /** The payload type, 0 to 127. */
    public int payloadType() {
        return payloadType;
    }

    /** The sequence number, 0 to 65,535. */
    public int sequenceNumber() {
        return sequenceNumber;
    }

    /** The timestamp in units of the payload format's clock, u32. */
    public long timestamp() {
        return timestamp;
    }

    /** The synchronization source, u32. */
    public long ssrc() {
        return ssrc;
    }

    /** The contributing sources, u32 each, at most 15. */
    public List<Long> csrcs() {
        var list = new ArrayList<Long>(csrcs.length);
        for (long csrc : csrcs) {
            list.add(csrc);
        }
        return list;
    }

    /** The header extensions. */
    public HeaderExtensions extensions() {
        return extensions;
    }

    /**
     * The data of a header extension element.
     *
     * @param id as negotiated, 1 to 255
     * @return a copy, or empty where there is none
     */
    public Optional<Bytes> extension(int id) {
        return extensions.get(id);
    }

    /** Bytes of payload, without padding. */
    public int payloadSizeBytes() {
        return payloadSize;
    }

    /** The payload without padding: a read-only view, position 0. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(array, payloadOffset, payloadSize).slice().asReadOnlyBuffer();
    }

    /**
     * One byte of the payload.
     *
     * @param index from 0 to {@code payloadSizeBytes() - 1}
     * @return its value, 0 to 255
     */
    public int payloadAt(int index) {
        Objects.checkIndex(index, payloadSize);
        return array[payloadOffset + index] & 0xFF;
    }

    /** Bytes of padding behind the payload, 0 to 255. */
    public int paddingBytes() {
        return paddingBytes;
    }

    /** Bytes of the header: fixed part, CSRCs and extensions. */
    public int headerSizeBytes() {
        return FIXED_HEADER_BYTES + csrcs.length * 4 + extensions.sizeBytes();
    }

    /** Bytes on the wire, before SRTP. */
    public int sizeBytes() {
        return headerSizeBytes() + payloadSize + paddingBytes;
    }

    /**
     * Writes the packet: the one copy of its payload.
     *
     * @param spareBytes room to leave behind the limit, for the SRTP trailer
     * @return an array-backed buffer, position 0, limit {@link #sizeBytes()}; the caller owns it
     */
    public ByteBuffer write(int spareBytes) {
        int header = headerSizeBytes();
        int size = header + payloadSize + paddingBytes;
        byte[] out = new byte[size + spareBytes];
        boolean extended = !extensions.isEmpty();
        out[0] =
                (byte)
                        (0x80
                                | (paddingBytes > 0 ? 0x20 : 0)
                                | (extended ? 0x10 : 0)
                                | csrcs.length);
        out[1] = (byte) ((marker ? 0x80 : 0) | payloadType);
        out[2] = (byte) (sequenceNumber >> 8);
        out[3] = (byte) sequenceNumber;
        putU32(out, 4, timestamp);
        putU32(out, 8, ssrc);
        int at = FIXED_HEADER_BYTES;
        for (long csrc : csrcs) {
            putU32(out, at, csrc);
            at += 4;
        }
        extensions.writeTo(out, at);
        System.arraycopy(array, payloadOffset, out, header, payloadSize);
        if (paddingBytes > 0) {
            out[size - 1] = (byte) paddingBytes;
        }
        return ByteBuffer.wrap(out, 0, size);
    }

    /**
     * The same payload under another header, for forwarding.
     *
     * @param newSsrc u32
     * @param newPayloadType 0 to 127
     * @param newSequenceNumber only its low 16 bits count
     * @param newTimestamp only its low 32 bits count
     * @return a packet that shares the payload, CSRCs, marker and extensions
     */
    public RtpPacket withHeader(
            long newSsrc, int newPayloadType, int newSequenceNumber, long newTimestamp) {
        return new RtpPacket(
                this,
                newPayloadType & 0x7F,
                newSequenceNumber & 0xFFFF,
                newTimestamp & 0xFFFFFFFFL,
                newSsrc & 0xFFFFFFFFL,
                extensions);
    }

    /** The same with another SSRC, u32. */
    public RtpPacket withSsrc(long newSsrc) {
        return withHeader(newSsrc, payloadType, sequenceNumber, timestamp);
    }

    /** The same with another payload type, 0 to 127. */
    public RtpPacket withPayloadType(int newPayloadType) {
        return withHeader(ssrc, newPayloadType, sequenceNumber, timestamp);
    }

    /** The same with another sequence number, of which the low 16 bits count. */
    public RtpPacket withSequenceNumber(int newSequenceNumber) {
        return withHeader(ssrc, payloadType, newSequenceNumber, timestamp);
    }

    /** The same with another timestamp, of which the low 32 bits count. */
    public RtpPacket withTimestamp(long newTimestamp) {
        return withHeader(ssrc, payloadType, sequenceNumber, newTimestamp);
    }

    /** The same with other header extensions. */
    public RtpPacket withExtensions(HeaderExtensions newExtensions) {
        return new RtpPacket(this, payloadType, sequenceNumber, timestamp, ssrc, newExtensions);
    }

    /**
     * The same with a header extension added or replaced.
     *
     * @param id as negotiated, 1 to 255
     * @param data 0 to 255 bytes
     * @return a packet that shares the payload
     */
    public RtpPacket withExtension(int id, Bytes data) {
        return withExtensions(extensions.with(id, data));
    }

    /**
     * The retransmission of this packet (RFC 4588, section 4): its payload behind its sequence
     * number, without padding. The payload is copied.
     *
     * @param rtxSsrc SSRC of the retransmission stream, u32
     * @param rtxPayloadType payload type of the retransmission stream, 0 to 127
     * @param rtxSequenceNumber the retransmission stream's own; the low 16 bits count
     * @return a packet with the same timestamp, marker and extensions
     */
    public RtpPacket toRtx(long rtxSsrc, int rtxPayloadType, int rtxSequenceNumber) {
        byte[] payload = new byte[2 + payloadSize];
        payload[0] = (byte) (sequenceNumber >> 8);
        payload[1] = (byte) sequenceNumber;
        System.arraycopy(array, payloadOffset, payload, 2, payloadSize);
        return toBuilder()
                .ssrc(rtxSsrc)
                .payloadType(rtxPayloadType)
                .sequenceNumber(rtxSequenceNumber)
                .payload(ByteBuffer.wrap(payload))
                .paddingBytes(0)
                .build();
    }

    /**
     * The packet that this one retransmits (RFC 4588, section 4). The payload is not copied.
     *
     * @param mediaSsrc SSRC of the media stream, u32
     * @param mediaPayloadType payload type that this one's {@code apt} names, 0 to 127
     * @return the original packet
     * @throws MalformedPacketException if the payload has no sequence number
     */
    public RtpPacket fromRtx(long mediaSsrc, int mediaPayloadType) throws MalformedPacketException {
        require(payloadSize >= 2, "RTX: no original sequence number");
        return toBuilder()
                .ssrc(mediaSsrc)
                .payloadType(mediaPayloadType)
                .sequenceNumber(u16(array, payloadOffset))
                .payload(ByteBuffer.wrap(array, payloadOffset + 2, payloadSize - 2))
                .paddingBytes(0)
                .build();
    }

    /** A builder that starts with everything this packet has. */
    public Builder toBuilder() {
        var b = new Builder();
        b.marker = marker;
        b.payloadType = payloadType;
        b.sequenceNumber = sequenceNumber;
        b.timestamp = timestamp;
        b.ssrc = ssrc;
        b.csrcs = csrcs;
        b.extensions = extensions;
        b.array = array;
        b.payloadOffset = payloadOffset;
        b.payloadSize = payloadSize;
        b.paddingBytes = paddingBytes;
        return b;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RtpPacket that && write(0).equals(that.write(0));
    }

    @Override
    public int hashCode() {
        return Objects.hash(ssrc, sequenceNumber, timestamp, payloadType);
    }

    @Override
    public String toString() {
        return "RtpPacket[ssrc="
                + ssrc
                + ", payloadType="
                + payloadType
                + ", sequenceNumber="
                + sequenceNumber
                + ", timestamp="
                + timestamp
                + (marker ? ", marker" : "")
                + ", "
                + payloadSize
                + " bytes]";
    }

    private static void require(boolean condition, String what) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException(what);
        }
    }

    private static ByteBuffer copy(ByteBuffer source) {
        return ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
    }

    private static int u16(byte[] a, int at) {
        return (a[at] & 0xFF) << 8 | a[at + 1] & 0xFF;
    }

    private static long u32(byte[] a, int at) {
        return (long) u16(a, at) << 16 | u16(a, at + 2);
    }

    private static void putU32(byte[] out, int at, long value) {
        out[at] = (byte) (value >> 24);
        out[at + 1] = (byte) (value >> 16);
        out[at + 2] = (byte) (value >> 8);
        out[at + 3] = (byte) value;
    }

    /** Builds a packet. Not thread-safe. */
    public static final class Builder {
        private boolean marker;
        private int payloadType;
        private int sequenceNumber;
        private long timestamp;
        private long ssrc;
        private long[] csrcs = NO_CSRCS;
        private HeaderExtensions extensions = HeaderExtensions.EMPTY;
        private byte[] array = new byte[0];
        private int payloadOffset;
        private int payloadSize;
        private int paddingBytes;

        private Builder() {}

        /** Sets the marker bit. */
        public Builder marker(boolean value) {
            marker = value;
            return this;
        }

        /** Sets the payload type, 0 to 127. */
        public Builder payloadType(int value) {
            payloadType = Objects.checkIndex(value, 128);
            return this;
        }

        /** Sets the sequence number, of which the low 16 bits count. */
        public Builder sequenceNumber(int value) {
            sequenceNumber = value & 0xFFFF;
            return this;
        }

        /** Sets the timestamp, of which the low 32 bits count. */
        public Builder timestamp(long value) {
            timestamp = value & 0xFFFFFFFFL;
            return this;
        }

        /** Sets the SSRC, u32. */
        public Builder ssrc(long value) {
            ssrc = value & 0xFFFFFFFFL;
            return this;
        }

        /** Sets the contributing sources, u32 each, at most 15. */
        public Builder csrcs(List<Long> values) {
            if (values.size() > MAX_CSRCS) {
                throw new IllegalArgumentException(values.size() + " CSRCs");
            }
            csrcs = values.stream().mapToLong(v -> v & 0xFFFFFFFFL).toArray();
            return this;
        }

        /** Sets the header extensions. */
        public Builder extensions(HeaderExtensions value) {
            extensions = Objects.requireNonNull(value);
            return this;
        }

        /** Adds or replaces one header extension: id 1 to 255, 0 to 255 bytes. */
        public Builder extension(int id, Bytes data) {
            extensions = extensions.with(id, data);
            return this;
        }

        /**
         * Sets the payload.
         *
         * @param value from position to limit; the packet keeps its array, if it has an accessible
         *     one, so the caller must not change it any more
         * @return this builder
         */
        public Builder payload(ByteBuffer value) {
            ByteBuffer in = value.hasArray() ? value : copy(value);
            array = in.array();
            payloadOffset = in.arrayOffset() + in.position();
            payloadSize = in.remaining();
            return this;
        }

        /** Sets the number of padding bytes, 0 to 255. */
        public Builder paddingBytes(int value) {
            paddingBytes = Objects.checkIndex(value, 256);
            return this;
        }

        /** The packet. */
        public RtpPacket build() {
            return new RtpPacket(this);
        }
    }
}
