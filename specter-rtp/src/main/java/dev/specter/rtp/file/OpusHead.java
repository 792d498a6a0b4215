package dev.specter.rtp.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The identification header of Opus in Ogg (RFC 7845, section 5.1), for the one stream of one or
 * two channels that an RTP payload can hold. Immutable.
 *
 * @param channels 1 or 2: what a player is to put out
 * @param preSkipSamples of 48 kHz, to be decoded but not played at the start, u16
 * @param inputSampleRateHz of what was encoded, for information, u32, 0 if not known
 * @param outputGain to be applied by the player, in dB as Q7.8, s16
 */
public record OpusHead(int channels, int preSkipSamples, long inputSampleRateHz, int outputGain) {
    /**
     * What a recording has: two channels, whatever each packet has, and the delay of the usual
     * encoder, 6.5 ms.
     */
    public static final OpusHead RECORDING = new OpusHead(2, 312, 48_000, 0);

    static final long SIGNATURE = 0x4F70757348656164L; // "OpusHead"
    private static final int SIZE_BYTES = 19;

    /** Checks the ranges. */
    public OpusHead {
        boolean valid =
                (channels == 1 || channels == 2)
                        && preSkipSamples >>> 16 == 0
                        && inputSampleRateHz >>> 32 == 0
                        && outputGain == (short) outputGain;
        if (!valid) {
            throw new IllegalArgumentException(
                    channels
                            + ", "
                            + preSkipSamples
                            + ", "
                            + inputSampleRateHz
                            + ", "
                            + outputGain);
        }
    }

    static boolean isHead(ByteBuffer packet) {
        return packet.remaining() >= Long.BYTES
                && packet.duplicate().order(ByteOrder.BIG_ENDIAN).getLong() == SIGNATURE;
    }

    /** Reads a packet that {@link #isHead}. */
    static OpusHead parse(ByteBuffer packet) throws MediaFileException {
        require(packet.remaining() >= SIZE_BYTES, "OpusHead is cut off");
        ByteBuffer b = packet.slice().order(ByteOrder.LITTLE_ENDIAN);
        // Section 5.1, item 2: the upper four bits are the major version.
        require((b.get(8) & 0xF0) == 0, "version of OpusHead");
        int channels = b.get(9) & 0xFF;
        int family = b.get(18) & 0xFF;
        require(family == 0 || b.remaining() >= 21, "OpusHead is cut off");
        int streams = family == 0 ? 1 : b.get(19) & 0xFF;
        require(
                (channels == 1 || channels == 2) && streams == 1,
                channels + " channels in " + streams + " streams, mapping family " + family);
        return new OpusHead(
                channels, b.getShort(10) & 0xFFFF, b.getInt(12) & 0xFFFFFFFFL, b.getShort(16));
    }

    private static void require(boolean condition, String what) throws MediaFileException {
        if (!condition) {
            throw new MediaFileException("Opus in Ogg: " + what);
        }
    }

    /** The header packet, with channel mapping family 0. */
    byte[] toBytes() {
        return ByteBuffer.allocate(SIZE_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OpusHead".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) channels)
                .putShort((short) preSkipSamples)
                .putInt((int) inputSampleRateHz)
                .putShort((short) outputGain)
                .put((byte) 0)
                .array();
    }
}
