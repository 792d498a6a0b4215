package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/** addIceCandidate (webrtc-pc, section 4.4.2), with two m-sections that are not bundled. */
@Timeout(60)
class AddIceCandidateTest {
    private static final String HOST = "candidate:1 1 udp 2113929471 192.0.2.100 10100 typ host";
    private static final String RTCP = "candidate:1 2 udp 2113929470 192.0.2.100 10101 typ host";
    private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");

    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcPeerConnection pc = webRtc.newPeerConnection();
    private String[] ufrags;

    @BeforeEach
    void offer() {
        RtcPeerConnection peer =
                webRtc.newPeerConnection(
                        RtcConfiguration.builder()
                                .bundlePolicy(RtcBundlePolicy.MAX_COMPAT)
                                .build());
        peer.addTransceiver(RtcMediaKind.AUDIO);
        peer.addTransceiver(RtcMediaKind.VIDEO);
        String sdp = peer.createOffer().join().sdp().replaceAll("a=group:BUNDLE[^\r]*\r\n", "");
        ufrags = UFRAG.matcher(sdp).results().map(m -> m.group(1)).toArray(String[]::new);
        assertEquals(2, ufrags.length);
        pc.setRemoteDescription(RtcSessionDescription.offer(sdp)).join();
    }

    @AfterEach
    void close() {
        webRtc.close();
    }

    private CompletableFuture<Void> add(String text, String mid, Integer index, String ufrag) {
        return pc.addIceCandidate(
                new RtcIceCandidateInit(
                        text,
                        Optional.ofNullable(mid),
                        index == null ? OptionalInt.empty() : OptionalInt.of(index),
                        Optional.ofNullable(ufrag)));
    }

    private String section(int index) {
        return pc.remoteDescription().orElseThrow().sdp().split("\r\nm=")[index + 1] + "\r\n";
    }

    @Test
    void needsARemoteDescription() {
        RtcPeerConnection without = webRtc.newPeerConnection();
        var init =
                new RtcIceCandidateInit(
                        HOST, Optional.of("0"), OptionalInt.of(0), Optional.of(ufrags[0]));
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, without.addIceCandidate(init));
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, without.addIceCandidate());
    }

    @ParameterizedTest // before anything else
    @ValueSource(strings = {HOST, "nonsense\r\n"})
    void oneThatBelongsNowhereIsATypeError(String text) {
        Events.assertFails(RtcErrorName.TYPE_ERROR, add(text, null, null, null));
        Events.assertFails(RtcErrorName.TYPE_ERROR, add(text, null, null, ufrags[0]));
    }

    @Test
    void eachIsAddedToItsSectionOfTheDescription() {
        add(HOST, "0", 0, ufrags[0]).join();
        add(RTCP, "1", 1, ufrags[1]).join();
        assertTrue(section(0).contains("\r\na=" + HOST + "\r\n"), section(0));
        assertTrue(section(1).contains("\r\na=" + RTCP + "\r\n"), section(1));
        assertFalse(section(0).contains(RTCP));
        assertFalse(section(1).contains(HOST));
    }

    @Test
    void theGenerationNeedNotBeNamed() {
        add(HOST, "0", 0, null).join();
        add(RTCP, "1", null, null).join();
        assertTrue(section(0).contains(HOST));
        assertTrue(section(1).contains(RTCP));
    }

    @Test
    void theIndexCountsWhereThereIsNoMidOnly() {
        add(HOST, "0", 2, null).join();
        add(RTCP, null, 1, null).join();
        assertTrue(section(0).contains(HOST));
        assertTrue(section(1).contains(RTCP));
    }

    @Test
    void anEmptyOneEndsItsSection() {
        add(HOST, "0", 0, ufrags[0]).join();
        add("", "0", 0, ufrags[0]).join();
        assertTrue(section(0).contains("\r\na=end-of-candidates\r\n"));
        assertFalse(section(1).contains("end-of-candidates"));
        add("", null, 1, null).join();
        assertTrue(section(1).contains("\r\na=end-of-candidates\r\n"));
    }

    @Test // section 4.4.2, addIceCandidate: neither mid nor index is the end for all
    void oneThatIsEmptyInAllEndsEverySection() {
        pc.addIceCandidate().join();
        for (int i = 0; i < 2; i++) {
            assertTrue(section(i).contains("\r\na=end-of-candidates\r\n"), section(i));
        }
    }

    @Test
    void oneThatFitsNothingIsAnOperationError() {
        for (CompletableFuture<Void> wrong :
                List.of(
                        add(HOST, "none", 0, ufrags[0]),
                        add(HOST, null, 2, ufrags[0]),
                        add(HOST, "0", 0, "none"),
                        add(HOST, "0", 0, ufrags[1]),
                        add("", "0", 0, "none"),
                        add("nonsense\r\nhere", "0", 0, ufrags[0]),
                        add("candidate:1 1 udp 2113929471 192.0.2.100", "0", 0, null))) {
            Events.assertFails(RtcErrorName.OPERATION_ERROR, wrong);
        }
        assertFalse(pc.remoteDescription().orElseThrow().sdp().contains("a=candidate"));
    }

    @Test // RFC 8839, section 5.1: well formed, and not known
    void whatIsNotKnownIsTakenAndIgnored() {
        add(HOST + " generation 0 network-cost 50", "0", 0, null).join();
        add("a=" + HOST.replace("10100", "10200"), "0", 0, null).join();
        add("candidate:1 1 tcp 1518214911 127.0.0.1 22 typ host tcptype passive", "0", 0, null)
                .join();
        add(HOST.replace("192.0.2.100", "x.local"), "0", 0, null).join();
        assertTrue(section(0).contains("10200"));
    }

    @Test // Deviates: webrtc-pc leaves it pending for ever
    void whatIsPendingFailsWhenTheConnectionCloses() {
        var pending = new AtomicReference<CompletableFuture<Void>>();
        CompletableFuture.runAsync(
                        () -> {
                            pending.set(add(HOST, "0", 0, null));
                            pc.close();
                        },
                        pc.callbackExecutor())
                .join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pending.get());
    }
}
