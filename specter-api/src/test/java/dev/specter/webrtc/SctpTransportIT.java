package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @Test
    void refusesPacketsThatNoRecordHolds() {
        SctpOptions options = SctpOptions.builder().maxMtuBytes(16_385).build();
        assertThrows(IllegalArgumentException.class, () -> WebRtc.builder().sctp(options));
    }
}
