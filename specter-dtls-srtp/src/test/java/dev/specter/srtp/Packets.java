package dev.specter.srtp;

import java.nio.ByteBuffer;
import java.util.Random;

/** Random packets and the buffers they travel in. */
final class Packets {
    private final Random random;

    Packets(Random random) {
        this.random = random;
    }

    /** With up to 1,200 bytes of payload, CSRCs, and an extension in every other packet. */
    byte[] rtp(int ssrc, int sequenceNumber) {
        return rtp(ssrc, sequenceNumber, random.nextInt(1200), random.nextInt(16));
    }

    /** An odd number of CSRCs brings an extension with it. */
    byte[] rtp(int ssrc, int sequenceNumber, int payloadBytes, int csrcs) {
        boolean extension = csrcs % 2 == 1;
        byte[] packet = new byte[12 + 4 * csrcs + (extension ? 12 : 0) + payloadBytes];
        random.nextBytes(packet);
        var out = ByteBuffer.wrap(packet);
        out.put(0, (byte) (0x80 | csrcs | (extension ? 0x10 : 0)));
        out.putShort(2, (short) sequenceNumber);
        out.putInt(8, ssrc);
        if (extension) {
            out.putShort(12 + 4 * csrcs, (short) 0xBEDE);
            out.putShort(14 + 4 * csrcs, (short) 2);
        }
        return packet;
    }

    /** With up to 400 bytes behind the header. */
    byte[] rtcp(int ssrc) {
        return rtcp(ssrc, 4 * random.nextInt(100));
    }

    byte[] rtcp(int ssrc, int bodyBytes) {
        byte[] packet = new byte[8 + bodyBytes];
        random.nextBytes(packet);
        ByteBuffer.wrap(packet)
                .put(0, (byte) 0x80)
                .put(1, (byte) 200)
                .putShort(2, (short) (packet.length / 4 - 1))
                .putInt(4, ssrc);
        return packet;
    }

    /** A buffer with room for the tag. */
    static ByteBuffer roomy(byte[] packet) {
        var buffer = ByteBuffer.allocate(packet.length + SrtpTransport.MAX_OVERHEAD_BYTES);
        buffer.put(packet).flip();
        return buffer;
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    static ByteBuffer copy(ByteBuffer buffer) {
        return ByteBuffer.wrap(bytes(buffer));
    }
}
