package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.Fmtp;
import dev.specter.webrtc.RtcMediaEngine;
import dev.specter.webrtc.RtcRtcpFeedback;
import dev.specter.webrtc.RtcRtpCodecCapability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Which codecs go into an offer or an answer, and which both ends agreed on. */
final class CodecNegotiation {
    private final RtcMediaEngine engine;
    private final PayloadTypes payloadTypes;

    CodecNegotiation(RtcMediaEngine engine, PayloadTypes payloadTypes) {
        this.engine = engine;
        this.payloadTypes = payloadTypes;
    }

    /** The media engine's codecs that a transceiver may use, in its order of preference. */
    List<RtcMediaEngine.Codec> codecs(
            Transceiver transceiver, OfferSettings.ComfortNoise comfortNoise) {
        var chosen = new ArrayList<RtcMediaEngine.Codec>();
        var keys = new HashSet<String>();
        List<RtcMediaEngine.Codec> all = engine.codecs(transceiver.kind());
        List<RtcRtpCodecCapability> preferences = transceiver.codecPreferences();
        boolean rtx =
                preferences.isEmpty() || preferences.stream().anyMatch(CodecNegotiation::isRtx);
        if (preferences.isEmpty()) {
            all.forEach(c -> addOnce(c, rtx, keys, chosen));
        } else {
            for (RtcRtpCodecCapability preference : preferences) {
                all.stream()
                        .filter(c -> CodecMatcher.fits(preference, c.capability()))
                        .forEach(c -> addOnce(c, rtx, keys, chosen));
            }
        }
        if (comfortNoise == OfferSettings.ComfortNoise.DROPPED) {
            chosen.removeIf(c -> c.capability().encodingName().equalsIgnoreCase("CN"));
        }
        return chosen;
    }

    private static void addOnce(
            RtcMediaEngine.Codec codec,
            boolean rtx,
            Set<String> keys,
            List<RtcMediaEngine.Codec> chosen) {
        if (keys.add(CodecMatcher.key(codec.capability()))) {
            chosen.add(
                    new RtcMediaEngine.Codec(
                            codec.capability(),
                            codec.preferredPayloadType(),
                            codec.feedback(),
                            codec.retransmission() && rtx));
        }
    }

    static boolean isRtx(RtcRtpCodecCapability codec) {
        return codec.encodingName().toLowerCase(Locale.ROOT).equals("rtx");
    }

    /**
     * The codecs of an offered m-section (RFC 9429, sections 5.2.1 and 5.2.2): all of them, those
     * negotiated before with the payload types they have.
     *
     * @param previous the codecs of the m-section's last description, none for a new one
     */
    List<SdpCodec> offered(List<RtcMediaEngine.Codec> codecs, List<SdpCodec> previous) {
        var offered = new ArrayList<SdpCodec>();
        for (RtcMediaEngine.Codec codec : codecs) {
            Optional<SdpCodec> before =
                    previous.stream()
                            .filter(p -> CodecMatcher.matches(p.capability(), codec.capability()))
                            .findFirst();
            int payloadType =
                    before.map(SdpCodec::payloadType).orElseGet(() -> payloadTypes.assign(codec));
            if (payloadType < 0) {
                continue; // no payload type is left
            }
            OptionalInt rtx = before.map(SdpCodec::rtxPayloadType).orElse(OptionalInt.empty());
            if (!codec.retransmission()) {
                rtx = OptionalInt.empty();
            } else if (rtx.isEmpty()) {
                rtx = payloadTypes.assignRtx(payloadType);
            }
            offered.add(new SdpCodec(payloadType, codec.capability(), codec.feedback(), rtx));
        }
        return RedundantAudio.offered(offered);
    }

    /**
     * The codecs of an answered m-section (RFC 9429, section 5.3.1): those both have, with the
     * offer's payload types; in the offer's order, unless the user set one.
     */
    List<SdpCodec> answered(
            List<RtcMediaEngine.Codec> codecs, List<SdpCodec> offer, boolean ownOrder) {
        var answered = new ArrayList<SdpCodec>();
        if (ownOrder) {
            for (RtcMediaEngine.Codec codec : codecs) {
                offer.stream()
                        .filter(o -> CodecMatcher.matches(o.capability(), codec.capability()))
                        .findFirst()
                        .ifPresent(o -> answered.add(answer(codec, o)));
            }
            return RedundantAudio.answered(answered);
        }
        var used = new HashSet<String>();
        for (SdpCodec offered : offer) {
            codecs.stream()
                    .filter(c -> CodecMatcher.matches(c.capability(), offered.capability()))
                    .findFirst()
                    .filter(c -> used.add(CodecMatcher.key(c.capability())))
                    .ifPresent(c -> answered.add(answer(c, offered)));
        }
        return RedundantAudio.answered(answered);
    }

