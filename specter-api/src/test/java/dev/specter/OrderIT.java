package dev.specter;

import static dev.specter.LifeCycleTest.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.SpecterMessage.ConnectionState;
import dev.specter.SpecterMessage.DataChannelCreated;
import dev.specter.SpecterMessage.DataChannelError;
import dev.specter.SpecterMessage.GatheringComplete;
import dev.specter.SpecterMessage.GatheringError;
import dev.specter.SpecterMessage.IceCandidate;
import dev.specter.SpecterMessage.IceGatheringState;
import dev.specter.SpecterMessage.LocalDescription;
import dev.specter.SpecterMessage.OfPeerConnection;
import dev.specter.SpecterMessage.Offer;
import dev.specter.SpecterMessage.OfferError;
import dev.specter.SpecterMessage.Ok;
import dev.specter.SpecterMessage.Operation;
import dev.specter.SpecterMessage.PeerConnectionClosed;
import dev.specter.SpecterMessage.PeerConnectionError;
import dev.specter.SpecterMessage.PeerConnectionReady;
import dev.specter.SpecterMessage.RemoteDescription;
import dev.specter.SpecterMessage.SignalingState;
import dev.specter.SpecterMessage.StateChanged;
import dev.specter.SpecterMessage.Stats;
import dev.specter.webrtc.RtcSessionDescription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Messages in the order in which things happen; one for each call, whatever happens. */
@Timeout(60)
class OrderIT {
    private static final SpecterConfig CLASSIC = SpecterConfig.of().classic();

    private static List<Class<?>> typesUntil(SpecterInbox inbox, Class<?> last) {
        return messagesUntil(inbox, last).stream().<Class<?>>map(Object::getClass).toList();
    }

    private static List<OfPeerConnection> messagesUntil(SpecterInbox inbox, Class<?> last) {
        var messages = new ArrayList<OfPeerConnection>();
        do {
            messages.add(inbox.receive(OfPeerConnection.class));
        } while (messages.get(messages.size() - 1).getClass() != last);
        return messages;
    }

