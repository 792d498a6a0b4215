package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcRemoteSample;
import dev.specter.webrtc.RtcRemoteTrack;
import dev.specter.webrtc.RtcStats;
import dev.specter.webrtc.RtcTrackEvent;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A browser sends its camera in three sizes, and Java receives each as a layer by its rid. */
class SimulcastBrowserIT {
    private static final List<String> RIDS = List.of("q", "h", "f");
    private static final int WIDTH = 960;
    private static final int FRAMES = 30;

    @ParameterizedTest
    @EnumSource
    void layersComeByRid(BrowserKind kind) throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            MediaCall.run(
                    webrtc,
                    kind,
                    "codec=VP8&width=" + WIDTH + "&height=540",
                    SimulcastBrowserIT::play);
        }
        System.out.println("simulcast from " + kind);
    }

    private static void play(MediaCall call) throws Exception {
        var events = new LinkedBlockingQueue<RtcTrackEvent>();
        call.pc().onTrack(events::add);
        call.order("addSimulcast", "rids", String.join(",", RIDS));
        call.pageOffers();
        RtcTrackEvent event = events.poll(20, TimeUnit.SECONDS);
        List<RtcRemoteTrack> layers = event.receiver().layers();
        assertEquals(RIDS, layers.stream().map(l -> l.rid().orElseThrow()).toList());
        for (int i = 0; i < layers.size(); i++) {
            var samples = new LinkedBlockingQueue<RtcRemoteSample>();
            layers.get(i).onSample(samples::add);
            awaitWidth(samples, RIDS.get(i), WIDTH >> (RIDS.size() - 1 - i));
            for (int frame = 0; frame < FRAMES; frame++) {
                assertTrue(samples.poll(20, TimeUnit.SECONDS) != null, "layer " + RIDS.get(i));
            }
        }
        List<RtcStats.InboundRtp> inbound =
                call.pc().getStats(event.receiver()).join().all(RtcStats.InboundRtp.class);
        assertEquals(RIDS.size(), inbound.size());
        inbound.forEach(
                s ->
                        System.out.println(
                                "  "
                                        + s.packetsReceived()
                                        + " packets, "
                                        + s.packetsLost()
                                        + " lost, ssrc "
                                        + s.ssrc()));
    }

    /**
     * A browser that adapts to the machine may send a layer smaller than asked, but not as large as
     * the next.
     */
    private static void awaitWidth(BlockingQueue<RtcRemoteSample> samples, String rid, int width)
            throws InterruptedException {
        RtcRemoteSample first = samples.poll(40, TimeUnit.SECONDS);
        assertTrue(first != null && first.isKeyFrame(), "no key frame of layer " + rid);
        int seen = vp8Width(first.data());
        System.out.println("layer " + rid + ": " + seen + " pixels wide");
        assertTrue(seen <= width && seen > width / 2, rid + ": " + seen + " of " + width);
    }

    /** RFC 6386, section 9.1: the width of a key frame. */
    private static int vp8Width(ByteBuffer frame) {
        return frame.duplicate().order(ByteOrder.LITTLE_ENDIAN).getShort(frame.position() + 6)
                & 0x3FFF;
    }
}
