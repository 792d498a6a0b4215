package dev.specter.dtls.record;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * One record in the array of its datagram (RFC 6347, section 4.1).
 *
 * <pre>
 * type(1) version(2) epoch(2) sequence_number(6) length(2) fragment(length)
 * </pre>
 *
 * <p>The array is that of the datagram, not a copy.
 */
public final class DtlsRecord {
    /** Bytes of the header. */
    public static final int HEADER_BYTES = 13;

    private static final int DTLS_1_0 = 0xFEFF;
    private static final int DTLS_1_2 = 0xFEFD;

    private final byte[] array;
    private final int offset;
    private final int length;

    /**
     * A record.
     *
     * @param array holds the record; not copied
     * @param offset index of its first byte
     * @param length bytes in all, header included
     */
    public DtlsRecord(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Cuts a datagram into records. What follows a record that makes no sense is dropped with it
     * (RFC 6347, section 4.1.2.7).
     *
     * @param datagram array-backed, from position to limit; not copied
     * @param sink takes each record
     * @return whether the whole datagram made sense
     */
    public static boolean split(ByteBuffer datagram, Consumer<DtlsRecord> sink) {
        byte[] array = datagram.array();
        int from = datagram.arrayOffset() + datagram.position();
        int end = datagram.arrayOffset() + datagram.limit();
        while (end - from >= HEADER_BYTES) {
            int length = HEADER_BYTES + u16(array, from + 11);
            int version = u16(array, from + 1);
            // A ClientHello may carry DTLS 1.0 (RFC 6347, section 4.1). No other version exists; of
            // the one in between the library makes an error of its own instead of dropping it.
            if (length > end - from || (version != DTLS_1_2 && version != DTLS_1_0)) {
                return false;
            }
            sink.accept(new DtlsRecord(array, from, length));
            from += length;
        }
        return from == end;
    }

    /** Whether a datagram does not begin with an encrypted record. */
    public static boolean isPlain(ByteBuffer datagram) {
        return datagram.remaining() < HEADER_BYTES
                || datagram.getShort(datagram.position() + 3) == 0; // epoch
    }

    /**
     * Copies the record.
     *
     * @param target where to; must have room
     * @param index of the first byte there
     */
    public void copyTo(byte[] target, int index) {
        System.arraycopy(array, offset, target, index, length);
    }

    /** Bytes in all, header included. */
    public int length() {
        return length;
    }

    /** The content type. */
    public int type() {
        return array[offset] & 0xFF;
    }

    /** The epoch, u16: 0 before the first ChangeCipherSpec. */
    public int epoch() {
        return u16(array, offset + 3);
    }

    /** Bytes of the fragment, encrypted or not. */
    public int fragmentBytes() {
        return length - HEADER_BYTES;
    }

    /**
     * One byte of the fragment.
     *
     * @param index from 0 to {@code fragmentBytes() - 1}
     */
    public int at(int index) {
        return array[offset + HEADER_BYTES + index] & 0xFF;
    }

    /** Whether this is a ClientHello, or a part of one, in the clear. */
    public boolean isClientHello() {
        return type() == ContentType.HANDSHAKE
                && epoch() == 0
                && fragmentBytes() >= HandshakeFragment.HEADER_BYTES
                && at(0) == HandshakeFragment.CLIENT_HELLO;
    }

    /** The {@code message_seq} of a handshake message, or a part of one, in the clear. */
    public OptionalInt messageSeq() {
        boolean isPlainHandshake =
                type() == ContentType.HANDSHAKE
                        && epoch() == 0
                        && fragmentBytes() >= HandshakeFragment.HEADER_BYTES;
        return isPlainHandshake
                ? OptionalInt.of(u16(array, offset + HEADER_BYTES + 4))
                : OptionalInt.empty();
    }

    private static int u16(byte[] array, int index) {
        return (array[index] & 0xFF) << 8 | array[index + 1] & 0xFF;
    }
}
