package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** addIceCandidate (webrtc-pc, section 4.4.2), by its steps; nothing is connected. */
@Timeout(60)
class AddIceCandidateStepsTest extends Unconnected {
    private static final String HOST = "candidate:1 1 udp 2113929471 192.0.2.100 10100 typ host";
    private static final String OTHER = "candidate:2 1 udp 2113929470 192.0.2.101 10101 typ host";

    @BeforeEach
    void offer() {
        peer.addTransceiver(RtcMediaKind.AUDIO);
        peer.addTransceiver(RtcMediaKind.VIDEO);
        pc.setRemoteDescription(peer.createOffer().join()).join();
    }

    private static RtcIceCandidateInit init(String text, String mid, Integer index, String ufrag) {
        return new RtcIceCandidateInit(
                text,
                Optional.ofNullable(mid),
                index == null ? OptionalInt.empty() : OptionalInt.of(index),
                Optional.ofNullable(ufrag));
    }

    private CompletableFuture<Void> add(String text, String mid, Integer index, String ufrag) {
        return pc.addIceCandidate(init(text, mid, index, ufrag));
    }

    private static String section(Optional<RtcSessionDescription> description, int index) {
        return description.orElseThrow().sdp().split("\r\nm=")[index + 1] + "\r\n";
    }

    private String section(int index) {
        return section(pc.remoteDescription(), index);
    }

    private static String ufrag(String section) {
        return section.lines()
                .filter(l -> l.startsWith("a=ice-ufrag:"))
                .findFirst()
                .orElseThrow()
                .substring("a=ice-ufrag:".length());
    }

    @Test // before the chain: also of a connection that is closed or has no description
    void step3RefusesACandidateThatBelongsNowhere() {
        Events.assertFails(RtcErrorName.TYPE_ERROR, add(HOST, null, null, null));
        RtcPeerConnection without = webRtc.newPeerConnection();
        RtcIceCandidateInit nowhere = init(HOST, null, null, null);
        Events.assertFails(RtcErrorName.TYPE_ERROR, without.addIceCandidate(nowhere));
        without.close();
        Events.assertFails(RtcErrorName.TYPE_ERROR, without.addIceCandidate(nowhere));
    }

