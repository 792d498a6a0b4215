package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** RTCSctpTransport (webrtc-pc, section 6.1.1), its algorithms by their steps. */
@Timeout(60)
class SctpTransportStepsIT {
    /** How much waits to be sent at most: what this end can send as one message. */
    private static final int CAN_SEND = 100_000;

    private static Connected withSendBuffer() {
        return new Connected(
                WebRtc.builder().sctp(SctpOptions.builder().sendBufferBytes(CAN_SEND).build()));
    }

    /** An exchange that b answers as said. */
    private static void negotiate(Connected pair, String maxMessageSize) {
        RtcSessionDescription offer = pair.a.createOffer().join();
        pair.a.setLocalDescription(offer).join();
        pair.b.setRemoteDescription(offer).join();
        RtcSessionDescription answer = pair.b.createAnswer().join();
        pair.b.setLocalDescription(answer).join();
        String sdp = answer.sdp().replaceAll("a=max-message-size:.*\r\n", maxMessageSize);
        pair.a.setRemoteDescription(RtcSessionDescription.answer(sdp)).join();
    }

    @Test // section 4.4.1.5: there is one as soon as a description of ours has it
    void createStepsStartConnectingAndKnowNothingButTheRole() {
        try (WebRtc webRtc = WebRtc.builder().build()) {
            RtcPeerConnection a = webRtc.newPeerConnection();
            RtcPeerConnection b = webRtc.newPeerConnection();
            RtcDataChannel channel = a.createDataChannel("x");
            RtcSessionDescription offer = a.createOffer().join();
            a.setLocalDescription(offer).join();
            b.setRemoteDescription(offer).join();
            RtcSctpTransport described = a.sctp().orElseThrow();
            assertEquals(65_536, described.maxMessageSize());
            assertEquals(Optional.empty(), b.sctp());
            RtcSessionDescription answer = b.createAnswer().join();
            b.setLocalDescription(answer).join();
            a.setRemoteDescription(answer).join();
            for (RtcPeerConnection end : List.of(a, b)) {
                RtcSctpTransport sctp = end.sctp().orElseThrow();
                assertEquals(RtcSctpTransportState.CONNECTING, sctp.state());
                assertEquals(OptionalInt.empty(), sctp.maxChannels());
                assertSame(sctp, end.sctp().orElseThrow());
            }
            assertSame(described, a.sctp().orElseThrow());
            // Section 6.2, id, and createDataChannel, step 18: the role is negotiated.
            assertEquals(OptionalInt.of(1), channel.id());
            assertEquals(OptionalInt.of(3), a.createDataChannel("y").id());
            assertEquals(OptionalInt.of(0), b.createDataChannel("z").id());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 65536", // step 2: the default
        "a=max-message-size:0, " + CAN_SEND, // step 5: the peer takes any
        "a=max-message-size:1000, 1000", // step 6: the smaller
        "a=max-message-size:100001, " + CAN_SEND,
        "a=max-message-size:1000000000000, " + CAN_SEND
    })
    void updateMaxMessageSizeSteps2To6TakeTheSmallerOfBothEnds(String line, long expected) {
        try (var pair = withSendBuffer()) {
            pair.a.createDataChannel("x");
            negotiate(pair, line.isEmpty() ? "" : line + "\r\n");
            assertEquals(expected, pair.a.sctp().orElseThrow().maxMessageSize());
        }
    }

    @Test
    void updateMaxMessageSizeStep1UpdatesWhatThereIs() {
        try (var pair = withSendBuffer()) {
            pair.a.createDataChannel("x");
            negotiate(pair, "");
            RtcSctpTransport sctp = pair.a.sctp().orElseThrow();
            negotiate(pair, "a=max-message-size:7\r\n");
            assertSame(sctp, pair.a.sctp().orElseThrow());
            assertEquals(7, sctp.maxMessageSize());
        }
    }

    @Test
    void connectedStep3SetsMaxChannelsToTheFewerStreams() throws Exception {
        var few = SctpOptions.builder().outgoingStreams(20).incomingStreams(10).build();
        try (var pair = new Connected(WebRtc.builder().sctp(few))) {
            var events = new Events();
            RtcDataChannel channel = pair.a.createDataChannel("x");
            onSctpState(pair.a, (sctp, state) -> events.add(state + " " + sctp.maxChannels()));
            pair.negotiate();
            Connected.awaitOpen(channel);
            assertEquals("connected OptionalInt[10]", events.next());
        }
    }

