package dev.specter.srtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The packet in hand, in the array of its buffer. Loop-confined, reused. */
final class PacketView {
    /** Of any datagram. Counter mode has key stream for 16 times as much to a packet. */
    static final int MAX_BYTES = 0xFFFF;

    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTCP_HEADER_BYTES = 8;
    private static final int VERSION_2 = 2;

    private byte[] array = {};
    private int offset;
    private int length;
    private int room;
    private int headerBytes;
    private int ssrcAt;
    private byte[] saved = {};

    /** Looks at a buffer from position to limit; room is what its capacity leaves behind. */
    void of(ByteBuffer packet) {
        array = packet.array();
        offset = packet.arrayOffset() + packet.position();
        length = packet.remaining();
        room = packet.capacity() - packet.limit();
    }

    /** Whether this is an RTP packet whose header ends inside (RFC 3550, section 5.1). */
    boolean isRtp() {
        if (length < RTP_HEADER_BYTES || length > MAX_BYTES || (u8(0) >> 6) != VERSION_2) {
            return false;
        }
        ssrcAt = 8;
        headerBytes = RTP_HEADER_BYTES + 4 * (u8(0) & 0x0F);
        if ((u8(0) & 0x10) != 0) {
            if (length < headerBytes + 4) {
                return false;
            }
            headerBytes += 4 + 4 * u16(headerBytes + 2);
        }
        return length >= headerBytes;
    }

    /** Whether this can be an RTCP packet (RFC 3550, section 6.4.1). */
    boolean isRtcp() {
        ssrcAt = 4;
        headerBytes = RTCP_HEADER_BYTES;
        return length >= RTCP_HEADER_BYTES && length <= MAX_BYTES && (u8(0) >> 6) == VERSION_2;
    }

    byte[] array() {
        return array;
    }

    /** Where the packet starts in the array. */
    int offset() {
        return offset;
    }

    /** Bytes of the packet. */
    int length() {
        return length;
    }

    /** Bytes that the array has behind the packet for it to grow into. */
    int room() {
        return room;
    }

    /** Bytes that stay clear: an RTP header with its extension, or the first 8 bytes of RTCP. */
    int headerBytes() {
        return headerBytes;
    }

    /** Of the stream, or of the sender of an RTCP packet. */
    int ssrc() {
        return i32(ssrcAt);
    }

    int sequenceNumber() {
        return u16(2);
    }

    /** The four bytes at an index. */
    int i32(int index) {
        return u16(index) << 16 | u16(index + 2);
    }

    /** The eight bytes at an index. */
    long i64(int index) {
        return (long) i32(index) << 32 | i32(index + 4) & 0xFFFFFFFFL;
    }

    /** Whether these bytes are at an index, in a time that does not depend on where they differ. */
    boolean matches(int index, byte[] bytes, int count) {
        int difference = 0;
        for (int i = 0; i < count; i++) {
            difference |= array[offset + index + i] ^ bytes[i];
        }
        return difference == 0;
    }

    void setLength(int bytes) {
        length = bytes;
    }

    void append(byte[] bytes, int count) {
        System.arraycopy(bytes, 0, array, offset + length, count);
        length += count;
    }

    /** Leaves nothing of the packet. */
    void wipe() {
        Arrays.fill(array, offset, offset + length, (byte) 0);
    }

    /** Keeps a copy, for {@link #restore}. */
    void save() {
        if (saved.length < length) {
            saved = new byte[length];
        }
        System.arraycopy(array, offset, saved, 0, length);
    }

    /** Takes the bytes back that {@link #save} has kept; the length must not have changed. */
    void restore() {
        System.arraycopy(saved, 0, array, offset, length);
    }

    private int u8(int index) {
        return array[offset + index] & 0xFF;
    }

    private int u16(int index) {
        return u8(index) << 8 | u8(index + 1);
    }
}
