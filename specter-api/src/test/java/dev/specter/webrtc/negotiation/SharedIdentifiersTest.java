package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.attribute.ExtMap;
import dev.specter.sdp.attribute.Fmtp;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcMediaEngine;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

/** Payload types, identifiers and format parameters that depend on one another. */
class SharedIdentifiersTest {
    private static Negotiator end(RtcRtpCodecCapability... codecs) {
        var engine = RtcMediaEngine.builder();
        List.of(codecs).forEach(engine::registerCodec);
        engine.registerDefaultHeaderExtensions();
        return Ends.end(1, o -> o.withMediaEngine(engine.build()));
    }

    private static RtcRtpCodecCapability red() {
        return new RtcRtpCodecCapability("audio/red", 48_000, 2, "");
    }

    private static String section(String media, String mid, String... lines) {
        return "m="
                + media
                + "\na=ice-ufrag:abcd\na=ice-pwd:0123456789012345678901\n"
                + "a=fingerprint:sha-256 AB"
                + ":CD".repeat(31)
                + "\na=setup:actpass\na=rtcp-mux\na=mid:"
                + mid
                + "\n"
                + String.join("\n", lines)
                + (lines.length == 0 ? "" : "\n");
    }

    private static String offer(String session, String... sections) {
        return "v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\n" + session + String.join("", sections);
    }

    private static MediaDescription answer(Negotiator end, String offer) {
        end.setRemoteDescription(RtcSdpType.OFFER, offer);
        return Ends.parse(end.createAnswer(OfferSettings.defaults())).media().get(0);
    }

    private static Optional<String> fmtp(MediaDescription media, String format) {
        return media.attributes().all(Fmtp.class).stream()
                .filter(f -> f.format().equals(format))
                .map(Fmtp::parameters)
                .findFirst();
    }

    @Test // RFC 2198, section 5
    void anOfferOfRedNamesTheCodecOfItsBlocks() {
        Negotiator end = end(red(), RtcRtpCodecCapability.of("audio/opus"));
        end.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        MediaDescription audio =
                Ends.parse(end.createOffer(OfferSettings.defaults())).media().get(0);
        String opus = audio.formats().get(1);
        assertEquals(Optional.of(opus + "/" + opus), fmtp(audio, audio.formats().get(0)));
    }

    @Test
    void redWithoutItsCodecIsNotOffered() {
        Negotiator end = end(red(), RtcRtpCodecCapability.of("audio/PCMU"));
        end.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        MediaDescription audio =
                Ends.parse(end.createOffer(OfferSettings.defaults())).media().get(0);
        assertEquals(1, audio.formats().size());
    }

    @Test
    void redIsAnsweredAsChromiumOfferedIt() {
        String offer = BrowserSdp.read("chromium156-offer-audio-red-preferred.sdp");
        MediaDescription audio = answer(end(red(), RtcRtpCodecCapability.of("audio/opus")), offer);
        assertEquals(List.of("63", "111"), audio.formats());
        assertEquals(Optional.of("111/111"), fmtp(audio, "63"));
        // Without red at our end it is left out, and the call is as any other.
        assertEquals(
                List.of("111"),
                answer(end(RtcRtpCodecCapability.of("audio/opus")), offer).formats());
    }

    @Test
    void redOfACodecThatIsNotAnsweredIsLeftOut() {
        MediaDescription audio =
                answer(
                        end(red(), RtcRtpCodecCapability.of("audio/opus")),
                        offer(
                                "",
                                section(
                                        "audio 9 UDP/TLS/RTP/SAVPF 63 111 96",
                                        "0",
                                        "a=rtpmap:63 red/48000/2",
                                        "a=fmtp:63 96/111",
                                        "a=rtpmap:111 opus/48000/2",
                                        "a=rtpmap:96 other/48000/2")));
        assertEquals(List.of("111"), audio.formats());
    }

    @ParameterizedTest // RFC 7798, section 7.2.2
    @CsvSource({"156, 120", "120, 120", "93, 93", "'', 93"})
    void theLevelOfH265IsNotAboveTheOffers(String offered, String answered) {
        String fmtp = "a=fmtp:96 profile-id=1" + (offered.isEmpty() ? "" : ";level-id=" + offered);
        MediaDescription video =
                answer(
                        end(
                                new RtcRtpCodecCapability(
                                        "video/H265", 90_000, 0, "profile-id=1;level-id=120")),
                        offer(
                                "",
                                section(
                                        "video 9 UDP/TLS/RTP/SAVPF 96",
                                        "0",
                                        "a=rtpmap:96 H265/90000",
                                        fmtp)));
        assertEquals(Optional.of("profile-id=1;level-id=" + answered), fmtp(video, "96"));
    }

    @ParameterizedTest // RFC 6184, section 8.1: level 1b is below 1.1 and has two spellings
    @CsvSource({
        "42e01f, 42f00b, 42f00b",
        "42e00a, 42f00b, 42e00a",
        "42f00b, 42e00b, 42f00b",
        "64000b, 640009, 640009",
        "640009, 64000b, 640009",
        "42e01f, 42e00b, 42e00b"
    })
    void level1bLiesBetweenOneAndOneDotOne(String own, String offered, String answered) {
        MediaDescription video =
                answer(
                        end(
                                new RtcRtpCodecCapability(
                                        "video/H264", 90_000, 0, "profile-level-id=" + own)),
                        offer(
                                "",
                                section(
                                        "video 9 UDP/TLS/RTP/SAVPF 96",
                                        "0",
                                        "a=rtpmap:96 H264/90000",
                                        "a=fmtp:96 profile-level-id=" + offered)));
        assertEquals(
                Optional.of("packetization-mode=0;profile-level-id=" + answered),
                fmtp(video, "96"));
    }