    private static SdpCodec answer(RtcMediaEngine.Codec own, SdpCodec offered) {
        return new SdpCodec(
                offered.payloadType(),
                new RtcRtpCodecCapability(
                        offered.capability().mimeType(),
                        offered.capability().clockRateHz(),
                        offered.capability().channels(),
                        answerParameters(own.capability(), offered.capability())),
                common(own.feedback(), offered.feedback()),
                own.retransmission() ? offered.rtxPayloadType() : OptionalInt.empty());
    }

    /** Our own parameters, but where a codec's rules bind them to the offer's. */
    private static String answerParameters(
            RtcRtpCodecCapability own, RtcRtpCodecCapability offered) {
        return switch (own.encodingName().toLowerCase(Locale.ROOT)) {
            case "h264" -> h264Parameters(own, offered);
            case "h265" -> h265Parameters(own, offered);
            case "red" -> offered.sdpFmtpLine();
            default -> own.sdpFmtpLine();
        };
    }

    /** RFC 7798, section 7.2.2: the answer's level is not above the offer's. */
    private static String h265Parameters(RtcRtpCodecCapability own, RtcRtpCodecCapability offered) {
        OptionalInt ours = h265Level(own);
        OptionalInt theirs = h265Level(offered);
        if (ours.isEmpty() || theirs.isEmpty() || ours.getAsInt() <= theirs.getAsInt()) {
            return own.sdpFmtpLine();
        }
        Map<String, String> parameters = Fmtp.parameterMap(own.sdpFmtpLine());
        parameters.put("level-id", Integer.toString(theirs.getAsInt()));
        return parameters.entrySet().stream()
                .map(p -> p.getKey() + '=' + p.getValue())
                .collect(Collectors.joining(";"));
    }

    /** RFC 7798, section 7.1: level-id is 93, level 3.1, if absent. */
    private static OptionalInt h265Level(RtcRtpCodecCapability codec) {
        String level = Fmtp.parameterMap(codec.sdpFmtpLine()).getOrDefault("level-id", "93");
        boolean number =
                !level.isEmpty()
                        && level.length() <= 3
                        && level.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? OptionalInt.of(Integer.parseInt(level)) : OptionalInt.empty();
    }

    /** With the offer's profile bytes and a level both allow. */
    private static String h264Parameters(RtcRtpCodecCapability own, RtcRtpCodecCapability offered) {
        Map<String, String> ours = Fmtp.parameterMap(own.sdpFmtpLine());
        Map<String, String> theirs = Fmtp.parameterMap(offered.sdpFmtpLine());
        Optional<H264Profile> ownProfile = profile(ours);
        Optional<H264Profile> theirProfile = profile(theirs);
        if (ownProfile.isEmpty() || theirProfile.isEmpty()) {
            return own.sdpFmtpLine();
        }
        boolean asymmetry =
                ours.getOrDefault("level-asymmetry-allowed", "0").equals("1")
                        && theirs.getOrDefault("level-asymmetry-allowed", "0").equals("1");
        // RFC 6184, section 8.2.2: without level asymmetry the answer's level is not above the
        // offer's.
        H264Profile level =
                asymmetry
                        ? ownProfile.get()
                        : H264Profile.lower(ownProfile.get(), theirProfile.get());
        return (asymmetry ? "level-asymmetry-allowed=1;" : "")
                + "packetization-mode="
                + theirs.getOrDefault("packetization-mode", "0")
                + ";profile-level-id="
                + theirProfile.get().idAtLevelOf(level);
    }

    private static Optional<H264Profile> profile(Map<String, String> parameters) {
        return H264Profile.of(parameters.getOrDefault("profile-level-id", H264Profile.DEFAULT_ID));
    }

    /**
     * What both descriptions of an m-section have in common, in the order and with the payload
     * types and parameters of the first.
     */
    static List<NegotiatedCodec> agreed(List<SdpCodec> first, List<SdpCodec> second) {
        var agreed = new ArrayList<NegotiatedCodec>();
        for (SdpCodec codec : first) {
            second.stream()
                    .filter(s -> CodecMatcher.matches(s.capability(), codec.capability()))
                    .findFirst()
                    .ifPresent(
                            s ->
                                    agreed.add(
                                            new NegotiatedCodec(
                                                    codec.payloadType(),
                                                    codec.capability(),
                                                    common(codec.feedback(), s.feedback()),
                                                    s.rtxPayloadType().isPresent()
                                                            ? codec.rtxPayloadType()
                                                            : OptionalInt.empty())));
        }
        return agreed;
    }

    private static List<RtcRtcpFeedback> common(
            List<RtcRtcpFeedback> first, List<RtcRtcpFeedback> second) {
        return first.stream().filter(second::contains).toList();
    }
}
