package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The format parameters of redundant audio, {@code red}: the payload types of the blocks in its
 * packets (RFC 2198, section 5), which are others in every negotiation.
 */
final class RedundantAudio {
    private RedundantAudio() {}

    /** An offer's: two blocks of the first codec at its clock rate; without one, no red. */
    static List<SdpCodec> offered(List<SdpCodec> codecs) {
        var offered = new ArrayList<SdpCodec>();
        for (SdpCodec codec : codecs) {
            if (!isRed(codec)) {
                offered.add(codec);
                continue;
            }
            Optional<SdpCodec> primary =
                    codecs.stream()
                            .filter(c -> !CodecMatcher.isAuxiliary(c.capability()))
                            .filter(c -> sameClock(c.capability(), codec.capability()))
                            .findFirst();
            primary.ifPresent(
                    p -> offered.add(with(codec, p.payloadType() + "/" + p.payloadType())));
        }
        return offered;
    }

    /** An answer's: as offered, if all its blocks are answered. */
    static List<SdpCodec> answered(List<SdpCodec> codecs) {
        return codecs.stream().filter(c -> !isRed(c) || hasBlocks(c, codecs)).toList();
    }

    private static boolean hasBlocks(SdpCodec red, List<SdpCodec> codecs) {
        for (String block : red.capability().sdpFmtpLine().split("/", -1)) {
            if (codecs.stream().noneMatch(c -> block.equals(Integer.toString(c.payloadType())))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRed(SdpCodec codec) {
        return codec.kind() == RtcMediaKind.AUDIO
                && codec.capability().encodingName().equalsIgnoreCase("red");
    }

    private static boolean sameClock(RtcRtpCodecCapability a, RtcRtpCodecCapability b) {
        return a.clockRateHz() == b.clockRateHz() && a.channels() == b.channels();
    }

    private static SdpCodec with(SdpCodec codec, String parameters) {
        RtcRtpCodecCapability red = codec.capability();
        return new SdpCodec(
                codec.payloadType(),
                new RtcRtpCodecCapability(
                        red.mimeType(), red.clockRateHz(), red.channels(), parameters),
                codec.feedback(),
                codec.rtxPayloadType());
    }
}
