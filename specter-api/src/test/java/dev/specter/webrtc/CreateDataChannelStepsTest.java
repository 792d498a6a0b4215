package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** createDataChannel (webrtc-pc, section 6.1), by its steps, as far as it needs no connection. */
@Timeout(60)
class CreateDataChannelStepsTest extends Unconnected {
    private void assertFails(RtcErrorName name, String label, RtcDataChannelInit init) {
        Events.assertThrowsError(name, () -> pc.createDataChannel(label, init));
    }

    private static RtcDataChannelInit.Builder init() {
        return RtcDataChannelInit.builder();
    }

    @Test
    void step2RefusesAClosedConnection() {
        pc.close();
        assertFails(RtcErrorName.INVALID_STATE_ERROR, "x", init().build());
    }

    @Test // section 6.2, create an RTCDataChannel
    void step3MakesAChannelThatConnects() {
        RtcDataChannel channel = pc.createDataChannel("x");
        assertEquals(RtcDataChannelState.CONNECTING, channel.readyState());
        assertEquals(0, channel.bufferedAmount());
        assertEquals(0, channel.bufferedAmountLowThreshold());
    }

    @Test
    void step5CountsTheLabelInBytesOfUtf8() {
        String longest = "é".repeat(32_767) + "e";
        assertEquals(longest, pc.createDataChannel(longest).label());
        assertFails(RtcErrorName.TYPE_ERROR, longest + "e", init().build());
    }

    @Test
    void steps7To12TakeTheOptions() {
        RtcDataChannel channel =
                pc.createDataChannel(
                        "x", init().ordered(false).maxPacketLifeTime(0).protocol("p").build());
        assertFalse(channel.ordered());
        assertEquals(OptionalInt.of(0), channel.maxPacketLifeTime());
        assertEquals(OptionalInt.empty(), channel.maxRetransmits());
        assertEquals("p", channel.protocol());
        assertFalse(channel.negotiated());
        assertEquals(
                OptionalInt.of(65_535),
                pc.createDataChannel("x", init().maxRetransmits(65_535).build()).maxRetransmits());
    }

    @Test
    void step11CountsTheProtocolInBytesOfUtf8() {
        String longest = "é".repeat(32_767) + "e";
        assertEquals(
                longest, pc.createDataChannel("x", init().protocol(longest).build()).protocol());
        assertFails(RtcErrorName.TYPE_ERROR, "x", init().protocol(longest + "e").build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 65_535})
    void step13IgnoresTheIdOfAChannelThatIsNotNegotiated(int id) {
        assertEquals(OptionalInt.empty(), pc.createDataChannel("x", init().id(id).build()).id());
    }

    @Test
    void step14NeedsTheIdOfANegotiatedChannel() {
        assertFails(RtcErrorName.TYPE_ERROR, "x", init().negotiated(true).build());
    }

    @Test
    void step15RefusesBothLimits() {
        assertFails(
                RtcErrorName.TYPE_ERROR,
                "x",
                init().maxPacketLifeTime(0).maxRetransmits(0).build());
    }

    @Test
    void step17RefusesTheId65535() {
        assertFails(RtcErrorName.TYPE_ERROR, "x", init().negotiated(65_535).build());
        assertEquals(
                OptionalInt.of(65_534),
                pc.createDataChannel("x", init().negotiated(65_534).build()).id());
    }

    @ParameterizedTest // Web IDL: [EnforceRange] unsigned short
    @ValueSource(ints = {-1, 65_536})
    void theRangesOfNumbersAreEnforced(int wrong) {
        for (RtcDataChannelInit init :
                List.of(
                        init().id(wrong).build(),
                        init().negotiated(wrong).build(),
                        init().maxRetransmits(wrong).build(),
                        init().maxPacketLifeTime(wrong).build())) {
            assertFails(RtcErrorName.TYPE_ERROR, "x", init);
        }
    }

    @Test
    void step18RefusesAnIdThatIsInUse() {
        RtcDataChannel first = pc.createDataChannel("x", init().negotiated(3).build());
        assertFails(RtcErrorName.OPERATION_ERROR, "y", init().negotiated(3).build());
        first.close();
        pc.createDataChannel("y", init().negotiated(3).build());
    }

    @Test
    void step20NeedsNegotiationForTheFirstOnly() {
        var events = new LinkedBlockingQueue<String>();
        var after = new CompletableFuture<Void>();
        pc.onNegotiationNeeded(() -> events.add("needed"));
        RtcDataChannel first = pc.createDataChannel("x");
        RtcDataChannel second = pc.createDataChannel("y");
        first.close();
        second.onClose(() -> after.complete(null));
        second.close();
        after.join();
        assertEquals(List.of("needed"), List.copyOf(events));
    }

    @Test // section 6.2, close, and announcing a channel as closed
    void aChannelThatIsClosedWhileItConnectsIsClosedWithoutAnError() {
        RtcDataChannel channel = pc.createDataChannel("x");
        var events = new LinkedBlockingQueue<String>();
        var closed = new CompletableFuture<RtcDataChannelState>();
        channel.onOpen(() -> events.add("open"));
        channel.onClosing(() -> events.add("closing"));
        channel.onError(e -> events.add("error"));
        channel.onClose(() -> closed.complete(channel.readyState()));
        channel.close();
        assertEquals(RtcDataChannelState.CLOSED, closed.join());
        assertEquals(List.of(), List.copyOf(events));
    }

    @Test // webrtc-stats, section 4.3: one object each, with an id of its own, for good
    void eachChannelHasItsObjectInStatisticsForGood() {
        RtcDataChannel first = pc.createDataChannel("first");
        RtcStats.DataChannel open = stats("first");
        assertEquals("connecting", open.state());
        first.close();
        pc.createDataChannel("second");
        assertEquals(open.closed(), stats("first"));
        assertEquals(2, pc.getStats().join().all(RtcStats.DataChannel.class).size());
        pc.close();
        assertEquals("closed", stats("second").state());
    }

    @Test // a bound of ours
    void onlyTheLast64ThatClosedAreInStatistics() {
        for (int i = 0; i < 65; i++) {
            pc.createDataChannel("" + i).close();
        }
        List<RtcStats.DataChannel> all = pc.getStats().join().all(RtcStats.DataChannel.class);
        assertEquals(64, all.size());
        assertEquals("1", all.get(0).label());
    }

    private RtcStats.DataChannel stats(String label) {
        return pc.getStats().join().all(RtcStats.DataChannel.class).stream()
                .filter(s -> s.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
