package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidate;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Candidates in descriptions and one by one. */
class CandidatesTest {
    private static final IceCandidate FIRST = IceCandidate.host("1", 2113937151, "192.0.2.1", 4000);
    private static final IceCandidate SECOND =
            IceCandidate.host("2", 2113937150, "192.0.2.2", 4001);
    private static final String LINE = "a=candidate:1 1 udp 2113937151 192.0.2.1 4000 typ host";

    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    @BeforeEach
    void bothHaveAudioAndData() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        a.requireData();
    }

    private static RtcIceCandidateInit init(String candidate, String mid) {
        return new RtcIceCandidateInit(
                candidate, Optional.ofNullable(mid), OptionalInt.empty(), Optional.empty());
    }

    @Test
    void theDescriptionIsUnchangedUntilACandidateComes() {
        String offer = a.createOffer(OfferSettings.defaults());
        Outcome outcome = a.setLocalDescription(RtcSdpType.OFFER, offer);
        assertEquals(offer, a.pendingLocalDescription().orElseThrow().sdp());
        TransportPlan audio = outcome.transports().get(0);
        TransportPlan data = outcome.transports().get(1);
        RtcIceCandidateInit signaled =
                a.addLocalCandidate(audio.id(), audio.localParameters().ufrag(), FIRST)
                        .orElseThrow();
        assertEquals(Optional.of("0"), signaled.sdpMid());
        assertEquals(OptionalInt.of(0), signaled.sdpMLineIndex());
        assertEquals(Optional.of(audio.localParameters().ufrag()), signaled.usernameFragment());
        assertEquals(
                LINE.substring(2) + " ufrag " + audio.localParameters().ufrag(),
                signaled.candidate());
        a.addLocalCandidate(data.id(), data.localParameters().ufrag(), SECOND);
        RtcIceCandidateInit end =
                a.endOfLocalCandidates(data.id(), data.localParameters().ufrag()).orElseThrow();
        assertEquals("", end.candidate());
        assertEquals(Optional.of("1"), end.sdpMid());
        var sections = Ends.parse(a.pendingLocalDescription().orElseThrow().sdp()).media();
        assertEquals(
                LINE.substring(2),
                sections.get(0)
                        .attributes()
                        .texts()
                        .get(sections.get(0).attributes().texts().size() - 1));
        var ofData = MediaSection.of(Ends.parse(a.localDescription().orElseThrow().sdp())).get(1);
        assertEquals(1, ofData.candidates().size());
        assertTrue(ofData.hasEndOfCandidates());
        assertTrue(a.addLocalCandidate(audio.id(), "gone", SECOND).isEmpty(), "an old generation");
    }

    @Test
    void candidatesBeforeTheAnswerWaitForTheTransport() {
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        assertTrue(b.addIceCandidate(init(LINE.substring(2), "0")).isEmpty());
        // That of a section which the answer will not tag is no use.
        assertTrue(
                b.addIceCandidate(init("candidate:9 1 udp 1 192.0.2.9 9 typ host", "1")).isEmpty());
        assertTrue(b.pendingRemoteDescription().orElseThrow().sdp().contains(LINE + "\r\n"));
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(List.of(FIRST), outcome.transports().get(0).remoteCandidates());
        List<RemoteCandidate> later =
                b.addIceCandidate(
                        init("candidate:2 1 udp 2113937150 192.0.2.2 4001 typ host", "0"));
        assertEquals(
                List.of(new RemoteCandidate(outcome.transports().get(0).id(), Optional.of(SECOND))),
                later);
        assertTrue(
                b.addIceCandidate(init("candidate:2 1 udp 2113937150 192.0.2.2 4001 typ host", "0"))
                        .isEmpty(),
                "handed on already");
        List<RemoteCandidate> end = b.addIceCandidate(init("", "0"));
        assertEquals(1, end.size());
        assertTrue(end.get(0).candidate().isEmpty());
        assertTrue(
                b.currentRemoteDescription()
                        .orElseThrow()
                        .sdp()
                        .contains("192.0.2.2 4001 typ host\r\na=end-of-candidates\r\n"));
    }

    @Test
    void theEndOfAllCandidatesNamesNoSection() {
        Ends.exchange(a, b);
        assertEquals(1, b.addIceCandidate(init("", null)).size());
    }

    @Test // webrtc-pc, section 4.4.2, addIceCandidate
    void candidatesThatFitNothingAreRefused() {
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> b.addIceCandidate(init(LINE.substring(2), "0")));
        Ends.assertFails(
                RtcErrorName.TYPE_ERROR, () -> b.addIceCandidate(init(LINE.substring(2), null)));
        Ends.exchange(a, b);
        Ends.assertFails(
                RtcErrorName.OPERATION_ERROR,
                () -> b.addIceCandidate(init(LINE.substring(2), "7")));
        Ends.assertFails(
                RtcErrorName.OPERATION_ERROR,
                () ->
                        b.addIceCandidate(
                                new RtcIceCandidateInit(
                                        LINE.substring(2),
                                        Optional.empty(),
                                        OptionalInt.of(2),
                                        Optional.empty())));
        Ends.assertFails(
                RtcErrorName.OPERATION_ERROR,
                () ->
                        b.addIceCandidate(
                                new RtcIceCandidateInit(
                                        LINE.substring(2),
                                        Optional.of("0"),
                                        OptionalInt.empty(),
                                        Optional.of("unknown"))));
        Ends.assertFails(
                RtcErrorName.OPERATION_ERROR, () -> b.addIceCandidate(init("nonsense", "0")));
    }

    @Test
    void whatIsWellFormedAndUnknownIsIgnored() {
        Ends.exchange(a, b);
        assertTrue(
                b.addIceCandidate(init("candidate:1 1 sctp 1 192.0.2.1 1 typ host", "0"))
                        .isEmpty());
        assertTrue(
                b.addIceCandidate(init("candidate:1 2 udp 1 192.0.2.1 1 typ host", "0")).isEmpty());
        assertTrue(
                b.addIceCandidate(init("candidate:1 1 udp 1 192.0.2.1 1 typ host ufrag old", "0"))
                        .isEmpty());
        assertFalse(
                b.addIceCandidate(
                                init("candidate:1 1 tcp 1 x.local 9 typ host tcptype active", "0"))
                        .isEmpty());
    }

    @Test
    void candidatesOfARestartBelongToTheNewGeneration() {
        Outcome first = Ends.exchange(a, b).localOffer();
        a.addLocalCandidate(
                first.transports().get(0).id(),
                first.transports().get(0).localParameters().ufrag(),
                FIRST);
        String offer = a.createOffer(OfferSettings.defaults().withIceRestart());
        assertFalse(offer.contains("a=candidate"), "the new generation has none yet");
        TransportPlan plan = a.setLocalDescription(RtcSdpType.OFFER, offer).transports().get(0);
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        a.addLocalCandidate(plan.id(), plan.localParameters().ufrag(), SECOND);
        assertTrue(a.pendingLocalDescription().orElseThrow().sdp().contains("192.0.2.2"));
        assertFalse(a.pendingLocalDescription().orElseThrow().sdp().contains("192.0.2.1"));
        assertTrue(a.currentLocalDescription().orElseThrow().sdp().contains("192.0.2.1"));
        assertTrue(
                b.addIceCandidate(init("candidate:2 1 udp 2113937150 192.0.2.2 4001 typ host", "0"))
                        .isEmpty(),
                "the generation has not started");
        Outcome answered = b.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(List.of(SECOND), answered.transports().get(0).remoteCandidates());
    }

    @Test // RFC 9429, section 5.2.2
    void laterOffersHaveTheCandidatesAndTheDefaultOne() {
        Outcome outcome = Ends.exchange(a, b).remoteAnswer();
        TransportPlan plan = outcome.transports().get(0);
        a.addLocalCandidate(plan.id(), plan.localParameters().ufrag(), FIRST);
        a.endOfLocalCandidates(plan.id(), plan.localParameters().ufrag());
        String offer = a.createOffer(OfferSettings.defaults());
        var audio = MediaSection.of(Ends.parse(offer)).get(0);
        assertEquals(4000, audio.media().port());
        assertEquals("192.0.2.1", audio.media().connections().get(0).address());
        assertEquals(1, audio.candidates().size());
        assertTrue(audio.hasEndOfCandidates());
        Outcome remote = b.setRemoteDescription(RtcSdpType.OFFER, offer);
        assertEquals(List.of(FIRST), remote.transports().get(0).remoteCandidates());
        assertTrue(remote.transports().get(0).endOfRemoteCandidates());
    }

    @Test
    void trickleIsWhatThePeerSays() {
        assertTrue(b.canTrickleIceCandidates().isEmpty());
        String offer = a.createOffer(OfferSettings.defaults());
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        assertEquals(Optional.of(true), b.canTrickleIceCandidates());
        Negotiator c = Ends.end(3);
        c.setRemoteDescription(
                RtcSdpType.OFFER, offer.replace("a=ice-options:trickle ice2\r\n", ""));
        assertEquals(Optional.of(false), c.canTrickleIceCandidates());
    }

    @Test
    void heldCandidatesAreBounded() {
        b.setRemoteDescription(RtcSdpType.OFFER, a.createOffer(OfferSettings.defaults()));
        for (int i = 0; i < 1_000; i++) {
            b.addIceCandidate(init("candidate:1 1 udp 1 192.0.2.1 " + i + " typ host", "0"));
        }
        String described = b.pendingRemoteDescription().orElseThrow().sdp();
        assertEquals(512, described.split("a=candidate", -1).length - 1);
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(100, outcome.transports().get(0).remoteCandidates().size());
    }

    @Test
    void textKeepsItsLineEnds() {
        var text = new DescriptionText("v=0\nm=audio 9 x 0\na=1\nm=video 9 x 0\na=2");
        text.add(0, "a=c");
        text.add(1, "a=d");
        text.add(1, "a=d");
        text.add(2, "a=e");
        assertEquals("v=0\nm=audio 9 x 0\na=1\na=c\nm=video 9 x 0\na=2\na=d\n", text.toString());
        assertEquals("v=0\nm=audio 9 x 0\na=1\nm=video 9 x 0\na=2", text.original());
        var crlf = new DescriptionText("v=0\r\nm=audio 9 x 0\r\n\r\n");
        assertEquals("v=0\r\nm=audio 9 x 0\r\n\r\n", crlf.toString());
        crlf.add(0, "a=c");
        assertEquals("v=0\r\nm=audio 9 x 0\r\na=c\r\n\r\n", crlf.toString());
        assertEquals("v=0\r\nm=audio 9 x 0\r\n\r\n", crlf.original());
        assertEquals("v=0\r\n", new DescriptionText("v=0\r\n").toString());
    }

    @Test // webrtc-pc, section 4.4.2, addIceCandidate: late ones are no error, unknown ones are
    void candidatesOfAGenerationThatHasEndedAreIgnored() {
        String before = Ends.exchange(a, b).offer();
        String ufrag =
                Ends.parse(before).media().get(0).attributes().texts().stream()
                        .filter(t -> t.startsWith("ice-ufrag:"))
                        .findFirst()
                        .orElseThrow()
                        .substring("ice-ufrag:".length());
        Ends.exchange(a, b, OfferSettings.defaults().withIceRestart());
        String description = b.remoteDescription().orElseThrow().sdp();
        for (String candidate : List.of(LINE.substring(2), "")) {
            assertTrue(b.addIceCandidate(ofGeneration(candidate, ufrag)).isEmpty());
        }
        assertEquals(description, b.remoteDescription().orElseThrow().sdp());
        Ends.assertFails(
                RtcErrorName.OPERATION_ERROR,
                () -> b.addIceCandidate(ofGeneration(LINE.substring(2), "never")));
    }

    private static RtcIceCandidateInit ofGeneration(String candidate, String ufrag) {
        return new RtcIceCandidateInit(
                candidate, Optional.of("0"), OptionalInt.empty(), Optional.of(ufrag));
    }
}
