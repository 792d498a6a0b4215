package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the ends of an SCTP association agree on, and what they find out. */
@Timeout(60)
class SctpTransportIT {
    private static RtcStats.SctpTransport stats(RtcPeerConnection connection) {
        return connection.getStats().join().all(RtcStats.SctpTransport.class).get(0);
    }

    @Test
    void tellsWhatWasNegotiated() throws Exception {
        try (var pair = new Connected()) {
            pair.openChannel(RtcDataChannelInit.defaults());
            RtcSctpTransport sctp = pair.a.sctp().orElseThrow();
            assertTrue(sctp.isInterleaved());
            assertTrue(sctp.isZeroChecksum());
            RtcStats.SctpTransport stats = stats(pair.a);
            assertTrue(stats.interleaving() && stats.zeroChecksum());
            assertEquals(1200, stats.mtu());
            assertTrue(stats.congestionWindow() > 0 && stats.receiverWindow() > 0);
            assertTrue(
                    pair.a.getStats().join().get(stats.transportId()).orElseThrow()
                            instanceof RtcStats.Transport);
        }
    }

    @Test
    void tellsWhatWasNotNegotiated() throws Exception {
        SctpOptions plain = SctpOptions.builder().interleaving(false).zeroChecksum(false).build();
        try (var pair = new Connected(WebRtc.builder().sctp(plain))) {
            pair.openChannel(RtcDataChannelInit.defaults());
            RtcSctpTransport sctp = pair.b.sctp().orElseThrow();
            assertFalse(sctp.isInterleaved());
            assertFalse(sctp.isZeroChecksum());
        }
    }

    @Test // RFC 8899
    void findsThatThePathCarriesLargerPackets() throws Exception {
        SctpOptions searching = SctpOptions.builder().maxMtuBytes(9_000).build();
        try (var pair = new Connected(WebRtc.builder().sctp(searching))) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(Connected.SECONDS);
            while (stats(pair.a).mtu() < 9_000 && System.nanoTime() < deadlineNanos) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertEquals(9_000, stats(pair.a).mtu());
            var received = new CompletableFuture<Integer>();
            channel[1].onMessage(message -> received.complete(message.size()));
            long packetsBefore = transport(pair.a).packetsSent();
            channel[0].send(new byte[200_000]);
            assertEquals(200_000, received.get(Connected.SECONDS, TimeUnit.SECONDS));
            long packets = transport(pair.a).packetsSent() - packetsBefore;
            assertTrue(packets < 60, packets + " packets for 200,000 bytes");
        }
    }

    private static RtcStats.Transport transport(RtcPeerConnection connection) {
        return connection.getStats().join().all(RtcStats.Transport.class).get(0);
    }

    @Test // draft-hancke-tsvwg-snap-00
    void needsNoSetUpWhereBothEndsHaveSignalledTheirInit() throws Exception {
        try (var pair = new Connected(WebRtc.builder().signalSctpInit(true))) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            assertEquals(List.of(init(pair.a)), init(pair.b, false));
            assertEquals(List.of(init(pair.b)), init(pair.a, false));
            exchange(channel);
            assertTrue(pair.a.sctp().orElseThrow().isSignalled());
            assertTrue(pair.b.sctp().orElseThrow().isSignalled());
            assertTrue(pair.a.sctp().orElseThrow().isInterleaved());
            // The same association, so the same INIT, in whatever is negotiated later.
            List<String> before = init(pair.a, true);
            pair.a.addTransceiver(RtcMediaKind.AUDIO);
            pair.negotiate();
            assertEquals(before, init(pair.a, true));
            exchange(channel);
        }
    }

    @Test
    void setsUpAsUsualWhereOneEndHasNot() throws Exception {
        try (var pair = new Connected(WebRtc.builder().signalSctpInit(true));
                WebRtc plain = WebRtc.builder().includeLoopback(true).build()) {
            for (boolean isOfferer : new boolean[] {true, false}) {
                RtcPeerConnection signalling = pair.webRtc.newPeerConnection();
                RtcPeerConnection other = plain.newPeerConnection();
                Connected.trickle(signalling, other);
                Connected.trickle(other, signalling);
                RtcPeerConnection offerer = isOfferer ? signalling : other;
                RtcDataChannel channel = offerer.createDataChannel("usual");
                Connected.negotiate(offerer, isOfferer ? other : signalling);
                Connected.awaitOpen(channel);
                assertFalse(signalling.sctp().orElseThrow().isSignalled());
                assertFalse(other.sctp().orElseThrow().isSignalled());
                assertEquals(List.of(), init(other, true));
                assertEquals(isOfferer ? 1 : 0, init(signalling, true).size());
            }
        }
    }

    @Test
    void setsUpAsUsualWhereTheInitIsNone() throws Exception {
        try (var pair = new Connected(WebRtc.builder().signalSctpInit(true))) {
            RtcDataChannel channel = pair.a.createDataChannel("usual");
            RtcSessionDescription offer = pair.a.createOffer().join();
            pair.a.setLocalDescription(offer).join();
            String spoilt = offer.sdp().replaceAll("a=sctp-init:.*", "a=sctp-init:AQAAFA==");
            pair.b.setRemoteDescription(new RtcSessionDescription(offer.type(), spoilt)).join();
            RtcSessionDescription answer = pair.b.createAnswer().join();
            pair.b.setLocalDescription(answer).join();
            assertEquals(List.of(), init(pair.b, true));
            pair.a.setRemoteDescription(answer).join();
            Connected.awaitOpen(channel);
            RtcDataChannel theirs = pair.channelsOfB.poll(Connected.SECONDS, TimeUnit.SECONDS);
            exchange(new RtcDataChannel[] {channel, theirs});
        }
    }

    private static void exchange(RtcDataChannel[] channel) throws Exception {
        for (int from = 0; from < 2; from++) {
            var received = new CompletableFuture<String>();
            RtcListenerRegistration listening =
                    channel[1 - from].onMessage(message -> received.complete(message.text()));
            channel[from].send("by " + from);
            assertEquals("by " + from, received.get(Connected.SECONDS, TimeUnit.SECONDS));
            listening.close();
        }
    }

    private static String init(RtcPeerConnection connection) {
        return init(connection, true).get(0);
    }

    private static List<String> init(RtcPeerConnection connection, boolean isLocal) {
        Optional<RtcSessionDescription> description =
                isLocal
                        ? connection.currentLocalDescription()
                        : connection.currentRemoteDescription();
        return description
                .orElseThrow()
                .sdp()
                .lines()
                .filter(line -> line.startsWith("a=sctp-init:"))
                .toList();
    }

    @Test
    void refusesPacketsThatNoRecordHolds() {
        SctpOptions options = SctpOptions.builder().maxMtuBytes(16_385).build();
        assertThrows(IllegalArgumentException.class, () -> WebRtc.builder().sctp(options));
    }
}
