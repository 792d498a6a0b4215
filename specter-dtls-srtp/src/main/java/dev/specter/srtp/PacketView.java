package dev.specter.srtp;

import org.jitsi.utils.ByteArrayBuffer;

import java.nio.ByteBuffer;

/** A packet in the array of its buffer, as jitsi-srtp wants to see it. Loop-confined, reused. */
final class PacketView implements ByteArrayBuffer {
    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTCP_HEADER_BYTES = 8;
    private static final int VERSION_2 = 2;

    private byte[] array;
    private int offset;
    private int length;
    private int room;

    /** Looks at a buffer from position to limit; room is what its capacity leaves behind. */
    PacketView of(ByteBuffer packet) {
        array = packet.array();
        offset = packet.arrayOffset() + packet.position();
        length = packet.remaining();
        room = packet.capacity() - packet.limit();
        return this;
    }

    /** Whether this is an RTP packet whose header ends inside (RFC 3550, section 5.1). */
    boolean isRtp() {
        if (length < RTP_HEADER_BYTES || (u8(0) >> 6) != VERSION_2) {
            return false;
        }
        int header = RTP_HEADER_BYTES + 4 * (u8(0) & 0x0F);
        if ((u8(0) & 0x10) != 0) {
            if (length < header + 4) {
                return false;
            }
            header += 4 + 4 * u16(header + 2);
        }
        return length >= header;
    }

    /** Whether this can be an RTCP packet (RFC 3550, section 6.4.1). */
    boolean isRtcp() {
        return length >= RTCP_HEADER_BYTES && (u8(0) >> 6) == VERSION_2;
    }

    int sequenceNumber() {
        return u16(2);
    }

    int rtpSsrc() {
        return i32(8);
    }

    int rtcpSsrc() {
        return i32(4);
    }

    /** The last four bytes of what is left when a trailer is taken off. */
    int wordBefore(int trailerBytes) {
        return i32(length - trailerBytes - 4);
    }

    int room() {
        return room;
    }

    byte[] copy() {
        byte[] copy = new byte[length];
        System.arraycopy(array, offset, copy, 0, length);
        return copy;
    }

    void restore(byte[] copy) {
        System.arraycopy(copy, 0, array, offset, copy.length);
        length = copy.length;
    }

    @Override
    public byte[] getBuffer() {
        return array;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int newLength) {
        length = newLength;
    }

    @Override
    public void setOffset(int newOffset) {
        offset = newOffset;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] target) {
        System.arraycopy(array, offset + from, target, 0, count);
    }

    @Override
    public void grow(int howMuch) {
        // the room behind the packet has been checked
    }

    @Override
    public void append(byte[] data, int count) {
        System.arraycopy(data, 0, array, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int count) {
        length -= count;
    }

    private int u8(int index) {
        return array[offset + index] & 0xFF;
    }

    private int u16(int index) {
        return u8(index) << 8 | u8(index + 1);
    }

    private int i32(int index) {
        return u16(index) << 16 | u16(index + 2);
    }
}
