package dev.specter.webrtc;

import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.interceptor.RtcpFeedback;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.webrtc.negotiation.NegotiatedCodec;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Turns what negotiation settled into what interceptors need. */
final class StreamInfos {
    private StreamInfos() {}

    static StreamInfo of(
            long ssrc,
            OptionalLong rtxSsrc,
            NegotiatedCodec codec,
            List<NegotiatedCodec> allCodecs,
            HeaderExtensionMap extensions,
            String mid,
            String rid) {
        var builder =
                StreamInfo.builder(
                                ssrc,
                                codec.payloadType(),
                                codec.capability().mimeType(),
                                codec.capability().clockRateHz())
                        .extensions(extensions)
                        .feedback(feedback(codec))
                        .mid(mid)
                        .rid(rid);
        Map<Integer, Integer> rtxByMedia = new HashMap<>();
        for (NegotiatedCodec each : allCodecs) {
            each.rtxPayloadType().ifPresent(rtx -> rtxByMedia.put(each.payloadType(), rtx));
        }
        if (rtxSsrc.isPresent() && !rtxByMedia.isEmpty()) {
            builder.rtx(rtxSsrc.getAsLong(), rtxByMedia);
        }
        return builder.build();
    }

    private static Set<RtcpFeedback> feedback(NegotiatedCodec codec) {
        var set = EnumSet.noneOf(RtcpFeedback.class);
        for (RtcRtcpFeedback each : codec.feedback()) {
            RtcpFeedback.of(each.toString()).ifPresent(set::add);
        }
        return set;
    }

    static HeaderExtensionMap extensions(List<RtcRtpHeaderExtensionParameters> negotiated) {
        Map<Integer, String> uriById = new HashMap<>();
        negotiated.forEach(e -> uriById.put(e.id(), e.uri()));
        return HeaderExtensionMap.of(uriById);
    }
}
