package dev.specter.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.examples.StandInCamera;
import dev.specter.examples.StandInPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.RtcTrackEvent;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

class DemoIT {
    @Test
    void aVisitorSeesTheFilmItselfAndOthersChatsAndIsRecorded() throws Exception {
        try (Demo demo = Demo.start("127.0.0.1", 0);
                StandInCamera camera = new StandInCamera();
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(
                    demo.address(),
                    "/",
                    "/demo.css",
                    "/demo.js",
                    "/chat.js",
                    "/numbers.js",
                    "/recorder.js",
                    "/shared-parts/plots.js",
                    "/shared-parts/media.js");
            try (Visitor visitor = new Visitor(demo, webrtc)) {
                visitor.pc.addTransceiver(camera.video());
                visitor.pc.addTransceiver(camera.audio());
                visitor.call();
                visitor.await("film video", "film audio", "mirror video", "mirror audio");
                visitor.chat();
                visitor.page.command("record");

                try (Visitor other = new Visitor(demo, webrtc)) { // without a camera
                    other.call();
                    other.await("film video", "film audio", "visitor-1 video", "visitor-1 audio");
                    other.chat();
                }

                visitor.page.command("stop");
                JsonNode files = visitor.page.awaitEvent("recording");
                assertEquals(2, files.size(), files::toString);
                for (JsonNode file : files) {
                    URI address = demo.address().resolve(file.get("url").asText());
                    String codec =
                            file.get("name").asText().endsWith(".ogg") ? "audio/opus" : "video/VP8";
                    int frames = StandInCamera.read(address.toURL().openStream(), codec).size();
                    assertEquals(file.get("frames").asInt(), frames);
                    assertTrue(frames > 10, file::toString);
                }
            }
            var unknown =
                    (HttpURLConnection)
                            demo.address().resolve("recordings/no").toURL().openConnection();
            assertEquals(404, unknown.getResponseCode());
        }
    }

    /** Does what the page does. */
    private static final class Visitor implements AutoCloseable {
        private static final int FRAMES = 25;

        private final Map<String, CountDownLatch> media = new ConcurrentHashMap<>();
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
        private final RtcPeerConnection pc;
        private final StandInPage page;
        private final RtcDataChannel channel;

        Visitor(Demo demo, WebRtc webrtc) {
            pc = webrtc.newPeerConnection();
            var receive = RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.RECVONLY);
            pc.addTransceiver(RtcMediaKind.VIDEO, receive);
            pc.addTransceiver(RtcMediaKind.AUDIO, receive);
            pc.onTrack(this::watch);
            channel = pc.createDataChannel("chat");
            channel.onMessage(message -> said.add(message.text()));
            page = new StandInPage(demo.address(), pc);
        }

        void call() {
            page.offer();
        }

        private void watch(RtcTrackEvent event) {
            String name = event.streams().get(0).id() + " " + event.track().kind();
            event.track().onSample(sample -> latch(name).countDown());
        }

        private CountDownLatch latch(String name) {
            return media.computeIfAbsent(name, n -> new CountDownLatch(FRAMES));
        }

        void await(String... names) throws InterruptedException {
            for (String name : names) {
                assertTrue(latch(name).await(20, SECONDS), name + ": " + latch(name));
            }
        }

        void chat() throws InterruptedException {
            assertTrue(said.poll(20, SECONDS).contains("Hello, visitor"));
            channel.send("Boo!");
            assertEquals("{\"from\":\"Java\",\"text\":\"You said: Boo!\"}", said.poll(20, SECONDS));
        }

        @Override
        public void close() {
            page.close();
        }
    }
}
