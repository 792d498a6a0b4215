package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * What setConfiguration changes of servers and policy counts from the next gathering on: that of an
 * ICE restart (webrtc-pc, section 4.4.1.6; RFC 9429, section 4.1.18).
 */
class ConfigurationRestartIT {
    private static final int A_WHILE_MILLIS = 300;

    @Test
    void newServersAreAskedAtTheNextRestartOfATransportThatIsThere() throws Exception {
        try (var server =
                        new DatagramSocket(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var ends = new Connected()) {
            ends.openChannel(RtcDataChannelInit.defaults());
            server.setSoTimeout(A_WHILE_MILLIS);
            ends.a.setConfiguration(
                    ends.a.configuration().toBuilder()
                            .iceServer("stun:127.0.0.1:" + server.getLocalPort())
                            .build());
            assertThrows(SocketTimeoutException.class, () -> receive(server));

            ends.a.restartIce();
            ends.negotiate();
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Connected.SECONDS));
            assertEquals(0x0001, receive(server), "a binding request");
        }
    }

    private static int receive(DatagramSocket server) throws Exception {
        var packet = new DatagramPacket(new byte[1500], 1500);
        server.receive(packet);
        return packet.getData()[0] << 8 | packet.getData()[1];
    }

    @Test
    void aRestartUnderTheRelayPolicyTellsNoHostCandidates() throws Exception {
        try (var ends = new Connected()) {
            ends.openChannel(RtcDataChannelInit.defaults());
            Connected.await( // it tells no more of this generation
                    () -> ends.a.iceGatheringState() == RtcIceGatheringState.COMPLETE, "gathered");
            ends.a.getStats().join();
            assertFalse(
                    ends.a
                            .sctp()
                            .orElseThrow()
                            .transport()
                            .iceTransport()
                            .localCandidates()
                            .isEmpty());
            ends.a.setConfiguration(
                    ends.a.configuration().toBuilder()
                            .iceTransportPolicy(RtcIceTransportPolicy.RELAY)
                            .build());
            List<RtcIceCandidate> told = new CopyOnWriteArrayList<>();
            var ended = new CompletableFuture<Void>();
            ends.a.onIceCandidate(
                    candidate -> {
                        told.add(candidate);
                        if (candidate.isEndOfCandidates()) {
                            ended.complete(null);
                        }
                    });
            ends.a.restartIce();
            ends.negotiate();
            ended.get(Connected.SECONDS, TimeUnit.SECONDS);
            assertEquals(1, told.size(), told.toString());
        }
    }
}