    @Test
    void connectedSteps4And5GiveEachChannelItsIdThenFireStateChangeThenEachOpen() throws Exception {
        try (var pair = new Connected()) {
            var events = new Events();
            List<RtcDataChannel> channels =
                    List.of(
                            pair.a.createDataChannel("x"),
                            pair.a.createDataChannel(
                                    "y", RtcDataChannelInit.builder().negotiated(0).build()),
                            pair.a.createDataChannel("z"));
            for (RtcDataChannel each : channels) {
                each.onOpen(() -> events.add(each.label() + " open"));
            }
            onSctpState(
                    pair.a,
                    (sctp, state) ->
                            events.add(state + " " + ids(channels) + " " + states(channels)));
            pair.b.setRemoteDescription(pair.a.localDescription().orElseThrow()).join();
            pair.b.setLocalDescription().join();
            assertTrue(channels.get(0).id().isEmpty(), "the role is not known");
            pair.a.setRemoteDescription(pair.b.localDescription().orElseThrow()).join();
            assertEquals(
                    "connected [1, 0, 3] [connecting, connecting, connecting]",
                    events.next(),
                    "as a DTLS server");
            assertEquals(List.of("x open", "y open", "z open"), events.until("z open"));
        }
    }

    private static List<Integer> ids(List<RtcDataChannel> channels) {
        return channels.stream().map(c -> c.id().orElse(-1)).toList();
    }

    private static List<RtcDataChannelState> states(List<RtcDataChannel> channels) {
        return channels.stream().map(RtcDataChannel::readyState).toList();
    }

    /** Listens from the moment in which the offer has made the transport. */
    private static void onSctpState(
            RtcPeerConnection offerer,
            BiConsumer<RtcSctpTransport, RtcSctpTransportState> listener) {
        offerer.setLocalDescription().join();
        RtcSctpTransport sctp = offerer.sctp().orElseThrow();
        sctp.onStateChange(state -> listener.accept(sctp, state));
    }

    @Test
    void connectedStep4ClosesAChannelWhoseIdIsTooLarge() throws Exception {
        var few = SctpOptions.builder().outgoingStreams(8).incomingStreams(8).build();
        try (var pair = new Connected(WebRtc.builder().sctp(few))) {
            var events = new Events();
            RtcDataChannel fits =
                    pair.a.createDataChannel(
                            "fits", RtcDataChannelInit.builder().negotiated(7).build());
            RtcDataChannel tooLarge =
                    pair.a.createDataChannel(
                            "large", RtcDataChannelInit.builder().negotiated(8).build());
            tooLarge.onOpen(() -> events.add("open"));
            tooLarge.onError(
                    e ->
                            events.add(
                                    e.name()
                                            + " "
                                            + e.errorDetail().orElseThrow().type()
                                            + " "
                                            + tooLarge.readyState()));
            tooLarge.onClose(() -> events.add("close"));
            pair.negotiate();
            // Section 6.2, error on creating data channels, steps 2 to 4.
            assertEquals("OperationError data-channel-failure closed", events.next());
            assertEquals("close", events.next());
            Connected.awaitOpen(fits);
        }
    }

    @Test // section 6.1, createDataChannel, step 19
    void createDataChannelStep19RefusesAnIdThatIsTooLarge() throws Exception {
        var few = SctpOptions.builder().outgoingStreams(8).incomingStreams(8).build();
        try (var pair = new Connected(WebRtc.builder().sctp(few))) {
            pair.openChannel(RtcDataChannelInit.defaults());
            assertEquals(OptionalInt.of(8), pair.a.sctp().orElseThrow().maxChannels());
            Events.assertThrowsError(
                    RtcErrorName.OPERATION_ERROR,
                    () ->
                            pair.a.createDataChannel(
                                    "large", RtcDataChannelInit.builder().negotiated(8).build()));
            for (int id = 3; id < 8; id += 2) { // step 18: what is generated is below it too
                assertEquals(OptionalInt.of(id), pair.a.createDataChannel("x").id());
            }
            Events.assertThrowsError(
                    RtcErrorName.OPERATION_ERROR, () -> pair.a.createDataChannel("one too many"));
        }
    }

    @Test // section 6.1.2, closed: by an ABORT; connected before it
    void theStateIsClosedWithAnEventWhenThePeerAborts() throws Exception {
        try (var pair = new Connected()) {
            var events = new Events();
            pair.openChannel(RtcDataChannelInit.defaults());
            RtcSctpTransport sctp = pair.a.sctp().orElseThrow();
            sctp.onStateChange(state -> events.add(state + " " + sctp.state()));
            pair.b.close();
            assertEquals("closed closed", events.next());
            assertTrue(sctp.maxChannels().isPresent(), "what was negotiated is known still");
        }
    }

    @Test // section 4.4.2, close, step 8
    void theStateIsClosedWithoutAnEventByClosing() throws Exception {
        try (var pair = new Connected()) {
            var events = new Events();
            pair.openChannel(RtcDataChannelInit.defaults());
            RtcSctpTransport sctp = pair.a.sctp().orElseThrow();
            sctp.onStateChange(events::add);
            pair.a.close();
            assertEquals(RtcSctpTransportState.CLOSED, sctp.state());
            assertEquals(List.of(), events.rest(pair.a));
        }
    }
}
