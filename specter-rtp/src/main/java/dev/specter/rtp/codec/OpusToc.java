package dev.specter.rtp.codec;

import dev.specter.common.MalformedPacketException;

import java.nio.ByteBuffer;

/**
 * The first byte of an Opus packet, its table of contents (RFC 6716, section 3.1). Immutable.
 *
 * @param config mode, bandwidth and frame size, 0 to 31 (table 2)
 * @param isStereo the s bit
 * @param frameCountCode 0: one frame; 1 and 2: two; 3: as many as the second byte says
 */
public record OpusToc(int config, boolean isStereo, int frameCountCode) {
    /** Opus counts time in samples of 48 kHz, whatever the audio bandwidth (RFC 7587, 4.1). */
    public static final int CLOCK_RATE_HZ = 48_000;

    /** Longest packet, 120 ms, in samples (RFC 6716, section 3.2.5). */
    public static final int MAX_PACKET_SAMPLES = 5760;

    /** First configuration of the hybrid mode, with frames of 10 and 20 ms. */
    public static final int FIRST_HYBRID_CONFIG = 12;

    /** First configuration of the CELT mode, with frames of 2.5, 5, 10 and 20 ms. */
    public static final int FIRST_CELT_CONFIG = 16;

    /** Checks the ranges. */
    public OpusToc {
        if (config < 0 || config > 31 || frameCountCode < 0 || frameCountCode > 3) {
            throw new IllegalArgumentException(config + ", " + frameCountCode);
        }
    }

    /** Reads a first byte; every value is valid. */
    public static OpusToc of(int firstByte) {
        return new OpusToc(firstByte >> 3 & 0x1F, (firstByte & 4) != 0, firstByte & 3);
    }

    /** The byte. */
    public byte toByte() {
        return (byte) (config << 3 | (isStereo ? 4 : 0) | frameCountCode);
    }

    /** Duration of each frame of the packet in samples of 48 kHz: 120 (2.5 ms) to 2,880 (60 ms). */
    public int frameSamples() {
        if (config >= FIRST_CELT_CONFIG) {
            return 120 << (config & 3);
        }
        if (config >= FIRST_HYBRID_CONFIG) {
            return 480 << (config & 1);
        }
        return (config & 3) == 3 ? 2880 : 480 << (config & 3);
    }

    /**
     * The duration of a packet by its first one or two bytes; the frames are not looked into.
     *
     * @param packet from position to limit, not changed
     * @return samples of 48 kHz, 120 to {@link #MAX_PACKET_SAMPLES}
     * @throws MalformedPacketException if it is empty, has no frame or lasts longer
     */
    public static int packetSamples(ByteBuffer packet) throws MalformedPacketException {
        // RFC 6716, section 3.4: R1 at least one byte, R5 one frame to 120 ms, R6 and R7 two bytes.
        require(packet.hasRemaining());
        OpusToc toc = of(packet.get(packet.position()));
        int frames = 1;
        if (toc.frameCountCode == 3) {
            require(packet.remaining() >= 2);
            frames = packet.get(packet.position() + 1) & 0x3F;
        } else if (toc.frameCountCode > 0) {
            frames = 2;
        }
        int samples = frames * toc.frameSamples();
        require(samples > 0 && samples <= MAX_PACKET_SAMPLES);
        return samples;
    }

    private static void require(boolean condition) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException("Opus: frame count");
        }
    }
}
