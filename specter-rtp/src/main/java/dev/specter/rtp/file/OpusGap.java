package dev.specter.rtp.file;

import dev.specter.rtp.codec.OpusToc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets without sound in them, at which decoders conceal what is missing (RFC 7845, section 4.1).
 */
final class OpusGap {
    /** 2.5 ms, the shortest frame. */
    static final int MIN_SAMPLES = 120;

    private OpusGap() {}

    /**
     * Packets for a gap.
     *
     * @param before of the packet before the gap: its mode, bandwidth, channels and frame size are
     *     kept, the end of the gap gets shorter frames where the gap is no multiple of them
     * @param gapSamples of 48 kHz; what is beyond a multiple of {@link #MIN_SAMPLES} stays open
     * @return none if the gap is shorter, or no gap at all
     */
    static List<ByteBuffer> packets(OpusToc before, long gapSamples) {
        var packets = new ArrayList<ByteBuffer>();
        long left = gapSamples;
        for (int config : configs(before.config())) {
            int frameSamples = new OpusToc(config, false, 0).frameSamples();
            int most = OpusToc.MAX_PACKET_SAMPLES / frameSamples;
            while (left >= frameSamples) {
                int frames = (int) Math.min(most, left / frameSamples);
                packets.add(packet(config, before.isStereo(), frames));
                left -= (long) frames * frameSamples;
            }
        }
        return packets;
    }

    /** Frames of no bytes: RFC 6716, section 3.2.2 (code 0) and 3.2.5 (code 3, constant rate). */
    private static ByteBuffer packet(int config, boolean isStereo, int frames) {
        byte toc = new OpusToc(config, isStereo, frames == 1 ? 0 : 3).toByte();
        return ByteBuffer.wrap(frames == 1 ? new byte[] {toc} : new byte[] {toc, (byte) frames});
    }

    /** The configuration and those with shorter frames, the mode kept as long as it goes. */
    private static List<Integer> configs(int config) {
        var configs = new ArrayList<Integer>();
        int first = config;
        if (config < OpusToc.FIRST_CELT_CONFIG) {
            boolean isHybrid = config >= OpusToc.FIRST_HYBRID_CONFIG;
            int ofMode = isHybrid ? config & ~1 : config & ~3; // 10 ms
            for (; first >= ofMode; first--) {
                configs.add(first);
            }
            first = celtBandwidth(config) + 1; // 5 ms
        }
        int shortest = first & ~3; // 2.5 ms
        for (; first >= shortest; first--) {
            configs.add(first);
        }
        return configs;
    }

    /** The CELT configuration of 2.5 ms with the bandwidth; wideband stands in for mediumband. */
    private static int celtBandwidth(int config) {
        if (config < 4) {
            return 16;
        }
        return config < OpusToc.FIRST_HYBRID_CONFIG ? 20 : config < 14 ? 24 : 28;
    }
}
