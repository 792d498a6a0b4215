package dev.specter;

import static dev.specter.LifeCycleTest.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.SpecterException.Reason;
import dev.specter.SpecterMessage.Answer;
import dev.specter.SpecterMessage.AnswerError;
import dev.specter.SpecterMessage.CandidateError;
import dev.specter.SpecterMessage.ConnectionState;
import dev.specter.SpecterMessage.CurrentLocalDescription;
import dev.specter.SpecterMessage.CurrentRemoteDescription;
import dev.specter.SpecterMessage.DataChannelCreated;
import dev.specter.SpecterMessage.DataChannelError;
import dev.specter.SpecterMessage.IceCandidate;
import dev.specter.SpecterMessage.IceConnectionState;
import dev.specter.SpecterMessage.IceGatheringState;
import dev.specter.SpecterMessage.InvalidLocalDescription;
import dev.specter.SpecterMessage.InvalidRemoteDescription;
import dev.specter.SpecterMessage.LocalDescription;
import dev.specter.SpecterMessage.Offer;
import dev.specter.SpecterMessage.OfferError;
import dev.specter.SpecterMessage.Ok;
import dev.specter.SpecterMessage.Operation;
import dev.specter.SpecterMessage.PeerConnectionClosed;
import dev.specter.SpecterMessage.PeerConnectionError;
import dev.specter.SpecterMessage.PeerConnectionReady;
import dev.specter.SpecterMessage.PendingLocalDescription;
import dev.specter.SpecterMessage.PendingRemoteDescription;
import dev.specter.SpecterMessage.RemoteDescription;
import dev.specter.SpecterMessage.RtpSender;
import dev.specter.SpecterMessage.SignalingState;
import dev.specter.SpecterMessage.Stats;
import dev.specter.SpecterMessage.TrackError;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every call of the surface with its message on success and on failure. */
@Timeout(60)
class SurfaceIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the Elixir library's own suite has it: LF, no m-section, ICE at session level. */
    private static final String SESSION_LEVEL_OFFER =
            """
            v=0
            o=- 2927307686215094172 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=extmap-allow-mixed
            a=msid-semantic: WMS
            a=ice-ufrag:ZZZZ
            a=ice-pwd:AU/SQPupllyS0SDG/eRWDCfA
            a=fingerprint:sha-256 B7:D5:86:B0:92:C6:A6:03:80:C8:59:47:25:EC:FF:3F:57:F5:97:EF:76:B9:AA:14:B7:8C:C9:B3:4D:CA:1B:0A
            """;

    private final Party party = new Party();
    private final SpecterInbox inbox = party.inbox;
    private final PeerConnection pc = party.pc;

    @AfterEach
    void close() {
        party.close();
    }

    private static String json(String type, String sdp) {
        ObjectNode object = JSON.createObjectNode();
        return object.put("type", type).put("sdp", sdp).toString();
    }

    private static String sdp(String json) throws IOException {
        return JSON.readTree(json).get("sdp").textValue();
    }

    private static void assertDescription(String type, String json) throws IOException {
        JsonNode object = JSON.readTree(json);
        assertEquals(List.of("type", "sdp"), fieldNames(object), "exactly these two");
        assertEquals(type, object.get("type").textValue());
        assertTrue(object.get("sdp").textValue().startsWith("v=0\r\n"), json);
    }

    private static List<String> fieldNames(JsonNode object) {
        var names = new java.util.ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    // newPeerConnection

    @Test
    void newPeerConnectionIsReady() {
        PeerConnection another = party.specter.newPeerConnection(party.api);
        assertTrue(another.exists(), "good at once");
        inbox.receive(PeerConnectionReady.class, m -> m.pc().equals(another));
        assertTrue(another.exists());
        assertNotEquals(pc, another, "an api makes many");
        assertEquals(another, party.specter.peerConnection(another.id()));
        assertSame(another.rtc(), party.specter.peerConnection(another.id()).rtc());
    }

    // webrtc-pc, section 4.4.1.1: TURN wants credentials
    @Test
    void newPeerConnectionFails() {
        try (var specter = Specter.init(SpecterConfig.of("turn:192.0.2.1:3478"))) {
            PeerConnection failing = specter.newPeerConnection(Party.newApi(specter));
            SpecterInbox box = specter.inbox().orElseThrow();
            var error = box.receive(PeerConnectionError.class);
            assertEquals(failing, error.pc());
            assertTrue(error.reason().contains("credential"), error.reason());
            awaitGone(failing);
            assertRefused(Reason.NOT_FOUND, failing::createOffer);
        }
    }

    /** The handle goes right behind the message. */
    private static void awaitGone(PeerConnection failing) {
        while (failing.exists()) {
            Thread.onSpinWait();
        }
    }

    // close

    @Test
    void closeIsAnsweredAndTheHandleIsGoneAtOnce() {
        pc.close();
        assertFalse(pc.exists());
        assertRefused(Reason.NOT_FOUND, pc::close);
        assertRefused(Reason.NOT_FOUND, pc::connectionState);
        assertRefused(Reason.NOT_FOUND, pc::rtc);
        assertEquals(pc, inbox.receive(PeerConnectionClosed.class).pc());
    }

    // createOffer

    @Test
    void createOfferGivesAnOffer() throws IOException {
        pc.createOffer(OfferOptions.defaults());
        var offer = inbox.receive(Offer.class);
        assertEquals(pc, offer.pc());
        assertDescription("offer", offer.json());
        assertFalse(offer.json().contains("ice-ufrag"), "nothing to negotiate yet");
        assertFalse(offer.json().contains("webrtc-datachannel"));
    }

    @Test
    void createOfferHasTheDataChannel() throws IOException {
        String sdp = sdp(party.offerData());
        assertTrue(sdp.contains("a=ice-ufrag:"), sdp);
        assertTrue(sdp.contains("a=ice-pwd:"), sdp);
        assertTrue(sdp.contains("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"), sdp);
    }

    @Test
    void createOfferWithIceRestartFailsBeforeIceHasStarted() {
        pc.createDataChannel("data");
        pc.createOffer(OfferOptions.defaults().withIceRestart(true));
        var error = inbox.receive(OfferError.class);
        assertEquals(pc, error.pc());
        assertEquals("ICEAgent does not exist", error.reason());
    }

    @Test
    void createOfferWithIceRestartHasNewCredentials() throws IOException {
        String first = party.offerData();
        party.setLocal(first);
        pc.createOffer(OfferOptions.defaults().withIceRestart(true));
        String second = inbox.receive(Offer.class).json();
        assertNotEquals(line(first, "a=ice-ufrag:"), line(second, "a=ice-ufrag:"));
    }

    private static String line(String json, String start) throws IOException {
        return sdp(json).lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    }

    // webrtc-pc, section 4.4.2, createOffer: only in stable and have-local-offer
    @Test
    void createOfferFailsInTheWrongState() {
        party.setRemote(offerOfAnother());
        pc.createOffer();
        assertFalse(inbox.receive(OfferError.class).reason().isBlank());
    }

    // RFC 3389
    @Test
    void createOfferHasComfortNoiseOnlyWithVoiceActivityDetection() throws IOException {
        pc.addTrack(party.newTrack("audio"));
        assertFalse(sdp(party.offer()).contains(" CN/"), "default is without");
        pc.createOffer(OfferOptions.defaults().withVoiceActivityDetection(true));
        String with = sdp(inbox.receive(Offer.class).json());
        assertTrue(with.contains(" CN/8000"), with);
        String without = sdp(party.offer());
        assertFalse(without.contains(" CN/"), without);
    }

    // createAnswer

    @Test
    void createAnswerGivesAnAnswer() throws IOException {
        party.setRemote(offerOfAnother());
        pc.createAnswer(AnswerOptions.defaults());
        var answer = inbox.receive(Answer.class);
        assertEquals(pc, answer.pc());
        assertDescription("answer", answer.json());
    }

    @Test
    void createAnswerFailsWithoutAnOffer() {
        pc.createAnswer();
        var error = inbox.receive(AnswerError.class);
        assertEquals(pc, error.pc());
        assertFalse(error.reason().isBlank());
    }

    @Test
    void createAnswerHasComfortNoiseOnlyWithVoiceActivityDetection() throws IOException {
        try (var other = new Party()) {
            other.pc.addTrack(other.newTrack("audio"));
            other.pc.createOffer(OfferOptions.defaults().withVoiceActivityDetection(true));
            party.setRemote(other.inbox.receive(Offer.class).json());
        }
        pc.createAnswer(new AnswerOptions(true));
        assertTrue(sdp(inbox.receive(Answer.class).json()).contains(" CN/8000"));
        assertFalse(sdp(party.answer()).contains(" CN/"));
    }

    // setLocalDescription

    @Test
    void setLocalDescriptionIsOk() {
        pc.setLocalDescription(party.offer());
        assertEquals(new Ok(pc, Operation.SET_LOCAL_DESCRIPTION), inbox.receive(Ok.class));
    }

    @Test
    void setLocalDescriptionTellsTheFirstBadLine() {
        pc.setLocalDescription(json("offer", "derp"));
        assertEquals(
                new InvalidLocalDescription(pc, "SdpInvalidSyntax: derp"),
                inbox.receive(InvalidLocalDescription.class));
    }

    // webrtc-pc, section 4.4.1.5: not what createOffer made
    @Test
    void setLocalDescriptionFailsForAnotherText() {
        pc.setLocalDescription(offerOfAnother());
        var error = inbox.receive(InvalidLocalDescription.class);
        assertEquals(pc, error.pc());
        assertFalse(error.reason().isBlank());
    }

    @Test
    void setLocalDescriptionRefusesWhatIsNoDescription() {
        assertRefused(Reason.INVALID_JSON, () -> pc.setLocalDescription("{blah:"));
        assertRefused(Reason.INVALID_JSON, () -> pc.setLocalDescription(""));
        assertRefused(Reason.INVALID_JSON, () -> pc.setLocalDescription("[]"));
        assertRefused(Reason.INVALID_JSON, () -> pc.setLocalDescription("{\"sdp\":\"v=0\"}"));
        assertRefused(Reason.INVALID_JSON, () -> pc.setLocalDescription(json("derp", "v=0")));
    }

    // setRemoteDescription

    @Test
    void setRemoteDescriptionIsOk() {
        pc.setRemoteDescription(offerOfAnother());
        assertEquals(new Ok(pc, Operation.SET_REMOTE_DESCRIPTION), inbox.receive(Ok.class));
    }

    @Test
    void setRemoteDescriptionTakesAnOfferWithLfAndNoMediaSection() throws IOException {
        String offer = json("offer", SESSION_LEVEL_OFFER);
        party.setRemote(offer);
        pc.remoteDescription();
        assertEquals(Optional.of(offer), inbox.receive(RemoteDescription.class).json());
        assertDescription("answer", party.answer());
    }

    @Test
    void setRemoteDescriptionTellsTheFirstBadLine() {
        pc.setRemoteDescription(json("offer", "Hello world"));
        assertEquals(
                new InvalidRemoteDescription(pc, "SdpInvalidSyntax: Hello world"),
                inbox.receive(InvalidRemoteDescription.class));
        pc.setRemoteDescription(json("offer", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nnonsense\r\n"));
        assertEquals(
                "SdpInvalidSyntax: nonsense",
                inbox.receive(InvalidRemoteDescription.class).reason());
    }

    @Test
    void setRemoteDescriptionTellsBadSyntaxBeforeTheWrongState() {
        pc.setRemoteDescription(json("answer", "Hello world"));
        assertEquals(
                "SdpInvalidSyntax: Hello world",
                inbox.receive(InvalidRemoteDescription.class).reason());
    }

    // webrtc-pc, section 4.4.1.5: an answer without an offer
    @Test
    void setRemoteDescriptionFailsInTheWrongState() throws IOException {
        pc.setRemoteDescription(json("answer", sdp(offerOfAnother())));
        var error = inbox.receive(InvalidRemoteDescription.class);
        assertEquals(pc, error.pc());
        assertFalse(error.reason().startsWith("SdpInvalidSyntax"), error.reason());
    }

    @Test
    void setRemoteDescriptionRefusesWhatIsNoDescription() {
        assertRefused(
                Reason.INVALID_JSON, () -> pc.setRemoteDescription("{\"type:\"offer\",\"sd}"));
    }

    // addIceCandidate

    @Test
    void addIceCandidateIsOk() {
        try (var other = new Party()) {
            String offer = other.offerData();
            other.setLocal(offer);
            party.setRemote(offer);
            pc.addIceCandidate(other.inbox.receive(IceCandidate.class).json());
            assertEquals(new Ok(pc, Operation.ADD_ICE_CANDIDATE), okBut(offer));
        }
    }

    private Ok okBut(String unused) {
        return inbox.receive(Ok.class, m -> m.operation() == Operation.ADD_ICE_CANDIDATE);
    }

    @Test
    void addIceCandidateFailsBeforeTheRemoteDescription() {
        party.setLocal(party.offerData());
        pc.addIceCandidate(inbox.receive(IceCandidate.class).json());
        assertEquals(
                new CandidateError(pc, "remote description is not set"),
                inbox.receive(CandidateError.class));
    }

    @Test
    void addIceCandidateFailsForAMalformedCandidate() {
        party.setRemote(offerOfAnother());
        pc.addIceCandidate("{\"candidate\":\"candidate:nonsense\",\"sdp_mid\":\"0\"}");
        assertFalse(inbox.receive(CandidateError.class).reason().isBlank());
    }

    @Test
    void addIceCandidateRefusesWhatIsNoCandidate() {
        assertRefused(Reason.INVALID_JSON, () -> pc.addIceCandidate(""));
        assertRefused(Reason.INVALID_JSON, () -> pc.addIceCandidate("candidate:1 1 udp"));
        assertRefused(
                Reason.INVALID_JSON,
                () -> pc.addIceCandidate("{\"candidate\":\"\",\"sdpMLineIndex\":65536}"));
    }

    // Unsolicited: IceCandidate

    @Test
    void iceCandidatesComeInBothSpellings() throws IOException {
        party.setLocal(party.offerData());
        var candidate = inbox.receive(IceCandidate.class);
        assertEquals(pc, candidate.pc());
        JsonNode object = JSON.readTree(candidate.json());
        assertTrue(object.get("candidate").textValue().startsWith("candidate:"));
        assertEquals(object.get("sdpMid"), object.get("sdp_mid"));
        assertEquals(object.get("sdpMLineIndex"), object.get("sdp_mline_index"));
        assertEquals(object.get("usernameFragment"), object.get("username_fragment"));
    }

    // addTrack, removeTrack

    @Test
    void addTrackGivesASender() throws IOException {
        TrackLocalStaticSample track = party.newTrack("video/H264");
        pc.addTrack(track);
        var sender = inbox.receive(RtpSender.class);
        assertEquals(pc, sender.pc());
        assertEquals(track, sender.track());
        String offer = sdp(party.offer());
        assertTrue(offer.contains("m=video "), offer);
        assertTrue(offer.contains("msid:stream track"), offer);

        pc.removeTrack(sender.senderId());
        assertEquals(new Ok(pc, Operation.REMOVE_TRACK), inbox.receive(Ok.class));
        assertRefused(Reason.INVALID_TRACK, () -> pc.removeTrack(sender.senderId()));
    }

    @Test
    void addTrackTakesABareKind() throws IOException {
        pc.addTrack(party.newTrack("audio"));
        inbox.receive(RtpSender.class);
        assertTrue(sdp(party.offer()).contains("m=audio "));
    }

    // webrtc-pc, section 5.1, addTrack: a sender has it already
    @Test
    void addTrackFailsForATrackThatIsSentAlready() {
        TrackLocalStaticSample track = party.newTrack("video/VP8");
        pc.addTrack(track);
        pc.addTrack(track);
        var error = inbox.receive(TrackError.class);
        assertEquals(pc, error.pc());
        assertEquals(track, error.track());
        assertFalse(error.reason().isBlank());
        assertEquals(track, inbox.receive(RtpSender.class).track());
    }

    @Test
    void addTrackRefusesWhatIsNoTrackHere() {
        var unknown = party.specter.track(UUID.randomUUID());
        assertRefused(Reason.INVALID_TRACK, () -> pc.addTrack(unknown));
        assertRefused(Reason.INVALID_TRACK, () -> pc.removeTrack(UUID.randomUUID()));
        try (var other = Specter.init(SpecterConfig.of())) {
            var foreign =
                    TrackLocalStaticSample.create(other, RtpCodecCapability.of("audio"), "a", "b");
            assertRefused(Reason.INVALID_TRACK, () -> pc.addTrack(foreign));
        }
    }

    // createDataChannel

    @Test
    void createDataChannelGivesAChannel() {
        pc.createDataChannel("data");
        var created = inbox.receive(DataChannelCreated.class);
        assertEquals(pc, created.pc());
        assertEquals("data", created.label());
        assertTrue(created.channel().exists());
        DataChannel again = party.specter.dataChannel(created.channel().id());
        assertEquals(created.channel(), again);
        assertEquals("data", again.rtc().label());
        pc.close();
        assertFalse(again.exists());
        assertRefused(Reason.NOT_FOUND, again::rtc);
    }

    @Test
    void createDataChannelFailsForALabelTooLong() {
        pc.createDataChannel("x".repeat(65_536));
        var error = inbox.receive(DataChannelError.class);
        assertEquals(pc, error.pc());
        assertFalse(error.reason().isBlank());
    }

    @Test
    void sendDataFailsWhileTheChannelIsNotOpen() {
        pc.createDataChannel("data");
        DataChannel channel = inbox.receive(DataChannelCreated.class).channel();
        pc.sendData(channel, "too early");
        assertEquals(pc, inbox.receive(DataChannelError.class).pc());
    }

    @Test
    void sendDataRefusesAChannelOfAnotherConnection() {
        pc.createDataChannel("data");
        DataChannel channel = inbox.receive(DataChannelCreated.class).channel();
        PeerConnection another = party.newPeerConnection();
        assertRefused(Reason.NOT_FOUND, () -> another.sendData(channel, "text"));
        var unknown = party.specter.dataChannel(UUID.randomUUID());
        assertRefused(Reason.NOT_FOUND, () -> pc.sendData(unknown, new byte[1]));
    }

    // The descriptions

    @Test
    void localDescriptionIsWhatWasSet() {
        pc.localDescription();
        assertEquals(
                new LocalDescription(pc, Optional.empty()), inbox.receive(LocalDescription.class));
        String offer = party.offer();
        party.setLocal(offer);
        pc.localDescription();
        assertEquals(
                new LocalDescription(pc, Optional.of(offer)),
                inbox.receive(LocalDescription.class));
    }

    @Test
    void pendingLocalDescriptionIsWhatWasSet() {
        pc.pendingLocalDescription();
        assertEquals(
                new PendingLocalDescription(pc, Optional.empty()),
                inbox.receive(PendingLocalDescription.class));
        String offer = party.offer();
        party.setLocal(offer);
        pc.pendingLocalDescription();
        assertEquals(
                new PendingLocalDescription(pc, Optional.of(offer)),
                inbox.receive(PendingLocalDescription.class));
    }

    @Test
    void currentLocalDescriptionIsThereWhenNegotiated() {
        pc.currentLocalDescription();
        assertEquals(
                new CurrentLocalDescription(pc, Optional.empty()),
                inbox.receive(CurrentLocalDescription.class));
        party.setRemote(json("offer", SESSION_LEVEL_OFFER));
        String answer = party.answer();
        party.setLocal(answer);
        pc.currentLocalDescription();
        assertEquals(
                new CurrentLocalDescription(pc, Optional.of(answer)),
                inbox.receive(CurrentLocalDescription.class));
    }

    @Test
    void remoteDescriptionIsWhatWasSet() {
        pc.remoteDescription();
        assertEquals(
                new RemoteDescription(pc, Optional.empty()),
                inbox.receive(RemoteDescription.class));
        String offer = offerOfAnother();
        party.setRemote(offer);
        pc.remoteDescription();
        assertEquals(
                new RemoteDescription(pc, Optional.of(offer)),
                inbox.receive(RemoteDescription.class));
    }

    @Test
    void pendingRemoteDescriptionIsWhatWasSet() {
        pc.pendingRemoteDescription();
        assertEquals(
                new PendingRemoteDescription(pc, Optional.empty()),
                inbox.receive(PendingRemoteDescription.class));
        String offer = offerOfAnother();
        party.setRemote(offer);
        pc.pendingRemoteDescription();
        assertEquals(
                new PendingRemoteDescription(pc, Optional.of(offer)),
                inbox.receive(PendingRemoteDescription.class));
    }

    @Test
    void currentRemoteDescriptionIsThereWhenNegotiated() {
        pc.currentRemoteDescription();
        assertEquals(
                new CurrentRemoteDescription(pc, Optional.empty()),
                inbox.receive(CurrentRemoteDescription.class));
        String offer = json("offer", SESSION_LEVEL_OFFER);
        party.setRemote(offer);
        party.setLocal(party.answer());
        pc.currentRemoteDescription();
        assertEquals(
                new CurrentRemoteDescription(pc, Optional.of(offer)),
                inbox.receive(CurrentRemoteDescription.class));
    }

    // The states

    @Test
    void connectionStateIsNewAtFirst() {
        pc.connectionState();
        assertEquals(
                new ConnectionState(pc, ConnectionState.State.NEW),
                inbox.receive(ConnectionState.class));
    }

    @Test
    void iceConnectionStateIsNewAtFirst() {
        pc.iceConnectionState();
        assertEquals(
                new IceConnectionState(pc, IceConnectionState.State.NEW),
                inbox.receive(IceConnectionState.class));
    }

    @Test
    void iceGatheringStateIsNewAtFirst() {
        pc.iceGatheringState();
        assertEquals(
                new IceGatheringState(pc, IceGatheringState.State.NEW),
                inbox.receive(IceGatheringState.class));
    }

    @Test
    void signalingStateFollowsTheNegotiation() {
        pc.signalingState();
        assertEquals(
                new SignalingState(pc, SignalingState.State.STABLE),
                inbox.receive(SignalingState.class));
        party.setLocal(party.offer());
        pc.signalingState();
        assertEquals(
                SignalingState.State.HAVE_LOCAL_OFFER, inbox.receive(SignalingState.class).state());
    }

    // getStats

    @Test
    void getStatsGivesTheConnectionAmongOthers() throws IOException {
        pc.createDataChannel("data");
        pc.getStats();
        var stats = inbox.receive(Stats.class);
        assertEquals(pc, stats.pc());
        boolean found = false;
        for (JsonNode object : JSON.readTree(stats.json())) {
            found |= object.get("type").textValue().equals("peer-connection");
        }
        assertTrue(found, stats.json());
    }

    private static String offerOfAnother() {
        try (var other = new Party()) {
            return other.offerData();
        }
    }

    @Test
    void everyCallThrowsWhenTheHandleNamesNothing() {
        pc.close();
        var track = party.newTrack("audio");
        List<Runnable> calls =
                List.of(
                        pc::createOffer,
                        pc::createAnswer,
                        () -> pc.setLocalDescription("not JSON: the handle comes first"),
                        () -> pc.setRemoteDescription("not JSON"),
                        () -> pc.addIceCandidate("not JSON"),
                        () -> pc.addTrack(track),
                        () -> pc.removeTrack(UUID.randomUUID()),
                        () -> pc.createDataChannel("data"),
                        pc::localDescription,
                        pc::currentLocalDescription,
                        pc::pendingLocalDescription,
                        pc::remoteDescription,
                        pc::currentRemoteDescription,
                        pc::pendingRemoteDescription,
                        pc::connectionState,
                        pc::iceConnectionState,
                        pc::iceGatheringState,
                        pc::signalingState,
                        pc::getStats,
                        pc::gatheringComplete);
        for (Runnable call : calls) {
            assertEquals(
                    Reason.NOT_FOUND, assertThrows(SpecterException.class, call::run).reason());
        }
    }
}
