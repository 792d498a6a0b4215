package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpEncodingParameters;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The validation steps of addTransceiver and setParameters (webrtc-pc, sections 5.1 and 5.2). */
class EncodingsTest {
    private final Negotiator end = Ends.end(1);

    private List<RtcRtpEncodingParameters> add(
            RtcMediaKind kind, RtcRtpEncodingParameters... encodings) {
        return SendEncoding.parameters(
                end.addTransceiver(
                                kind,
                                RtcRtpTransceiverDirection.SENDRECV,
                                SenderSettings.NONE,
                                List.of(encodings))
                        .sendEncodings());
    }

    private List<RtcRtpEncodingParameters> video(RtcRtpEncodingParameters... encodings) {
        return add(RtcMediaKind.VIDEO, encodings);
    }

    private void assertAddFails(RtcErrorName name, RtcRtpEncodingParameters... encodings) {
        Ends.assertFails(name, () -> video(encodings));
        assertTrue(end.transceivers().isEmpty());
    }

    private static RtcRtpEncodingParameters scaled(String rid, double by) {
        return RtcRtpEncodingParameters.of(rid).toBuilder().scaleResolutionDownBy(by).build();
    }

    private static List<Double> scales(List<RtcRtpEncodingParameters> encodings) {
        return encodings.stream().map(e -> e.scaleResolutionDownBy().getAsDouble()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a.b", "é", "a b", "a;b", "~a"})
    void addTransceiverStep8Dot1RefusesWhatIsNotARid(String rid) {
        assertAddFails(RtcErrorName.TYPE_ERROR, RtcRtpEncodingParameters.of(rid));
    }

    @Test
    void addTransceiverStep8Dot1RefusesARidOfMoreThan255Characters() {
        assertAddFails(RtcErrorName.TYPE_ERROR, RtcRtpEncodingParameters.of("x".repeat(256)));
    }

    @Test
    void addTransceiverStep8Dot1RefusesSomeRidsAndSomeNone() {
        assertAddFails(
                RtcErrorName.TYPE_ERROR,
                RtcRtpEncodingParameters.of("a"),
                RtcRtpEncodingParameters.defaults());
    }

    @Test
    void addTransceiverStep8Dot1RefusesTheSameRidTwice() {
        assertAddFails(
                RtcErrorName.TYPE_ERROR,
                RtcRtpEncodingParameters.of("a"),
                RtcRtpEncodingParameters.of("a"));
    }

    @Test
    void addTransceiverStep8Dot3RefusesACodecThatIsNotKnown() {
        assertAddFails(
                RtcErrorName.OPERATION_ERROR,
                RtcRtpEncodingParameters.builder()
                        .codec(RtcRtpCodecCapability.of("video/H263"))
                        .build());
    }

    @Test
    void addTransceiverStep8Dot5LeavesOutOfAudioWhatOnlyVideoHas() {
        RtcRtpEncodingParameters audio =
                add(
                                RtcMediaKind.AUDIO,
                                RtcRtpEncodingParameters.builder()
                                        .scaleResolutionDownBy(0.5)
                                        .maxFramerate(-1)
                                        .build())
                        .get(0);
        assertEquals(OptionalDouble.empty(), audio.scaleResolutionDownBy());
        assertEquals(OptionalDouble.empty(), audio.maxFramerate());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.999, 0, -1, Double.NaN})
    void addTransceiverStep8Dot6RefusesToEnlarge(double by) {
        assertAddFails(RtcErrorName.RANGE_ERROR, scaled("a", by));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void addTransceiverStep8Dot7RefusesAFramerateThatIsNotPositive(double rate) {
        assertAddFails(
                RtcErrorName.RANGE_ERROR,
                RtcRtpEncodingParameters.builder().maxFramerate(rate).build());
    }

    @Test
    void addTransceiverStep8Dot9ScalesByOneWhereOthersAreScaled() {
        assertEquals(
                List.of(4.0, 1.0), scales(video(scaled("a", 4), RtcRtpEncodingParameters.of("b"))));
    }

    @Test
    void addTransceiverStep8Dot10TrimsFromTheTail() {
        var many = new ArrayList<RtcRtpEncodingParameters>();
        for (int i = 0; i < 20; i++) {
            many.add(RtcRtpEncodingParameters.of("r" + i));
        }
        List<RtcRtpEncodingParameters> kept = video(many.toArray(RtcRtpEncodingParameters[]::new));
        assertEquals(EncodingRules.MAX_VIDEO, kept.size());
        assertEquals(Optional.of("r0"), kept.get(0).rid());
        assertEquals(
                1,
                add(
                                RtcMediaKind.AUDIO,
                                RtcRtpEncodingParameters.of("a"),
                                RtcRtpEncodingParameters.of("b"))
                        .size());
    }

    @Test
    void addTransceiverStep8Dot11HalvesFromTheLast() {
        assertEquals(
                List.of(4.0, 2.0, 1.0),
                scales(
                        video(
                                RtcRtpEncodingParameters.of("q"),
                                RtcRtpEncodingParameters.of("h"),
                                RtcRtpEncodingParameters.of("f"))));
    }

    @Test
    void addTransceiverStep8Dot12TakesTheRidOffASingleEncoding() {
        assertEquals(Optional.empty(), video(RtcRtpEncodingParameters.of("a")).get(0).rid());
    }

    @Test
    void aSenderWithoutEncodingsHasOneWithTheDefaults() {
        RtcRtpEncodingParameters video = video().get(0);
        assertEquals(scaled("x", 1).toBuilder().noRid().build(), video);
        assertEquals(RtcRtpEncodingParameters.defaults(), add(RtcMediaKind.AUDIO).get(0));
    }

    @Test
    void setParametersSteps6Dot9And6Dot10CheckEachEncoding() {
        Transceiver video =
                end.addTransceiver(
                        RtcMediaKind.VIDEO,
                        RtcRtpTransceiverDirection.SENDRECV,
                        SenderSettings.NONE,
                        List.of(
                                RtcRtpEncodingParameters.of("a"),
                                RtcRtpEncodingParameters.of("b")));
        RtcRtpEncodingParameters a = video.sendEncodings().get(0).parameters();
        RtcRtpEncodingParameters b = video.sendEncodings().get(1).parameters();
        for (List<RtcRtpEncodingParameters> wrong :
                List.of(
                        List.of(a),
                        List.of(a, b, b),
                        List.of(b, a),
                        List.of(a, b.toBuilder().rid("c").build()),
                        List.of(a, b.toBuilder().noRid().build()),
                        List.of(
                                a,
                                b.toBuilder()
                                        .codec(RtcRtpCodecCapability.of("video/H263"))
                                        .build()))) {
            Ends.assertFails(
                    RtcErrorName.INVALID_MODIFICATION_ERROR, () -> end.setEncodings(video, wrong));
        }
        for (RtcRtpEncodingParameters wrong :
                List.of(
                        b.toBuilder().scaleResolutionDownBy(0.5).build(),
                        b.toBuilder().maxFramerate(-1).build())) {
            Ends.assertFails(
                    RtcErrorName.RANGE_ERROR, () -> end.setEncodings(video, List.of(a, wrong)));
        }
        RtcRtpEncodingParameters off =
                b.toBuilder().active(false).maxBitrateBps(1).maxFramerate(0).build();
        end.setEncodings(video, List.of(a, off));
        assertEquals(List.of(a, off), SendEncoding.parameters(video.sendEncodings()));
        end.stop(video);
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR, () -> end.setEncodings(video, List.of(a, b)));
    }

    @Test
    void setParametersStep6Dot7LeavesOutOfAudioWhatOnlyVideoHas() {
        Transceiver audio = end.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        end.setEncodings(
                audio,
                List.of(
                        RtcRtpEncodingParameters.builder()
                                .scaleResolutionDownBy(0.5)
                                .maxFramerate(-1)
                                .build()));
        RtcRtpEncodingParameters set = SendEncoding.parameters(audio.sendEncodings()).get(0);
        assertEquals(OptionalDouble.empty(), set.scaleResolutionDownBy());
        assertEquals(OptionalDouble.empty(), set.maxFramerate());
    }

    @Test
    void setParametersStep6Dot8TakesAScaleThatIsLeftOutAsOne() {
        Transceiver video = end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        end.setEncodings(video, List.of(RtcRtpEncodingParameters.defaults()));
        assertEquals(List.of(1.0), scales(SendEncoding.parameters(video.sendEncodings())));
    }

    @Test
    void aCodecIsChosenAmongThoseNegotiatedAndForgottenWithThem() {
        Negotiator peer = Ends.end(2);
        Transceiver video = end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        RtcRtpEncodingParameters vp9 =
                RtcRtpEncodingParameters.builder()
                        .codec(RtcRtpCodecCapability.of("video/VP9"))
                        .scaleResolutionDownBy(1)
                        .build();
        end.setEncodings(video, List.of(vp9));
        Ends.exchange(end, peer);
        assertEquals(vp9, video.sendEncodings().get(0).parameters());
        end.setCodecPreferences(video, List.of(RtcRtpCodecCapability.of("video/VP8")));
        Ends.exchange(end, peer);
        assertEquals(vp9.toBuilder().anyCodec().build(), video.sendEncodings().get(0).parameters());
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> end.setEncodings(video, List.of(vp9)));
    }

    @Test
    void whatSetParametersChangesOutlivesARollback() {
        Transceiver video = end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        end.setLocalDescription(RtcSdpType.OFFER, "");
        RtcRtpEncodingParameters off =
                video.sendEncodings().get(0).parameters().toBuilder().active(false).build();
        end.setEncodings(video, List.of(off));
        end.setLocalDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(List.of(off), SendEncoding.parameters(video.sendEncodings()));
    }
}
