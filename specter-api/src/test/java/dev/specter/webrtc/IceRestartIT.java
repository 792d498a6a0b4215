package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class IceRestartIT {
    @Test // RFC 8445, section 9; webrtc-pc, section 4.4.2, restartIce
    void keepsChannelsOpenAndMessagesFlowing() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var received = new LinkedBlockingQueue<String>();
            channel[1].onMessage(m -> received.add(m.text()));
            for (RtcPeerConnection[] way :
                    new RtcPeerConnection[][] {{pair.a, pair.b}, {pair.b, pair.a}}) {
                String before = ufrag(way[0]);
                var needed = new LinkedBlockingQueue<String>();
                way[0].onNegotiationNeeded(() -> needed.add("needed"));
                way[0].restartIce();
                assertEquals("needed", needed.poll(20, TimeUnit.SECONDS));
                channel[0].send("before");
                Connected.negotiate(way[0], way[1]);
                assertNotEquals(before, ufrag(way[0]));
                channel[0].send("after");
                assertEquals("before", received.poll(20, TimeUnit.SECONDS));
                assertEquals("after", received.poll(20, TimeUnit.SECONDS));
                awaitCompleted(way[0]);
                channel[0].send("completed");
                assertEquals("completed", received.poll(20, TimeUnit.SECONDS));
            }
            assertEquals(RtcDataChannelState.OPEN, channel[0].readyState());
        }
    }

    @Test // also between its descriptions
    void channelsCarryMessagesAtEachStep() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var echoed = new LinkedBlockingQueue<String>();
            channel[1].onMessage(m -> channel[1].send(m.text()));
            channel[0].onMessage(m -> echoed.add(m.text()));
            List<Runnable> steps =
                    List.of(
                            () -> pair.a.restartIce(),
                            () -> pair.a.setLocalDescription().join(),
                            () ->
                                    pair.b
                                            .setRemoteDescription(pair.a.localDescription().get())
                                            .join(),
                            () -> pair.b.setLocalDescription().join(),
                            () ->
                                    pair.a
                                            .setRemoteDescription(pair.b.localDescription().get())
                                            .join());
            for (int i = 0; i < steps.size(); i++) {
                steps.get(i).run();
                channel[0].send("after step " + i);
                assertEquals("after step " + i, echoed.poll(20, TimeUnit.SECONDS));
            }
        }
    }

    private static String ufrag(RtcPeerConnection connection) {
        return connection
                .localDescription()
                .orElseThrow()
                .sdp()
                .lines()
                .filter(line -> line.startsWith("a=ice-ufrag:"))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitCompleted(RtcPeerConnection connection) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            RtcIceConnectionState state = connection.iceConnectionState();
            if (state == RtcIceConnectionState.CONNECTED
                    || state == RtcIceConnectionState.COMPLETED) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("ICE is " + connection.iceConnectionState());
    }
}
