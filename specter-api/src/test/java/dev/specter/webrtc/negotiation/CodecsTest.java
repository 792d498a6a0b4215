package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sdp.MediaDescription;
import dev.specter.webrtc.RtcMediaEngine;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtcpFeedback;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpHeaderExtensionCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Codecs, payload types, RTCP feedback and header extensions. */
class CodecsTest {
    private static final String TEMPLATE =
            """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            m=video 9 UDP/TLS/RTP/SAVPF %s
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 AB%s
            a=setup:actpass
            a=mid:0
            a=rtcp-mux
            %s\
            """;

    private static String offer(String formats, String... lines) {
        return TEMPLATE.formatted(formats, ":CD".repeat(31), String.join("\n", lines) + "\n");
    }

    private static MediaDescription answer(Negotiator end, String offer) {
        end.setRemoteDescription(RtcSdpType.OFFER, offer);
        return Ends.parse(end.createAnswer(OfferSettings.defaults())).media().get(0);
    }

    private static RtcRtpCodecCapability h264(String fmtp) {
        return new RtcRtpCodecCapability("video/H264", 90_000, 0, fmtp);
    }

    @ParameterizedTest // RFC 6184, section 8.2.2
    @CsvSource({
        "packetization-mode=1;profile-level-id=42e01f,"
                + " packetization-mode=1;profile-level-id=42e01f, true",
        "packetization-mode=1;profile-level-id=42e01f,"
                + " packetization-mode=1;profile-level-id=42E034, true",
        "packetization-mode=1;profile-level-id=42e01f,"
                + " packetization-mode=1;profile-level-id=4d8028, true",
        "packetization-mode=1;profile-level-id=42e01f,"
                + " packetization-mode=1;profile-level-id=42001f, false",
        "packetization-mode=1;profile-level-id=42e01f,"
                + " packetization-mode=0;profile-level-id=42e01f, false",
        "packetization-mode=1;profile-level-id=42e01f, profile-level-id=42e01f, false",
        "profile-level-id=42000a, packetization-mode=0, true",
        "profile-level-id=64001f, profile-level-id=640c1f, false",
        "profile-level-id=4d001f, profile-level-id=64001f, false",
        "profile-level-id=xyz, profile-level-id=42001f, false",
    })
    void h264MatchesByProfileAndMode(String one, String other, boolean expected) {
        assertEquals(expected, CodecMatcher.matches(h264(one), h264(other)));
        assertEquals(expected, CodecMatcher.matches(h264(other), h264(one)));
    }

    @ParameterizedTest
    @CsvSource({
        "video/VP9, 90000, 0, '', video/vp9, 90000, 0, profile-id=0, true",
        "video/VP9, 90000, 0, profile-id=2, video/VP9, 90000, 0, '', false",
        "video/AV1, 90000, 0, level-idx=5;profile=0, video/AV1, 90000, 0, '', true",
        "video/AV1, 90000, 0, profile=1, video/AV1, 90000, 0, '', false",
        "audio/opus, 48000, 2, a=1, audio/OPUS, 48000, 2, b=2, true",
        "audio/opus, 48000, 2, '', audio/opus, 48000, 1, '', false",
        "audio/PCMU, 8000, 1, '', audio/PCMU, 8000, 0, '', true",
        "audio/telephone-event, 8000, 1, '', audio/telephone-event, 48000, 1, '', false",
    })
    void codecsMatchByWhatSelectsAStream(
            String mime1,
            int rate1,
            int channels1,
            String fmtp1,
            String mime2,
            int rate2,
            int channels2,
            String fmtp2,
            boolean expected) {
        var one = new RtcRtpCodecCapability(mime1, rate1, channels1, fmtp1);
        var other = new RtcRtpCodecCapability(mime2, rate2, channels2, fmtp2);
        assertEquals(expected, CodecMatcher.matches(one, other));
    }

