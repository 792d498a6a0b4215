package dev.specter.rtp.file;

import dev.specter.common.MalformedPacketException;

import java.util.Optional;

/**
 * The frame rate in a sequence parameter set (ITU-T H.264, sections 7.3.2.1.1 and E.1.1).
 * Immutable.
 *
 * @param ticksPerFrame two ticks per frame times num_units_in_tick (section E.2.1)
 * @param ticksPerSecond time_scale
 */
record H264Timing(long ticksPerFrame, long ticksPerSecond) {
    private static final int EXTENDED_SAR = 255;

    /**
     * Reads a parameter set.
     *
     * @param a bytes
     * @param from index of the NAL unit's first byte
     * @param end index behind its last byte
     * @return the rate; empty where it has none, or none between 1/10 and 1,000 frames a second, or
     *     is malformed
     */
    static Optional<H264Timing> of(byte[] a, int from, int end) {
        try {
            return parse(new RbspReader(a, from + 1, end));
        } catch (MalformedPacketException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<H264Timing> parse(RbspReader in) throws MalformedPacketException {
        int profile = in.bits(8);
        in.bits(16); // constraint flags, level_idc
        in.ue(); // seq_parameter_set_id
        if (hasChromaFormat(profile)) {
            skipChromaFormat(in);
        }
        in.ue(); // log2_max_frame_num_minus4
        skipPictureOrder(in);
        in.ue(); // max_num_ref_frames
        in.flag(); // gaps_in_frame_num_value_allowed_flag
        in.ue(); // pic_width_in_mbs_minus1
        in.ue(); // pic_height_in_map_units_minus1
        if (!in.flag()) { // frame_mbs_only_flag
            in.flag(); // mb_adaptive_frame_field_flag
        }
        in.flag(); // direct_8x8_inference_flag
        if (in.flag()) { // frame_cropping_flag
            for (int i = 0; i < 4; i++) {
                in.ue();
            }
        }
        return in.flag() ? parseVui(in) : Optional.empty();
    }

    private static Optional<H264Timing> parseVui(RbspReader in) throws MalformedPacketException {
        if (in.flag() && in.bits(8) == EXTENDED_SAR) { // aspect_ratio_info_present_flag
            in.bits(32);
        }
        if (in.flag()) { // overscan_info_present_flag
            in.flag();
        }
        if (in.flag()) { // video_signal_type_present_flag
            in.bits(4);
            if (in.flag()) { // colour_description_present_flag
                in.bits(24);
            }
        }
        if (in.flag()) { // chroma_loc_info_present_flag
            in.ue();
            in.ue();
        }
        if (!in.flag()) { // timing_info_present_flag
            return Optional.empty();
        }
        long perFrame = 2 * (in.bits(32) & 0xFFFFFFFFL);
        long perSecond = in.bits(32) & 0xFFFFFFFFL;
        boolean sane = perFrame > 0 && perSecond <= 1000 * perFrame && perFrame <= 10 * perSecond;
        return sane ? Optional.of(new H264Timing(perFrame, perSecond)) : Optional.empty();
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244 -> true;
            default -> false;
        };
    }

    private static void skipChromaFormat(RbspReader in) throws MalformedPacketException {
        long chroma = in.ue();
        if (chroma == 3) {
            in.flag(); // separate_colour_plane_flag
        }
        in.ue(); // bit_depth_luma_minus8
        in.ue(); // bit_depth_chroma_minus8
        in.flag(); // qpprime_y_zero_transform_bypass_flag
        if (in.flag()) { // seq_scaling_matrix_present_flag
            for (int i = 0; i < (chroma == 3 ? 12 : 8); i++) {
                if (in.flag()) {
                    skipScalingList(in, i < 6 ? 16 : 64);
                }
            }
        }
    }

    private static void skipScalingList(RbspReader in, int size) throws MalformedPacketException {
        long last = 8;
        long next = 8;
        for (int i = 0; i < size; i++) {
            if (next != 0) {
                next = last + in.se() & 0xFF;
            }
            last = next == 0 ? last : next;
        }
    }

    private static void skipPictureOrder(RbspReader in) throws MalformedPacketException {
        long type = in.ue();
        if (type == 0) {
            in.ue(); // log2_max_pic_order_cnt_lsb_minus4
        } else if (type == 1) {
            in.flag(); // delta_pic_order_always_zero_flag
            in.ue(); // offset_for_non_ref_pic, signed
            in.ue(); // offset_for_top_to_bottom_field, signed
            long cycle = in.ue();
            in.require(cycle <= 255);
            for (int i = 0; i < cycle; i++) {
                in.ue();
            }
        }
    }
}
