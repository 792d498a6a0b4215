package dev.specter.webrtc.negotiation;

import dev.specter.sdp.Attributes;
import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.attribute.Fmtp;
import dev.specter.sdp.attribute.RtcpFeedback;
import dev.specter.sdp.attribute.RtpMap;
import dev.specter.webrtc.RtcRtcpFeedback;
import dev.specter.webrtc.RtcRtpCodecCapability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Reads the codecs of an audio or video m-section. */
final class SdpCodecs {
    /** RFC 3551, section 6: payload types that need no {@code a=rtpmap}. */
    private static final Map<Integer, RtpMap> STATIC =
            Map.of(
                    0, new RtpMap(0, "PCMU", 8_000, OptionalInt.empty()),
                    3, new RtpMap(3, "GSM", 8_000, OptionalInt.empty()),
                    4, new RtpMap(4, "G723", 8_000, OptionalInt.empty()),
                    8, new RtpMap(8, "PCMA", 8_000, OptionalInt.empty()),
                    9, new RtpMap(9, "G722", 8_000, OptionalInt.empty()),
                    13, new RtpMap(13, "CN", 8_000, OptionalInt.empty()),
                    18, new RtpMap(18, "G729", 8_000, OptionalInt.empty()),
                    34, new RtpMap(34, "H263", 90_000, OptionalInt.empty()));

    private SdpCodecs() {}

    /** The codecs in the order of the m= line; RTX is folded into the codec it repairs. */
    static List<SdpCodec> read(MediaDescription media) {
        Attributes attributes = media.attributes();
        Map<Integer, RtpMap> maps = new HashMap<>(STATIC);
        attributes.all(RtpMap.class).forEach(m -> maps.put(m.payloadType(), m));
        Map<String, String> fmtps = new HashMap<>();
        attributes.all(Fmtp.class).forEach(f -> fmtps.putIfAbsent(f.format(), f.parameters()));
        List<RtcpFeedback> feedback = attributes.all(RtcpFeedback.class);
        Map<Integer, List<RtcpFeedback>> feedbackByType = new HashMap<>();
        for (RtcpFeedback f : feedback) {
            feedbackByType
                    .computeIfAbsent(f.payloadType().orElse(-1), k -> new ArrayList<>())
                    .add(f);
        }

        var rtx = new HashMap<Integer, Integer>();
        var plain = new ArrayList<RtpMap>();
        for (int payloadType : payloadTypes(media)) {
            RtpMap map = maps.get(payloadType);
            if (map == null) {
                continue; // a dynamic payload type that nothing explains
            }
            if (map.encodingName().toLowerCase(Locale.ROOT).equals("rtx")) {
                apt(fmtps.get(Integer.toString(payloadType)))
                        .ifPresent(apt -> rtx.putIfAbsent(apt, payloadType));
            } else {
                plain.add(map);
            }
        }
        var codecs = new ArrayList<SdpCodec>();
        for (RtpMap map : plain) {
            int payloadType = map.payloadType();
            var all = new LinkedHashSet<RtcRtcpFeedback>();
            for (int key : new int[] {payloadType, -1}) {
                feedbackByType
                        .getOrDefault(key, List.of())
                        .forEach(f -> all.add(new RtcRtcpFeedback(f.type(), f.parameter())));
            }
            codecs.add(
                    new SdpCodec(
                            payloadType,
                            capability(media.type(), map, fmtps),
                            List.copyOf(all),
                            rtx.containsKey(payloadType)
                                    ? OptionalInt.of(rtx.get(payloadType))
                                    : OptionalInt.empty()));
        }
        return codecs;
    }

    /** The payload types of the m= line, each once; what is not one is left out. */
    static List<Integer> payloadTypes(MediaDescription media) {
        var types = new LinkedHashSet<Integer>();
        for (String format : media.formats()) {
            if (format.length() <= 3 && format.chars().allMatch(c -> c >= '0' && c <= '9')) {
                int payloadType = Integer.parseInt(format);
                if (payloadType <= 127) {
                    types.add(payloadType);
                }
            }
        }
        return List.copyOf(types);
    }

    private static RtcRtpCodecCapability capability(
            String type, RtpMap map, Map<String, String> fmtps) {
        boolean audio = type.equals("audio");
        return new RtcRtpCodecCapability(
                type + '/' + map.encodingName(),
                map.clockRateHz(),
                audio ? map.channels().orElse(1) : 0,
                fmtps.getOrDefault(Integer.toString(map.payloadType()), ""));
    }

    private static java.util.Optional<Integer> apt(String parameters) {
        if (parameters == null) {
            return java.util.Optional.empty();
        }
        String apt = Fmtp.parameterMap(parameters).getOrDefault("apt", "");
        boolean number =
                !apt.isEmpty()
                        && apt.length() <= 3
                        && apt.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? java.util.Optional.of(Integer.valueOf(apt)) : java.util.Optional.empty();
    }
}
