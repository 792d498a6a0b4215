package dev.specter.common;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads big-endian fields from a slice of a packet and never past its end: where bytes are missing
 * it throws {@link MalformedPacketException} instead. Not thread-safe.
 */
public final class WireReader {
    private final ByteBuffer in;

    private WireReader(ByteBuffer in) {
        this.in = in;
    }

    /**
     * Reads the remaining bytes of a buffer, whose own position stays where it is.
     *
     * @param buffer from position to limit; the bytes must not change while they are read
     * @return a reader at the first byte
     */
    public static WireReader of(ByteBuffer buffer) {
        return new WireReader(buffer.slice().order(ByteOrder.BIG_ENDIAN));
    }

    /**
     * Reads an array.
     *
     * @param array all of it is read
     * @return a reader at the first byte
     */
    public static WireReader of(byte[] array) {
        return new WireReader(ByteBuffer.wrap(array));
    }

    /**
     * Reads bytes.
     *
     * @param bytes all of them are read
     * @return a reader at the first byte
     */
    public static WireReader of(Bytes bytes) {
        return new WireReader(bytes.asBuffer());
    }

    /** Bytes not read yet. */
    public int remaining() {
        return in.remaining();
    }

    /** Whether any byte is left. */
    public boolean hasRemaining() {
        return in.hasRemaining();
    }

    /** Bytes read so far. */
    public int position() {
        return in.position();
    }

    /** Reads an unsigned byte, 0 to 255. */
    public int u8() throws MalformedPacketException {
        need(1);
        return in.get() & 0xFF;
    }

    /** Reads an unsigned 16-bit number, 0 to 65,535. */
    public int u16() throws MalformedPacketException {
        need(2);
        return in.getShort() & 0xFFFF;
    }

    /** Reads an unsigned 24-bit number. */
    public int u24() throws MalformedPacketException {
        need(3);
        return (in.get() & 0xFF) << 16 | in.getShort() & 0xFFFF;
    }

    /** Reads an unsigned 32-bit number. */
    public long u32() throws MalformedPacketException {
        need(4);
        return in.getInt() & 0xFFFFFFFFL;
    }

    /** Reads 64 bits. */
    public long u64() throws MalformedPacketException {
        need(8);
        return in.getLong();
    }

    /**
     * Copies the next bytes.
     *
     * @param count how many, 0 or more
     * @return a copy
     * @throws MalformedPacketException if there are fewer
     */
    public Bytes bytes(int count) throws MalformedPacketException {
        need(count);
        byte[] copy = new byte[count];
        in.get(copy);
        return Bytes.wrapOwned(copy);
    }

    /** Copies all bytes that are left. */
    public Bytes rest() throws MalformedPacketException {
        return bytes(remaining());
    }

    /**
     * The next bytes as a view of the packet, without a copy.
     *
     * @param count how many, 0 or more
     * @return a slice that lives as long as the packet's buffer is lent
     * @throws MalformedPacketException if there are fewer
     */
    public ByteBuffer view(int count) throws MalformedPacketException {
        need(count);
        ByteBuffer view = in.slice(in.position(), count);
        in.position(in.position() + count);
        return view;
    }

    /**
     * A reader of the next bytes, which this one skips.
     *
     * @param count how many, 0 or more
     * @return a reader that ends where the element ends
     * @throws MalformedPacketException if there are fewer
     */
    public WireReader slice(int count) throws MalformedPacketException {
        return new WireReader(view(count));
    }

    /**
     * Skips bytes.
     *
     * @param count how many, 0 or more
     * @throws MalformedPacketException if there are fewer
     */
    public void skip(int count) throws MalformedPacketException {
        need(count);
        in.position(in.position() + count);
    }

    /**
     * Requires a condition of the wire format.
     *
     * @param condition what must hold
     * @param what names the field in the message
     * @throws MalformedPacketException if it does not hold
     */
    public void require(boolean condition, String what) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException(what);
        }
    }

    private void need(int count) throws MalformedPacketException {
        if (count < 0 || count > in.remaining()) {
            throw new MalformedPacketException(
                    "truncated: " + count + " bytes wanted, " + in.remaining() + " left");
        }
    }
}
