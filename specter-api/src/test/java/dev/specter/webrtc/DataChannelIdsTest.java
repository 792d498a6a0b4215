package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Ids by the DTLS role that descriptions negotiate (webrtc-pc, section 6.2; RFC 8832, section 6).
 */
@Timeout(60)
class DataChannelIdsTest {
    private final WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build();
    private final RtcPeerConnection pc = webRtc.newPeerConnection();
    private RtcDataChannel first;

    @BeforeEach
    void make() {
        first = pc.createDataChannel("first");
        assertEquals(OptionalInt.empty(), first.id());
    }

    @AfterEach
    void close() {
        webRtc.close();
    }

    /** The answer of a peer, with another role of it if need be. */
    private void negotiate(String setup) {
        RtcPeerConnection peer = webRtc.newPeerConnection();
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        String answer = peer.createAnswer().join().sdp();
        pc.setRemoteDescription(
                        RtcSessionDescription.answer(
                                answer.replace("a=setup:active", "a=setup:" + setup)))
                .join();
    }

    private static RtcDataChannelInit negotiated(int id) {
        return RtcDataChannelInit.builder().negotiated(id).build();
    }

    @ParameterizedTest
    @CsvSource({"active, 1", "passive, 0"})
    void channelsHaveIdsOfOurRoleOnceThereIsAnAnswer(String setupOfPeer, int parity) {
        pc.createDataChannel("second");
        negotiate(setupOfPeer);
        RtcDataChannel third = pc.createDataChannel("first");
        assertEquals(parity, first.id().getAsInt());
        assertEquals(parity + 4, third.id().getAsInt());
        Events.assertThrowsError(
                RtcErrorName.OPERATION_ERROR,
                () -> pc.createDataChannel("x", negotiated(first.id().getAsInt())));
    }

    @Test
    void negotiatedOnesKeepTheirsAndAreGoneRound() {
        for (int id = 0; id < 10; id++) {
            pc.createDataChannel("negotiated", negotiated(id));
        }
        negotiate("active");
        assertEquals(11, first.id().getAsInt());
        assertEquals(OptionalInt.of(43), pc.createDataChannel("later", negotiated(43)).id());
        var ids = new HashSet<Integer>();
        for (int i = 0; i < 20; i++) {
            int id = pc.createDataChannel("" + i).id().getAsInt();
            assertEquals(1, id % 2);
            assertTrue(id != 43 && ids.add(id), () -> "again: " + id);
        }
    }

    @Test // section 6.1, createDataChannel, step 18: no id could be generated
    void thereAreIdsForHalfOf65535Channels() {
        negotiate("active");
        for (int i = 1; i < 32_767; i++) {
            assertEquals(2 * i + 1, pc.createDataChannel("").id().getAsInt());
        }
        Events.assertThrowsError(
                RtcErrorName.OPERATION_ERROR, () -> pc.createDataChannel("too many"));
        assertEquals(OptionalInt.of(8), pc.createDataChannel("", negotiated(8)).id());
        var closed = new CompletableFuture<Void>();
        first.onClose(() -> closed.complete(null));
        first.close();
        closed.join();
        assertEquals(OptionalInt.of(1), pc.createDataChannel("one more").id());
        Events.assertThrowsError(
                RtcErrorName.OPERATION_ERROR, () -> pc.createDataChannel("too many"));
    }

    @Test // section 6.1.1.3, connected procedure: what gets no id fails
    void channelsThatWaitedInVainAreClosedWithAnError() {
        for (int i = 1; i < 32_767; i++) {
            pc.createDataChannel("");
        }
        RtcDataChannel last = pc.createDataChannel("one too many");
        var error = new CompletableFuture<RtcException>();
        var closed = new CompletableFuture<Boolean>();
        last.onError(error::complete);
        last.onClose(() -> closed.complete(error.isDone()));
        negotiate("active");
        assertTrue(closed.join(), "the error comes first");
        assertEquals(RtcErrorName.OPERATION_ERROR, error.join().name());
        assertEquals(
                RtcErrorDetailType.DATA_CHANNEL_FAILURE,
                error.join().errorDetail().orElseThrow().type());
        assertEquals(RtcDataChannelState.CLOSED, last.readyState());
        assertEquals(OptionalInt.empty(), last.id());
        assertEquals(1, first.id().getAsInt());
    }
}
