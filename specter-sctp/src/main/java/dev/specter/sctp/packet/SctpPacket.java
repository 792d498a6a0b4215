package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The common header and the checksum of a packet (RFC 9260, section 3.1 and appendix A).
 *
 * <pre>
 *  0                   1                   2                   3
 * |      Source Port Number       |    Destination Port Number    |
 * |                       Verification Tag                        |
 * |                           Checksum                            |
 * </pre>
 *
 * Immutable.
 *
 * @param sourcePort u16
 * @param destinationPort u16
 * @param verificationTag u32
 */
public record SctpPacket(int sourcePort, int destinationPort, long verificationTag) {
    /** Size of the common header. */
    public static final int HEADER_BYTES = 12;

    private static final int CHECKSUM_OFFSET = 8;
    private static final byte[] ZEROS = new byte[4];

    /**
     * Reads the common header; the reader is then at the first chunk.
     *
     * @param in at the start of the packet
     * @return the header
     * @throws MalformedPacketException if it is not whole or a port is 0
     */
    public static SctpPacket parseHeader(WireReader in) throws MalformedPacketException {
        var header = new SctpPacket(in.u16(), in.u16(), in.u32());
        in.skip(4);
        // RFC 9260, section 3.1: the port number 0 MUST NOT be used.
        in.require(header.sourcePort != 0 && header.destinationPort != 0, "port 0");
        return header;
    }

    /**
     * Whether the checksum is right.
     *
     * @param packet array-backed, from position to limit
     */
    public static boolean hasValidChecksum(ByteBuffer packet) {
        if (packet.remaining() < HEADER_BYTES) {
            return false;
        }
        return packet.getInt(packet.position() + CHECKSUM_OFFSET) == checksum(packet);
    }

    /** Whether the checksum is left out (RFC 9653). */
    public static boolean hasZeroChecksum(ByteBuffer packet) {
        return packet.remaining() >= HEADER_BYTES
                && packet.getInt(packet.position() + CHECKSUM_OFFSET) == 0;
    }

    /**
     * Writes the checksum into a packet.
     *
     * @param packet array-backed, complete, from position to limit
     */
    public static void seal(ByteBuffer packet) {
        packet.putInt(packet.position() + CHECKSUM_OFFSET, checksum(packet));
    }

    private static int checksum(ByteBuffer packet) {
        int start = packet.arrayOffset() + packet.position();
        var crc = new CRC32C();
        crc.update(packet.array(), start, CHECKSUM_OFFSET);
        crc.update(ZEROS, 0, ZEROS.length);
        crc.update(packet.array(), start + HEADER_BYTES, packet.remaining() - HEADER_BYTES);
        // RFC 9260, appendix A: the CRC goes out with its least significant byte first.
        return Integer.reverseBytes((int) crc.getValue());
    }
}
