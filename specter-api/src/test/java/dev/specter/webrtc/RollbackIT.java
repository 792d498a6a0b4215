package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A call goes on after an offer that is taken back. */
@Timeout(60)
class RollbackIT {
    @Test
    void aCallOutlivesAnIceRestartThatIsTakenBack() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var received = new LinkedBlockingQueue<String>();
            channel[1].onMessage(m -> received.add(m.text()));
            RtcSessionDescription offer = pair.a.createOffer(new RtcOfferOptions(true)).join();
            pair.a.setLocalDescription(offer).join();
            pair.a.setLocalDescription(new RtcSessionDescription(RtcSdpType.ROLLBACK, "")).join();
            for (int i = 0; i < 10; i++) {
                channel[0].send("message " + i);
                assertEquals("message " + i, received.poll(20, TimeUnit.SECONDS));
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertEquals(RtcPeerConnectionState.CONNECTED, pair.a.connectionState());
            pair.negotiate();
            channel[0].send("after");
            assertEquals("after", received.poll(20, TimeUnit.SECONDS));
        }
    }
}