    @Test
    void aTrackMayLeaveThingsOpen() {
        RtcRtpCodecCapability codec = h264("packetization-mode=1;profile-level-id=42e01f");
        assertTrue(CodecMatcher.fits(RtcRtpCodecCapability.of("video"), codec));
        assertTrue(CodecMatcher.fits(RtcRtpCodecCapability.of("video/h264"), codec));
        assertFalse(CodecMatcher.fits(RtcRtpCodecCapability.of("audio"), codec));
        assertFalse(CodecMatcher.fits(RtcRtpCodecCapability.of("video/VP8"), codec));
        var event = new RtcRtpCodecCapability("audio/telephone-event", 8000, 1, "");
        assertFalse(CodecMatcher.fits(RtcRtpCodecCapability.of("audio"), event));
    }

    @Test // RFC 3264, section 6
    void theAnswerHasTheOffersPayloadTypesInItsOrder() {
        MediaDescription answer =
                answer(
                        Ends.end(1),
                        offer(
                                "35 36 37 38 39 40",
                                "a=rtpmap:35 VP9/90000",
                                "a=rtpmap:36 rtx/90000",
                                "a=fmtp:36 apt=35",
                                "a=rtpmap:37 unknown/90000",
                                "a=rtpmap:38 rtx/90000",
                                "a=fmtp:38 apt=37",
                                "a=rtpmap:39 VP8/90000",
                                "a=rtcp-fb:39 nack",
                                "a=rtcp-fb:* ccm fir",
                                "a=rtcp-fb:39 strange"));
        assertEquals(List.of("35", "36", "39"), answer.formats());
        List<SdpCodec> codecs = SdpCodecs.read(answer);
        assertEquals(OptionalInt.of(36), codecs.get(0).rtxPayloadType());
        assertTrue(codecs.get(1).rtxPayloadType().isEmpty());
        assertEquals(
                List.of(new RtcRtcpFeedback("ccm", "fir"), RtcRtcpFeedback.of("nack")),
                codecs.get(1).feedback());
    }

    @ParameterizedTest // RFC 6184, section 8.2.2
    @CsvSource({
        "42e034, 1, level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        "42e00a, 1, level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        "42c00d, 0, packetization-mode=1;profile-level-id=42c00d",
        "42e034, 0, packetization-mode=1;profile-level-id=42e01f",
    })
    void theAnswersLevelIsOneThatBothAllow(String offered, int asymmetry, String expected) {
        String offer =
                offer(
                        "102",
                        "a=rtpmap:102 H264/90000",
                        "a=fmtp:102 packetization-mode=1;profile-level-id="
                                + offered
                                + ";level-asymmetry-allowed="
                                + asymmetry);
        SdpCodec codec = SdpCodecs.read(answer(Ends.end(1), offer)).get(0);
        assertEquals(expected, codec.capability().sdpFmtpLine());
    }