    @ParameterizedTest // RFC 8285, section 6
    @ValueSource(booleans = {true, false})
    void largeIdentifiersNeedMixedHeaders(boolean mixed) {
        MediaDescription video =
                answer(
                        Ends.end(1),
                        offer(
                                mixed ? "a=extmap-allow-mixed\n" : "",
                                section(
                                        "video 9 UDP/TLS/RTP/SAVPF 96",
                                        "0",
                                        "a=rtpmap:96 VP8/90000",
                                        "a=extmap:14 " + RtcMediaEngine.EXTENSION_MID,
                                        "a=extmap:16 " + RtcMediaEngine.EXTENSION_TRANSPORT_CC,
                                        "a=extmap:4096 "
                                                + RtcMediaEngine.EXTENSION_ABS_SEND_TIME)));
        List<Integer> ids = video.attributes().all(ExtMap.class).stream().map(ExtMap::id).toList();
        assertEquals(mixed ? List.of(14, 16) : List.of(14), ids);
    }

    @Test // RFC 9143, section 9.1
    void aPayloadTypeIsOneCodecInABundleGroup() {
        String audio = section("audio 9 UDP/TLS/RTP/SAVPF 96", "0", "a=rtpmap:96 opus/48000/2");
        String video = section("video 9 UDP/TLS/RTP/SAVPF 96", "1", "a=rtpmap:96 VP8/90000");
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () ->
                        Ends.end(1)
                                .setRemoteDescription(
                                        RtcSdpType.OFFER,
                                        offer("a=group:BUNDLE 0 1\n", audio, video)));
        Negotiator apart = Ends.end(1);
        apart.setRemoteDescription(RtcSdpType.OFFER, offer("", audio, video));
        assertEquals(2, apart.setLocalDescription(RtcSdpType.ANSWER, "").transports().size());
    }

    @Test // RFC 9143, section 9.1
    void anIdentifierIsOneExtensionInABundleGroup() {
        String one =
                section(
                        "video 9 UDP/TLS/RTP/SAVPF 96",
                        "0",
                        "a=rtpmap:96 VP8/90000",
                        "a=extmap:1 " + RtcMediaEngine.EXTENSION_MID);
        String two = one.replace("a=mid:0", "a=mid:1").replace("sdes:mid", "toffset");
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () ->
                        Ends.end(1)
                                .setRemoteDescription(
                                        RtcSdpType.OFFER, offer("a=group:BUNDLE 0 1\n", one, two)));
        Ends.end(1).setRemoteDescription(RtcSdpType.OFFER, offer("", one, two));
    }

    @Test // what nobody here can repair with is left out of the answer, in its place nothing
    void forwardErrorCorrectionIsTolerated() {
        MediaDescription video =
                answer(
                        Ends.end(1),
                        offer(
                                "",
                                section(
                                        "video 9 UDP/TLS/RTP/SAVPF 96 97 116 117 118 119",
                                        "0",
                                        "a=rtpmap:96 VP8/90000",
                                        "a=rtpmap:97 rtx/90000",
                                        "a=fmtp:97 apt=96;rtx-time=3000",
                                        "a=rtpmap:116 red/90000",
                                        "a=rtpmap:117 rtx/90000",
                                        "a=fmtp:117 apt=116",
                                        "a=rtpmap:118 ulpfec/90000",
                                        "a=rtpmap:119 flexfec-03/90000",
                                        "a=fmtp:119 repair-window=10000000",
                                        "a=ssrc-group:FID 1 2",
                                        "a=ssrc-group:FEC-FR 1 3",
                                        "a=ssrc:1 cname:c",
                                        "a=ssrc:2 cname:c",
                                        "a=ssrc:3 cname:c")));
        assertEquals(List.of("96", "97"), video.formats());
        assertTrue(fmtp(video, "97").orElseThrow().startsWith("apt=96"));
    }

    @Test
    void onlyTheMediaSourceIsExpected() {
        Negotiator end = Ends.end(1);
        answer(
                end,
                offer(
                        "",
                        section(
                                "video 9 UDP/TLS/RTP/SAVPF 96 97",
                                "0",
                                "a=rtpmap:96 VP8/90000",
                                "a=rtpmap:97 rtx/90000",
                                "a=fmtp:97 apt=96",
                                "a=ssrc-group:FID 1 2",
                                "a=ssrc-group:FEC-FR 1 3",
                                "a=ssrc:1 cname:c",
                                "a=ssrc:2 cname:c",
                                "a=ssrc:3 cname:c")));
        end.setLocalDescription(RtcSdpType.ANSWER, "");
        List<ReceiveParameters.Source> sources =
                end.transceivers().get(0).receiveParameters().sources();
        assertEquals(1, sources.size());
        assertEquals(1, sources.get(0).ssrc());
        assertEquals(2, sources.get(0).rtxSsrc().getAsLong());
    }
}
