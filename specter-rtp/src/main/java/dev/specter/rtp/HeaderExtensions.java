package dev.specter.rtp;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header extension block of an RTP packet (RFC 3550, section 5.3.1; RFC 8285): elements in the
 * one-byte form (ids 1 to 14, 1 to 16 bytes each) or the two-byte form (ids 1 to 255, 0 to 255
 * bytes), whichever the elements need. A block of another profile is kept as it is and has no
 * elements. Immutable.
 *
 * <pre>
 *       0xBE    |    0xDE       |           length=3            |
 *  |  ID   | L=0   |     data      |  ID   |  L=1  |   data...   |
 * </pre>
 */
public final class HeaderExtensions {
    /** No block at all. */
    public static final HeaderExtensions EMPTY = new HeaderExtensions(0, new byte[0], 0, 0);

    private static final int ONE_BYTE = 0xBEDE;
    private static final int TWO_BYTE = 0x1000;
    private static final int TWO_BYTE_MASK = 0xFFF0;
    private static final int MAX_BLOCK_BYTES = 0xFFFF * 4;

    private final int profile;
    private final byte[] array;
    private final int offset;
    private final int length;

    private HeaderExtensions(int profile, byte[] array, int offset, int length) {
        this.profile = profile;
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Checks a block as it came; it stays where it is.
     *
     * @throws MalformedPacketException if an element ends behind the block
     */
    static HeaderExtensions parse(int profile, byte[] array, int offset, int length)
            throws MalformedPacketException {
        var block = new HeaderExtensions(profile, array, offset, length);
        int at = block.first();
        while (at >= 0) {
            if (block.dataAt(at) + block.sizeAt(at) > offset + length) {
                throw new MalformedPacketException("RTP header extension: element past the end");
            }
            at = block.after(at);
        }
        return block;
    }

    /** Whether the packet has no block. */
    public boolean isEmpty() {
        return this == EMPTY || profile == 0 && length == 0;
    }

    /** The 16 bits in front of the block: 0xBEDE, 0x1000 to 0x100F, or something else. */
    public int profile() {
        return profile;
    }

    /** Whether an element with this id is there. */
    public boolean contains(int id) {
        return find(id) >= 0;
    }

    /** The data of the first element with this id. */
    public Optional<Bytes> get(int id) {
        int at = find(id);
        return at < 0 ? Optional.empty() : Optional.of(copyAt(at));
    }

    /**
     * The data of the element with this id as a number, without an allocation.
     *
     * @param id of an element with exactly two bytes
     * @return 0 to 65,535, or -1 where there is none
     */
    public int u16(int id) {
        int at = find(id);
        if (at < 0 || sizeAt(at) != 2) {
            return -1;
        }
        int data = dataAt(at);
        return (array[data] & 0xFF) << 8 | array[data + 1] & 0xFF;
    }

    /** The ids of the elements, in wire order. */
    public List<Integer> ids() {
        var ids = new ArrayList<Integer>();
        for (int at = first(); at >= 0; at = after(at)) {
            ids.add(idAt(at));
        }
        return ids;
    }

    /** Bytes of the block on the wire, its four bytes of header included; 0 where there is none. */
    public int sizeBytes() {
        return isEmpty() ? 0 : 4 + (length + 3 & ~3);
    }

    /**
     * The same with one element added, or replaced where the id is there. A block of an unknown
     * profile gives way to the element.
     *
     * @param id 1 to 255
     * @param data 0 to 255 bytes
     * @return a new block
     * @throws IllegalArgumentException if the id or the size is out of range
     */
    public HeaderExtensions with(int id, Bytes data) {
        return with(id, data.toArray());
    }

    /**
     * The same with a two-byte element added or replaced.
     *
     * @param id 1 to 255
     * @param value 0 to 65,535
     * @return a new block
     */
    public HeaderExtensions withU16(int id, int value) {
        return with(id, new byte[] {(byte) (value >> 8), (byte) value});
    }

    private HeaderExtensions with(int id, byte[] data) {
        if (id < 1 || id > 255 || data.length > 255) {
            throw new IllegalArgumentException("extension " + id + ", " + data.length + " bytes");
        }
        boolean twoByte = id > 14 || data.length == 0 || data.length > 16;
        int room = 2 + data.length;
        for (int at = first(); at >= 0; at = after(at)) {
            twoByte |= isTwoByte(); // an element that came in that form may need it
            room += 2 + sizeAt(at);
        }
        byte[] block = new byte[room];
        int end = 0;
        boolean replaced = false;
        for (int at = first(); at >= 0; at = after(at)) {
            if (idAt(at) != id) {
                end = put(block, end, twoByte, idAt(at), array, dataAt(at), sizeAt(at));
            } else if (!replaced) {
                end = put(block, end, twoByte, id, data, 0, data.length);
                replaced = true;
            }
        }
        if (!replaced) {
            end = put(block, end, twoByte, id, data, 0, data.length);
        }
        if (end > MAX_BLOCK_BYTES) {
            throw new IllegalArgumentException("header extensions: " + end + " bytes");
        }
        return new HeaderExtensions(twoByte ? TWO_BYTE : ONE_BYTE, block, 0, end);
    }

    /** The same without the elements of an id. */
    public HeaderExtensions without(int id) {
        if (!contains(id)) {
            return this;
        }
        HeaderExtensions rest = EMPTY;
        for (int at = first(); at >= 0; at = after(at)) {
            if (idAt(at) != id) {
                rest = rest.with(idAt(at), copyAt(at).toArray());
            }
        }
        return rest;
    }

    /** Writes the block, {@link #sizeBytes()} in all. */
    void writeTo(byte[] out, int at) {
        if (isEmpty()) {
            return;
        }
        int words = length + 3 >> 2;
        out[at] = (byte) (profile >> 8);
        out[at + 1] = (byte) profile;
        out[at + 2] = (byte) (words >> 8);
        out[at + 3] = (byte) words;
        System.arraycopy(array, offset, out, at + 4, length);
        for (int i = at + 4 + length; i < at + 4 + words * 4; i++) {
            out[i] = 0;
        }
    }

    private static int put(
            byte[] out, int at, boolean twoByte, int id, byte[] data, int from, int size) {
        int next = at;
        if (twoByte) {
            out[next++] = (byte) id;
            out[next++] = (byte) size;
        } else {
            out[next++] = (byte) (id << 4 | size - 1);
        }
        System.arraycopy(data, from, out, next, size);
        return next + size;
    }

    private boolean isTwoByte() {
        return (profile & TWO_BYTE_MASK) == TWO_BYTE;
    }

    private int find(int id) {
        int at = first();
        while (at >= 0 && idAt(at) != id) {
            at = after(at);
        }
        return at;
    }

    private int first() {
        return profile == ONE_BYTE || isTwoByte() ? skipPadding(offset) : -1;
    }

    private int after(int at) {
        return skipPadding(dataAt(at) + sizeAt(at));
    }

    /** The next element's first byte, or -1 at the end of the block. */
    private int skipPadding(int from) {
        int at = from;
        int end = offset + length;
        // RFC 8285, section 4.1.2: a padding byte is 0, between elements or after the last one.
        while (at < end && array[at] == 0) {
            at++;
        }
        if (at >= end) {
            return -1;
        }
        if (isTwoByte()) {
            return at + 1 < end ? at : -1; // a lone last byte holds no element
        }
        // RFC 8285, section 4.2: the id 15, and the id 0 with a length, end the processing.
        int id = array[at] & 0xF0;
        return id == 0xF0 || id == 0 ? -1 : at;
    }

    private int idAt(int at) {
        return isTwoByte() ? array[at] & 0xFF : array[at] >> 4 & 0x0F;
    }

    private int sizeAt(int at) {
        return isTwoByte() ? array[at + 1] & 0xFF : (array[at] & 0x0F) + 1;
    }

    private int dataAt(int at) {
        return at + (isTwoByte() ? 2 : 1);
    }

    private Bytes copyAt(int at) {
        byte[] copy = new byte[sizeAt(at)];
        System.arraycopy(array, dataAt(at), copy, 0, copy.length);
        return Bytes.wrapOwned(copy);
    }

    @Override
    public String toString() {
        return "HeaderExtensions" + ids();
    }
}