    @Test
    void step4ChainsTheRest() {
        RtcPeerConnection later = webRtc.newPeerConnection();
        RtcSessionDescription offer = peer.createOffer().join();
        var added = new AtomicReference<CompletableFuture<Void>>();
        CompletableFuture.runAsync(
                        () -> {
                            var unused = later.setRemoteDescription(offer);
                            added.set(later.addIceCandidate(init(HOST, "0", null, null)));
                        },
                        later.callbackExecutor())
                .join();
        added.get().join();
        assertTrue(section(later.remoteDescription(), 0).contains(HOST));
        later.close();
        Events.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                later.addIceCandidate(init(HOST, "0", null, null)));
    }

    @Test
    void step4Dot1NeedsARemoteDescription() {
        RtcPeerConnection without = webRtc.newPeerConnection();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, without.addIceCandidate());
    }

    @Test
    void step4Dot2RefusesAMidThatNoSectionHas() {
        Events.assertFails(RtcErrorName.OPERATION_ERROR, add(HOST, "none", 0, null));
    }

    @Test // nothing of the peer's gets into the description but as what it is
    void aCandidateIsOneLine() {
        for (String end :
                new String[] {"\r\na=injected", "\na=injected", "\ra=injected", " x \0"}) {
            Events.assertFails(RtcErrorName.OPERATION_ERROR, add(HOST + end, "0", null, null));
        }
        add(HOST + "\r\n", "0", null, null).join();
        assertTrue(section(0).contains(HOST + "\r\n"));
        assertFalse(section(0).contains("injected"));
    }

    @Test
    void step4Dot3LooksAtTheIndexWhereThereIsNoMid() {
        Events.assertFails(RtcErrorName.OPERATION_ERROR, add(HOST, null, 2, null));
        add(HOST, "0", 2, null).join();
        add(OTHER, null, 1, null).join();
        assertTrue(section(0).contains(HOST));
        assertTrue(section(1).contains(OTHER));
    }

    @Test
    void step4Dot4TakesOneOfATransceiverThatHasStopped() {
        RtcRtpTransceiver audio = pc.transceivers().get(0);
        audio.stop();
        pc.setLocalDescription().join();
        assertEquals(Optional.of(RtcRtpTransceiverDirection.STOPPED), audio.currentDirection());
        add(HOST, "0", null, null).join();
        add(OTHER, null, 0, null).join();
        add(HOST, "0", null, "none").join();
        add("nonsense", null, 0, null).join();
        assertFalse(section(0).contains("a=candidate"));
        assertFalse(pc.remoteDescription().orElseThrow().sdp().contains("nonsense"));
    }

    @Test
    void step4Dot4TakesOneOfAPlaceThatAnOfferOfOursUsesAgain() {
        pc.transceivers().get(0).stop();
        pc.setLocalDescription().join();
        RtcRtpTransceiver next = pc.addTransceiver(RtcMediaKind.AUDIO);
        pc.setLocalDescription().join();
        assertTrue(section(pc.localDescription(), 0).contains("a=mid:" + next.mid().orElseThrow()));
        add(HOST, "0", null, null).join();
        add(HOST, null, 0, null).join();
        assertFalse(section(0).contains("a=candidate"));
    }

    @Test
    void step4Dot5RefusesAFragmentThatItsSectionDoesNotHave() {
        Events.assertFails(RtcErrorName.OPERATION_ERROR, add(HOST, "0", 0, "none"));
        Events.assertFails(RtcErrorName.OPERATION_ERROR, add("", "0", 0, "none"));
        assertFalse(section(0).contains("a=candidate"));
    }

    @Test
    void step4Dot7EndsOneSectionOrAllOfThem() {
        add("", "0", null, null).join();
        assertTrue(section(0).contains("\r\na=end-of-candidates\r\n"));
        assertFalse(section(1).contains("a=end-of-candidates"));
        pc.addIceCandidate().join();
        assertTrue(section(1).contains("\r\na=end-of-candidates\r\n"));
    }

    @Test
    void step4Dot7Dot1RefusesWhatIsNoCandidate() {
        Events.assertFails(RtcErrorName.OPERATION_ERROR, add("nonsense", "0", null, null));
        Events.assertFails(
                RtcErrorName.OPERATION_ERROR, add(HOST.replace(" typ host", ""), "0", null, null));
        assertFalse(section(0).contains("a=candidate"));
    }

    @Test // which does not tell: it is taken like any other
    void step4Dot7Dot2TakesWhatIsProhibited() {
        add(HOST.replace("10100", "22"), "0", null, null).join();
    }

    @Test
    void steps4Dot7Dot2Dot2And4Dot7Dot2Dot3AddItToTheDescriptionsOfItsGeneration() {
        pc.setLocalDescription().join();
        String restart =
                peer.createOffer()
                        .join()
                        .sdp()
                        .replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:next")
                        .replaceAll("a=ice-pwd:.*", "a=ice-pwd:0123456789abcdef012345");
        pc.setRemoteDescription(RtcSessionDescription.offer(restart)).join();
        String before = ufrag(section(pc.currentRemoteDescription(), 0));
        assertNotEquals("next", before);
        add(HOST, "0", null, before).join();
        assertTrue(section(pc.currentRemoteDescription(), 0).contains(HOST));
        assertFalse(section(pc.pendingRemoteDescription(), 0).contains(HOST));
        add(OTHER, "0", null, null).join();
        assertTrue(section(pc.pendingRemoteDescription(), 0).contains(OTHER));
        assertFalse(section(pc.currentRemoteDescription(), 0).contains(OTHER));
    }

    @Test
    void steps4Dot7Dot2Dot2And4Dot7Dot2Dot3AddItToBothOfTheSameGeneration() {
        pc.setLocalDescription().join();
        String current = pc.remoteDescription().orElseThrow().sdp();
        pc.setRemoteDescription(RtcSessionDescription.offer(current)).join();
        add(HOST, "0", null, null).join();
        assertTrue(section(pc.pendingRemoteDescription(), 0).contains(HOST));
        assertTrue(section(pc.currentRemoteDescription(), 0).contains(HOST));
        assertEquals(RtcSignalingState.HAVE_REMOTE_OFFER, pc.signalingState());
    }
}
