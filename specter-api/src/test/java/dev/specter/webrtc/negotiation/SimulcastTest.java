package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.attribute.Rid;
import dev.specter.sdp.attribute.Simulcast;
import dev.specter.sdp.attribute.Ssrc;
import dev.specter.webrtc.RtcMediaEngine;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

/** Simulcast in descriptions (RFC 8853, RFC 8851; webrtc-pc, section 4.4.1.5). */
class SimulcastTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    private static MediaDescription section(String sdp) {
        return Ends.parse(sdp).media().get(0);
    }

    private static String simulcast(MediaDescription media) {
        return media.attributes()
                .first(Simulcast.class)
                .flatMap(Simulcast::attributeValue)
                .orElse("none");
    }

    @Test // RFC 9429, section 5.2.1; RFC 8853, section 5.1
    void anOfferNamesEveryEncodingAndAnAnswerTakesThem() {
        Transceiver video = Ends.addLayers(a, "q", "h", "f");
        Ends.Exchange exchange = Ends.exchange(a, b);
        MediaDescription offer = section(exchange.offer());
        assertEquals("send q;h;f", simulcast(offer));
        assertEquals(
                List.of("q send", "h send", "f send"),
                offer.attributes().all(Rid.class).stream()
                        .map(r -> r.attributeValue().orElseThrow())
                        .toList());
        assertFalse(offer.attributes().has(Ssrc.class), "streams are told apart by rid");
        assertEquals("recv q;h;f", simulcast(section(exchange.answer())));
        assertEquals(List.of("q", "h", "f"), video.sendParameters().rids());
        assertEquals(List.of("q", "h", "f"), b.transceivers().get(0).remoteRids());
        assertEquals(3, video.sendEncodings().stream().map(SendEncoding::ssrc).distinct().count());
        // RFC 9429, section 5.2.2: the lines stay the same.
        assertEquals("send q;h;f", simulcast(section(Ends.exchange(a, b).offer())));
    }

    @Test // the direction does not allow it for a while, and nobody has refused it
    void aHeldSectionKeepsItsEncodings() {
        Transceiver video = Ends.addLayers(a, "q", "f");
        Ends.exchange(a, b);
        b.setDirection(b.transceivers().get(0), RtcRtpTransceiverDirection.INACTIVE);
        assertEquals("none", simulcast(section(Ends.exchange(b, a).offer())));
        assertEquals(List.of("q", "f"), Ends.rids(video));
        b.setDirection(b.transceivers().get(0), RtcRtpTransceiverDirection.RECVONLY);
        assertEquals("send q;f", simulcast(section(Ends.exchange(a, b).offer())));
        assertEquals(List.of("q", "f"), video.sendParameters().rids());
    }

    @Test // an answer that is missing all layers: only the first encoding stays
    void aPeerWithoutSimulcastGetsTheFirstEncoding() {
        Transceiver video = Ends.addLayers(a, "q", "h", "f");
        long first = video.sendEncodings().get(0).ssrc();
        a.setLocalDescription(RtcSdpType.OFFER, "");
        b.setRemoteDescription(RtcSdpType.OFFER, a.localDescription().orElseThrow().sdp());
        b.setLocalDescription(RtcSdpType.ANSWER, "");
        String answer =
                b.localDescription().orElseThrow().sdp().replaceAll("a=(rid|simulcast):.*\r\n", "");
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(List.of("q"), Ends.rids(video));
        assertEquals(first, video.sendEncodings().get(0).ssrc());
        MediaDescription next = section(a.createOffer(OfferSettings.defaults()));
        assertEquals("none", simulcast(next));
        assertEquals(first, next.attributes().all(Ssrc.class).get(0).ssrc());
    }

    @Test // an answer that is missing some layers: the others stay
    void layersThatTheAnswerLeavesOutGo() {
        Transceiver video = Ends.addLayers(a, "q", "h", "f");
        a.setLocalDescription(RtcSdpType.OFFER, "");
        b.setRemoteDescription(RtcSdpType.OFFER, a.localDescription().orElseThrow().sdp());
        b.setLocalDescription(RtcSdpType.ANSWER, "");
        String answer =
                b.localDescription()
                        .orElseThrow()
                        .sdp()
                        .replace("a=rid:h recv\r\n", "")
                        .replace("recv q;h;f", "recv f;q");
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(List.of("q", "f"), Ends.rids(video));
    }

    @Test
    void withoutTheHeaderExtensionThereIsOneEncoding() {
        Negotiator plain =
                Ends.end(
                        3,
                        o ->
                                o.withMediaEngine(
                                        RtcMediaEngine.builder().registerDefaultCodecs().build()));
        Transceiver video = Ends.addLayers(a, "q", "f");
        Ends.Exchange exchange = Ends.exchange(a, plain);
        assertEquals("none", simulcast(section(exchange.answer())));
        assertEquals(List.of("q"), Ends.rids(video));
        assertTrue(plain.transceivers().get(0).remoteRids().isEmpty());
        Transceiver theirs = Ends.addLayers(plain, "x", "y");
        assertEquals("none", simulcast(Ends.parse(Ends.exchange(plain, a).offer()).media().get(1)));
        assertEquals(List.of("x", "y"), Ends.rids(theirs), "nobody was asked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium156", "firefox153"})
    void layersOfABrowserAreAccepted(String browser) {
        String offer = BrowserSdp.read(browser + "-offer-video-simulcast-3-rids.sdp");
        Outcome outcome = a.setRemoteDescription(RtcSdpType.OFFER, offer);
        Transceiver video = outcome.addedTransceivers().get(0);
        assertEquals(List.of("h", "m", "l"), video.remoteRids(), "known with the track event");
        a.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals("recv h;m;l", simulcast(section(a.localDescription().orElseThrow().sdp())));
        assertEquals(List.of("h", "m", "l"), video.receiveParameters().rids());
        assertEquals(List.of("h", "m", "l"), video.remoteRids());
        assertTrue(Ends.rids(video).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium156", "firefox153"})
    void aBrowserRefusesOurLayers(String browser) {
        Transceiver video = Ends.addLayers(a, "h", "m", "l");
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        String answer = BrowserSdp.read(browser + "-answer-video-simulcast-3-rids.sdp");
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(1, video.sendEncodings().size());
    }

    /** What a server that wants to receive offers. */
    private static String offerToReceive(String rids, String simulcast) {
        Negotiator server = Ends.end(9);
        server.addTransceiver(
                RtcMediaKind.VIDEO, RtcRtpTransceiverDirection.RECVONLY, SenderSettings.NONE);
        return server.createOffer(OfferSettings.defaults())
                + rids
                + "a=simulcast:"
                + simulcast
                + "\r\n";
    }

    @Test // first alternatives only, each name once, in the attribute's order
    void anOfferToReceiveSimulcastProposesEncodings() {
        a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        Transceiver video = a.transceivers().get(0);
        long ssrc = video.sendEncodings().get(0).ssrc();
        a.setRemoteDescription(
                RtcSdpType.OFFER,
                offerToReceive(
                        "a=rid:1 recv\r\na=rid:2 recv\r\na=rid:3 recv\r\n", "recv 3,1;2;2;3;9"));
        assertEquals(List.of("3", "2"), Ends.rids(video));
        assertEquals(ssrc, video.sendEncodings().get(0).ssrc());
        assertEquals(
                List.of(2.0, 1.0),
                video.sendEncodings().stream()
                        .map(e -> e.parameters().scaleResolutionDownBy().getAsDouble())
                        .toList());
        a.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals("send 3;2", simulcast(section(a.localDescription().orElseThrow().sdp())));
        assertEquals(List.of("3", "2"), video.sendParameters().rids());
    }

    @Test // webrtc-pc, section 4.4.1.5: [[LastStableRidlessSendEncodings]]
    void aRollbackTakesProposedEncodingsBack() {
        a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        Transceiver video = a.transceivers().get(0);
        List<SendEncoding> before = video.sendEncodings();
        a.setRemoteDescription(
                RtcSdpType.OFFER, offerToReceive("a=rid:1 recv\r\na=rid:2 recv\r\n", "recv 1;2"));
        assertEquals(List.of("1", "2"), Ends.rids(video));
        a.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(before, video.sendEncodings());
    }

    @Test
    void ridsThatTheSenderDoesNotHaveAreLeftOutOfTheAnswer() {
        Transceiver video = Ends.addLayers(a, "1", "2", "3");
        // Only addTrack's transceivers take an offered section; place it by an exchange first.
        Ends.exchange(a, b);
        b.setDirection(b.transceivers().get(0), RtcRtpTransceiverDirection.RECVONLY);
        String offer = b.createOffer(OfferSettings.defaults());
        a.setRemoteDescription(
                RtcSdpType.OFFER,
                offer
                        + "a=rid:1 recv\r\na=rid:3 recv\r\na=rid:x recv\r\n"
                        + "a=simulcast:recv x;3;1\r\n");
        a.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals("send 3;1", simulcast(section(a.localDescription().orElseThrow().sdp())));
        assertEquals(List.of("1", "3"), Ends.rids(video));
    }

    @Test // RFC 8851: a restriction to payload types that are not answered leaves nothing
    void restrictionsToPayloadTypesCount() {
        String offer =
                BrowserSdp.read("chromium156-offer-video-simulcast-3-rids.sdp")
                        .replace("a=rid:h send", "a=rid:h send pt=96;max-width=640")
                        .replace("a=rid:m send", "a=rid:m send pt=127")
                        .replace("a=rid:l send", "a=rid:l send max-fps=15");
        a.setRemoteDescription(RtcSdpType.OFFER, offer);
        MediaDescription answer = section(a.createAnswer(OfferSettings.defaults()));
        List<String> lines =
                answer.attributes().all(Rid.class).stream()
                        .map(r -> r.attributeValue().orElseThrow())
                        .toList();
        assertEquals("h recv pt=96;max-width=640", lines.get(0));
        assertEquals("l recv max-fps=15", lines.get(lines.size() - 1));
        assertEquals(Optional.empty(), lines.stream().filter(l -> l.startsWith("m ")).findFirst());
    }

    @Test
    void theEightFirstStreamsAreAccepted() {
        var rids = new StringBuilder();
        var names = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            rids.append("a=rid:r").append(i).append(" send\r\n");
            names.append(i == 0 ? "" : ";").append("r").append(i);
        }
        b.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        String offer = b.createOffer(OfferSettings.defaults());
        a.setRemoteDescription(
                RtcSdpType.OFFER, offer + rids + "a=simulcast:send " + names + "\r\n");
        assertEquals(8, a.transceivers().get(0).remoteRids().size());
    }
}
