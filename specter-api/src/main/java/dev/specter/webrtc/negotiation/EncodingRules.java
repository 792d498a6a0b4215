package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.Rid;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpEncodingParameters;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Which encodings a sender may have (webrtc-pc, sections 5.1, addTransceiver, and 5.2). */
final class EncodingRules {
    /** Most encodings of a video sender. */
    static final int MAX_VIDEO = 8;

    private EncodingRules() {}

    static int max(RtcMediaKind kind) {
        return kind == RtcMediaKind.VIDEO ? MAX_VIDEO : 1;
    }

    /**
     * The addTransceiver sendEncodings validation steps.
     *
     * @param kind of the transceiver
     * @param given what the user wants, may be empty
     * @param known whether a codec can be sent
     * @return the encodings the sender begins with, at least one
     */
    static List<RtcRtpEncodingParameters> created(
            RtcMediaKind kind,
            List<RtcRtpEncodingParameters> given,
            Predicate<RtcRtpCodecCapability> known) {
        if (given.isEmpty()) {
            return List.of(ofKind(kind, RtcRtpEncodingParameters.defaults(), true));
        }
        checkRids(given);
        for (RtcRtpEncodingParameters encoding : given) {
            if (encoding.codec().isPresent() && !known.test(encoding.codec().get())) {
                throw Errors.operation("codec " + encoding.codec().get().mimeType());
            }
        }
        boolean scaled =
                given.stream().anyMatch(e -> e.scaleResolutionDownBy().isPresent())
                        && kind == RtcMediaKind.VIDEO;
        var encodings = new ArrayList<RtcRtpEncodingParameters>();
        for (RtcRtpEncodingParameters encoding : given) {
            RtcRtpEncodingParameters checked = ofKind(kind, encoding, scaled);
            checkScale(checked);
            if (checked.maxFramerate().isPresent() && !(checked.maxFramerate().getAsDouble() > 0)) {
                throw Errors.range("maxFramerate: " + checked.maxFramerate().getAsDouble());
            }
            encodings.add(checked);
        }
        List<RtcRtpEncodingParameters> trimmed =
                encodings.subList(0, Math.min(encodings.size(), max(kind)));
        List<RtcRtpEncodingParameters> result =
                scaled || kind == RtcMediaKind.AUDIO ? List.copyOf(trimmed) : halved(trimmed);
        return result.size() == 1 ? List.of(result.get(0).toBuilder().noRid().build()) : result;
    }

    private static void checkRids(List<RtcRtpEncodingParameters> encodings) {
        long named = encodings.stream().filter(e -> e.rid().isPresent()).count();
        if (named != 0 && named != encodings.size()) {
            throw Errors.type("some encodings have a rid and some have none");
        }
        if (named == 0 && encodings.size() > 1) {
            // Several encodings could not be told apart; webrtc-pc leaves naming to the browser.
            throw Errors.type("several encodings without rid");
        }
        var rids = new HashSet<String>();
        for (RtcRtpEncodingParameters encoding : encodings) {
            encoding.rid().ifPresent(rid -> checkRid(rid, rids.add(rid)));
        }
    }

    private static void checkRid(String rid, boolean isNew) {
        if (!Rid.isId(rid)) {
            throw Errors.type("not a rid: " + rid);
        }
        if (!isNew) {
            throw Errors.type("two encodings have the rid " + rid);
        }
    }

    /** The encodings that a peer's offer to receive simulcast proposes (section 4.4.1.5). */
    static List<RtcRtpEncodingParameters> proposed(List<String> rids) {
        return halved(
                rids.stream()
                        .distinct()
                        .limit(MAX_VIDEO)
                        .map(RtcRtpEncodingParameters::of)
                        .toList());
    }

    /** From the smallest to the full size, each twice as wide as the one before. */
    private static List<RtcRtpEncodingParameters> halved(List<RtcRtpEncodingParameters> encodings) {
        var scaled = new ArrayList<RtcRtpEncodingParameters>();
        for (RtcRtpEncodingParameters encoding : encodings) {
            int steps = encodings.size() - scaled.size() - 1;
            scaled.add(encoding.toBuilder().scaleResolutionDownBy(1 << steps).build());
        }
        return List.copyOf(scaled);
    }

    /**
     * The part of the setParameters validation steps that concerns encodings.
     *
     * @param kind of the transceiver
     * @param current the encodings the sender has
     * @param given what the user wants instead
     * @param choosable whether a codec is negotiated, or known while nothing is
     * @return what the sender has from now on
     */
    static List<RtcRtpEncodingParameters> changed(
            RtcMediaKind kind,
            List<RtcRtpEncodingParameters> current,
            List<RtcRtpEncodingParameters> given,
            Predicate<RtcRtpCodecCapability> choosable) {
        if (given.size() != current.size()) {
            throw Errors.invalidModification("the number of encodings is fixed");
        }
        for (int i = 0; i < given.size(); i++) {
            if (!given.get(i).rid().equals(current.get(i).rid())) {
                throw Errors.invalidModification("rids and their order are fixed");
            }
            if (given.get(i).codec().isPresent() && !choosable.test(given.get(i).codec().get())) {
                throw Errors.invalidModification(
                        "codec " + given.get(i).codec().get().mimeType() + " is not negotiated");
            }
        }
        var encodings = new ArrayList<RtcRtpEncodingParameters>();
        for (RtcRtpEncodingParameters encoding : given) {
            RtcRtpEncodingParameters checked = ofKind(kind, encoding, true);
            checkScale(checked);
            if (checked.maxFramerate().isPresent()
                    && !(checked.maxFramerate().getAsDouble() >= 0)) {
                throw Errors.range("maxFramerate: " + checked.maxFramerate().getAsDouble());
            }
            encodings.add(checked);
        }
        return List.copyOf(encodings);
    }

    private static void checkScale(RtcRtpEncodingParameters encoding) {
        OptionalDouble scale = encoding.scaleResolutionDownBy();
        if (scale.isPresent() && !(scale.getAsDouble() >= 1)) {
            throw Errors.range("scaleResolutionDownBy: " + scale.getAsDouble());
        }
    }

    /** Audio without what only video has; video with a scale, if asked for. */
    private static RtcRtpEncodingParameters ofKind(
            RtcMediaKind kind, RtcRtpEncodingParameters encoding, boolean scaled) {
        if (kind == RtcMediaKind.AUDIO) {
            return new RtcRtpEncodingParameters(
                    encoding.rid(),
                    encoding.active(),
                    encoding.codec(),
                    encoding.maxBitrateBps(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    encoding.priority(),
                    encoding.networkPriority());
        }
        return scaled && encoding.scaleResolutionDownBy().isEmpty()
                ? encoding.toBuilder().scaleResolutionDownBy(1).build()
                : encoding;
    }
}