    /** Holds up all calls until the latch is opened. */
    private static CountDownLatch stop(Specter specter) {
        var latch = new CountDownLatch(1);
        specter.thread()
                .execute(
                        () -> {
                            try {
                                latch.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        return latch;
    }

    @Test
    void callsBeforeReadyWaitForIt() {
        var inbox = new SpecterInbox();
        try (var specter = Specter.init(CLASSIC, inbox)) {
            CountDownLatch goOn = stop(specter);
            PeerConnection pc = specter.newPeerConnection(Party.newApi(specter));
            pc.createDataChannel("data");
            pc.signalingState();
            pc.createOffer();
            assertEquals(List.of(), inbox.messages());
            goOn.countDown();
            assertEquals(
                    List.of(
                            PeerConnectionReady.class,
                            DataChannelCreated.class,
                            SignalingState.class,
                            Offer.class),
                    typesUntil(inbox, Offer.class));
        }
    }

    @Test
    void callsTakeEffectInCallOrder() {
        try (var party = new Party(CLASSIC)) {
            party.pc.createOffer();
            party.pc.createDataChannel("data");
            party.pc.createOffer();
            var messages = messagesUntil(party.inbox, DataChannelCreated.class);
            var first = assertInstanceOf(Offer.class, messages.get(0));
            assertFalse(first.json().contains("webrtc-datachannel"), "made before the channel");
            assertTrue(
                    party.inbox.receive(Offer.class).json().contains("webrtc-datachannel"),
                    "made after it");
        }
    }

    @Test
    void aGetterShowsWhatTheCallBeforeItDid() {
        try (var party = new Party(CLASSIC)) {
            String offer = party.offer();
            party.pc.signalingState();
            party.pc.setLocalDescription(offer);
            party.pc.signalingState();
            party.pc.localDescription();
            assertEquals(
                    List.of(
                            new SignalingState(party.pc, SignalingState.State.STABLE),
                            new Ok(party.pc, Operation.SET_LOCAL_DESCRIPTION),
                            new SignalingState(party.pc, SignalingState.State.HAVE_LOCAL_OFFER),
                            new LocalDescription(party.pc, Optional.of(offer))),
                    messagesUntil(party.inbox, LocalDescription.class));
        }
    }

    @Test
    void theTextIsWhatWasSetUntilTheFirstCandidate() {
        try (var party = new Party(CLASSIC)) {
            party.pc.createDataChannel("data");
            String offer = party.offer();
            party.setLocal(offer);
            boolean candidateCame = false;
            while (!candidateCame) {
                party.pc.localDescription();
                for (var message : messagesUntil(party.inbox, LocalDescription.class)) {
                    candidateCame |= message instanceof IceCandidate;
                    if (message instanceof LocalDescription local) {
                        String json = local.json().orElseThrow();
                        assertEquals(candidateCame, json.contains("a=candidate:"), json);
                        assertEquals(candidateCame, !json.equals(offer), json);
                    }
                }
            }
        }
    }

    @Test
    void aStateIsToldBeforeAGetterShowsIt() {
        try (var party = new Party()) {
            party.pc.createDataChannel("data");
            party.setLocal(party.offer());
            var told = IceGatheringState.State.NEW;
            while (told != IceGatheringState.State.COMPLETE) {
                party.pc.iceGatheringState();
                for (var message : messagesUntil(party.inbox, IceGatheringState.class)) {
                    if (message instanceof StateChanged changed
                            && changed.state() instanceof IceGatheringState.State state) {
                        told = state;
                    }
                    if (message instanceof IceGatheringState shown
                            && told != IceGatheringState.State.NEW) {
                        assertEquals(told, shown.state());
                    }
                }
            }
        }
    }

    @Test
    void callsLeftWhenTheConnectionClosesFailBeforeItIsClosed() {
        var inbox = new SpecterInbox();
        try (var specter = Specter.init(CLASSIC, inbox)) {
            CountDownLatch goOn = stop(specter);
            PeerConnection pc = specter.newPeerConnection(Party.newApi(specter));
            pc.createOffer(); // waits for a certificate
            pc.createOffer();
            pc.connectionState();
            pc.localDescription();
            pc.getStats();
            pc.createDataChannel("data");
            pc.close();
            goOn.countDown();
            var messages = messagesUntil(inbox, PeerConnectionClosed.class);
            assertInstanceOf(PeerConnectionReady.class, messages.get(0));
            assertEquals(8, messages.size(), () -> "one for each call: " + messages);
            assertInstanceOf(OfferError.class, messages.get(1), "it was under way");
            assertInstanceOf(OfferError.class, messages.get(2), "it came too late");
            assertEquals(new ConnectionState(pc, ConnectionState.State.CLOSED), messages.get(3));
            assertEquals(new LocalDescription(pc, Optional.empty()), messages.get(4));
            assertInstanceOf(Stats.class, messages.get(5));
            assertInstanceOf(DataChannelError.class, messages.get(6));
            assertInstanceOf(PeerConnectionClosed.class, messages.get(7));
        }
        assertEquals(List.of(), inbox.messages(), "nothing comes behind it");
    }

    @Test
    void whatIsUnderWayFailsWhenTheSpecterCloses() {
        var party = new Party(CLASSIC);
        party.pc.createOffer();
        party.pc.createOffer();
        party.close();
        var types = typesUntil(party.inbox, PeerConnectionClosed.class);
        assertEquals(3, types.size(), types::toString);
        assertFalse(party.pc.exists());
        assertRefused(SpecterException.Reason.NOT_FOUND, party.pc::createOffer);
    }

    @Test
    void closingTheConnectionBelowFailsCallsAndKeepsTheHandle() {
        try (var party = new Party(CLASSIC)) {
            party.pc.rtc().close();
            party.pc.createOffer();
            party.inbox.receive(OfferError.class);
            party.pc.connectionState();
            assertEquals(
                    ConnectionState.State.CLOSED,
                    party.inbox.receive(ConnectionState.class).state());
            party.pc.close();
            party.inbox.receive(PeerConnectionClosed.class);
        }
    }

    @Test
    void callsBehindAConnectionThatCouldNotBeMadeFailToo() {
        var inbox = new SpecterInbox();
        try (var specter = Specter.init(SpecterConfig.of("turn:192.0.2.1"), inbox)) {
            CountDownLatch goOn = stop(specter);
            PeerConnection pc = specter.newPeerConnection(Party.newApi(specter));
            assertTrue(pc.exists(), "nothing is known yet");
            pc.createOffer();
            pc.connectionState();
            pc.remoteDescription();
            pc.getStats();
            goOn.countDown();
            var messages = messagesUntil(inbox, Stats.class);
            assertInstanceOf(PeerConnectionError.class, messages.get(0));
            assertInstanceOf(OfferError.class, messages.get(1));
            assertEquals(
                    List.of(
                            new ConnectionState(pc, ConnectionState.State.UNSPECIFIED),
                            new RemoteDescription(pc, Optional.empty()),
                            new Stats(pc, "{}")),
                    messages.subList(2, 5));
            assertFalse(pc.exists());
            assertRefused(SpecterException.Reason.NOT_FOUND, pc::rtc);
        }
        assertEquals(List.of(), inbox.messages());
    }

    @Test
    void gatheringCompleteIsAnsweredWhenItIsSo() {
        try (var party = new Party(CLASSIC)) {
            party.pc.gatheringComplete();
            party.pc.createDataChannel("data");
            party.setLocal(party.offer());
            party.inbox.receive(GatheringComplete.class);
            assertTrue(party.inbox.poll(GatheringComplete.class).isEmpty());
            party.pc.gatheringComplete();
            party.inbox.receive(GatheringComplete.class);
            party.pc.localDescription();
            String json = party.inbox.receive(LocalDescription.class).json().orElseThrow();
            assertTrue(json.contains("a=candidate:"), json);
        }
    }

    @Test
    void gatheringCompleteFailsWhenTheConnectionCloses() {
        try (var party = new Party(CLASSIC)) {
            party.pc.gatheringComplete();
            party.pc.signalingState();
            party.inbox.receive(SignalingState.class); // others do not wait for it
            party.pc.close();
            assertEquals(
                    List.of(GatheringError.class, PeerConnectionClosed.class),
                    typesUntil(party.inbox, PeerConnectionClosed.class));
        }
    }

    @Test
    void theClassicSetHasNoOtherMessages() {
        try (var party = new Party(CLASSIC)) {
            party.pc.createDataChannel("data");
            party.setLocal(party.offer());
            party.pc.gatheringComplete();
            party.inbox.receive(GatheringComplete.class);
            party.pc.close();
            var types = typesUntil(party.inbox, PeerConnectionClosed.class);
            types.forEach(
                    t ->
                            assertTrue(
                                    t == DataChannelCreated.class
                                            || t == IceCandidate.class
                                            || t == PeerConnectionClosed.class,
                                    t::toString));
        }
    }

    @Test
    void theOwnerMaySignalFromWithinAMessageAndWaitForTheLayerBelow() throws Exception {
        BlockingQueue<String> offers = new LinkedBlockingQueue<>();
        var outcome = new CompletableFuture<RtcSessionDescription>();
        var specter =
                Specter.init(
                        CLASSIC,
                        message -> {
                            if (message instanceof PeerConnectionReady ready) {
                                ready.pc().createOffer();
                            } else if (message instanceof Offer offer) {
                                offers.add(offer.json());
                                outcome.complete(offer.pc().rtc().createOffer().join());
                            }
                        });
        try (specter) {
            PeerConnection unused = specter.newPeerConnection(Party.newApi(specter));
            assertTrue(offers.poll(10, TimeUnit.SECONDS) != null, "no offer came");
            assertTrue(outcome.get(10, TimeUnit.SECONDS).sdp().startsWith("v=0"));
        }
    }

    @Test
    void theOwnerMayCloseTheSpecter() throws Exception {
        var closed = new CompletableFuture<PeerConnection>();
        var instance = new CompletableFuture<Specter>();
        var specter =
                Specter.init(
                        CLASSIC,
                        message -> {
                            if (message instanceof PeerConnectionReady) {
                                instance.join().close();
                            } else if (message instanceof PeerConnectionClosed m) {
                                closed.complete(m.pc());
                            }
                        });
        instance.complete(specter);
        PeerConnection pc = specter.newPeerConnection(Party.newApi(specter));
        assertEquals(pc, closed.get(10, TimeUnit.SECONDS));
    }

    @Test
    void anIdleSpecterHasNoThreadsOfItsOwn() throws InterruptedException {
        try (var one = new Party();
                var two = new Party()) {
            one.setLocal(one.offer());
            two.newTrack("video/H264").playFromFileH264(PlaybackIT.media("second.h264"));
            two.inbox.receive(SpecterMessage.PlaybackFinished.class);
            while (Thread.getAllStackTraces().keySet().stream().anyMatch(OrderIT::isOfASpecter)) {
                Thread.sleep(100); // the test's time limit ends this
            }
            assertTrue(one.pc.exists());
            one.pc.signalingState();
            one.inbox.receive(SignalingState.class);
        }
    }

    private static boolean isOfASpecter(Thread thread) {
        return thread.getName().matches("specter-(surface|mailbox|playback)-.*");
    }
}