    @Test // RFC 9143, section 9.1
    void ourOffersAvoidThePayloadTypesThePeerUses() {
        Negotiator end = Ends.end(1);
        end.setRemoteDescription(
                RtcSdpType.OFFER,
                offer(
                        "96 97 98",
                        "a=rtpmap:96 H264/90000",
                        "a=fmtp:96 packetization-mode=1;profile-level-id=42e01f",
                        "a=rtpmap:97 mystery/90000",
                        "a=rtpmap:98 VP8/90000"));
        end.setLocalDescription(RtcSdpType.ANSWER, "");
        end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("t", List.of()));
        end.addTransceiver(
                RtcMediaKind.VIDEO, RtcRtpTransceiverDirection.SENDRECV, SenderSettings.NONE);
        for (MediaSection section :
                MediaSection.of(Ends.parse(end.createOffer(OfferSettings.defaults())))) {
            List<SdpCodec> codecs = section.codecs();
            assertEquals(98, payloadType(codecs, "VP8"));
            assertEquals(96, payloadType(codecs, "H264"));
            assertNotEquals(98, payloadType(codecs, "VP9"));
            var all = new HashSet<Integer>();
            for (SdpCodec codec : codecs) {
                assertTrue(all.add(codec.payloadType()));
                codec.rtxPayloadType().ifPresent(rtx -> assertTrue(all.add(rtx)));
            }
            assertFalse(all.contains(97));
        }
    }

    private static int payloadType(List<SdpCodec> codecs, String name) {
        return codecs.stream()
                .filter(c -> c.capability().encodingName().equals(name))
                .findFirst()
                .orElseThrow()
                .payloadType();
    }

    @Test
    void payloadTypesRunOutQuietly() {
        var types = new PayloadTypes();
        var seen = new HashSet<Integer>();
        for (int i = 0; i < 100; i++) {
            var codec =
                    new RtcMediaEngine.Codec(
                            new RtcRtpCodecCapability("video/x" + i, 90_000, 0, ""),
                            OptionalInt.empty(),
                            List.of(),
                            true);
            int payloadType = types.assign(codec);
            if (payloadType >= 0) {
                assertTrue(seen.add(payloadType));
                assertTrue(payloadType >= 96 || (payloadType >= 35 && payloadType <= 63));
                assertEquals(payloadType, types.assign(codec));
            }
        }
        assertEquals(32 + 29, seen.size());
    }

    @Test // RFC 8285, section 5
    void headerExtensionsAreThoseBothKnowWithTheOffersIds() {
        MediaDescription answer =
                answer(
                        Ends.end(1),
                        offer(
                                "96",
                                "a=extmap-allow-mixed",
                                "a=rtpmap:96 VP8/90000",
                                "a=extmap:7 " + RtcMediaEngine.EXTENSION_MID,
                                "a=extmap:9/recvonly " + RtcMediaEngine.EXTENSION_TRANSPORT_CC,
                                "a=extmap:20/sendonly " + RtcMediaEngine.EXTENSION_RID,
                                "a=extmap:4096 " + RtcMediaEngine.EXTENSION_ABS_SEND_TIME,
                                "a=extmap:3 urn:unknown"));
        List<String> lines =
                answer.attributes().texts().stream().filter(t -> t.startsWith("extmap:")).toList();
        assertEquals(
                List.of(
                        "extmap:7 " + RtcMediaEngine.EXTENSION_MID,
                        "extmap:9/sendonly " + RtcMediaEngine.EXTENSION_TRANSPORT_CC,
                        "extmap:20/recvonly " + RtcMediaEngine.EXTENSION_RID),
                lines);
    }

    @Test
    void anExtensionForOneWayIsSentOneWay() {
        RtcMediaEngine engine =
                RtcMediaEngine.builder()
                        .registerDefaultCodecs()
                        .registerHeaderExtension(
                                RtcMediaKind.AUDIO,
                                new RtcRtpHeaderExtensionCapability(
                                        "urn:one-way", RtcRtpTransceiverDirection.SENDONLY))
                        .build();
        Negotiator a = Ends.end(1, o -> o.withMediaEngine(engine));
        RtcMediaEngine both =
                RtcMediaEngine.builder()
                        .registerDefaultCodecs()
                        .registerHeaderExtension(
                                RtcMediaKind.AUDIO,
                                RtcRtpHeaderExtensionCapability.of("urn:one-way"))
                        .build();
        Negotiator b = Ends.end(2, o -> o.withMediaEngine(both));
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of()));
        b.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of()));
        Ends.exchange(a, b);
        assertEquals(1, a.transceivers().get(0).sendParameters().headerExtensions().size());
        assertTrue(a.transceivers().get(0).receiveParameters().headerExtensions().isEmpty());
        assertEquals(1, b.transceivers().get(0).receiveParameters().headerExtensions().size());
        assertTrue(b.transceivers().get(0).sendParameters().headerExtensions().isEmpty());
    }

    @Test
    void theDefaultMediaEngineOffersWhatItSays() {
        Negotiator end = Ends.end(1);
        end.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        var sections = MediaSection.of(Ends.parse(end.createOffer(OfferSettings.defaults())));
        assertEquals(
                List.of("opus", "G722", "PCMU", "PCMA", "CN", "telephone-event", "telephone-event"),
                names(sections.get(0)));
        assertEquals(
                List.of("VP8", "H264", "H264", "H264", "H264", "VP9", "AV1"),
                names(sections.get(1)));
        sections.get(1).codecs().forEach(c -> assertTrue(c.rtxPayloadType().isPresent()));
        assertTrue(
                sections.get(1)
                        .codecs()
                        .get(0)
                        .feedback()
                        .contains(new RtcRtcpFeedback("nack", "pli")));
        assertEquals(Optional.of("a"), sections.get(0).trackId());
    }

    private static List<String> names(MediaSection section) {
        return section.codecs().stream().map(c -> c.capability().encodingName()).toList();
    }
}
