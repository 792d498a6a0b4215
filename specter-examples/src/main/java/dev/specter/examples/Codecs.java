package dev.specter.examples;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import java.util.List;
import java.util.Locale;

/** Which codec an example takes of those that a page offers. */
public final class Codecs {
    private static final List<String> VIDEO = List.of("video/VP8", "video/H264");

    private Codecs() {}

    /**
     * The codec for one m-section of an offer: Opus, and VP8, or H.264 where there is no VP8.
     *
     * @param offer the page's offer
     * @param transceiver made by that offer
     */
    public static RtcRtpCodecCapability choose(
            RtcSessionDescription offer, RtcRtpTransceiver transceiver) {
        if (transceiver.kind() == RtcMediaKind.AUDIO) {
            return RtcRtpCodecCapability.of("audio/opus");
        }
        String section = section(offer.sdp(), transceiver.mid().orElse(""));
        String mimeType =
                VIDEO.stream()
                        .filter(codec -> section.contains(codec.substring(6) + "/90000"))
                        .findFirst()
                        .orElse(VIDEO.get(0));
        return RtcRtpCodecCapability.of(mimeType);
    }

    /** Leaves a transceiver only one codec, so that both ends use it. */
    public static void use(
            WebRtc webrtc, RtcRtpTransceiver transceiver, RtcRtpCodecCapability codec) {
        transceiver.setCodecPreferences(
                webrtc.receiverCapabilities(transceiver.kind()).codecs().stream()
                        .filter(c -> c.mimeType().equalsIgnoreCase(codec.mimeType()))
                        .toList());
    }

    /** The m-section of a mid. */
    private static String section(String sdp, String mid) {
        for (String section : sdp.split("(?m)^m=", -1)) {
            if (section.lines().anyMatch(("a=mid:" + mid)::equals)) {
                return section.toUpperCase(Locale.ROOT);
            }
        }
        return "";
    }
}
