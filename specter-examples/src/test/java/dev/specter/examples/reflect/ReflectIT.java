package dev.specter.examples.reflect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.examples.StandInCamera;
import dev.specter.examples.StandInPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

class ReflectIT {
    @Test
    void pictureSoundAndMessagesComeBack() throws Exception {
        try (Reflect example = Reflect.start("127.0.0.1", 0);
                StandInCamera camera = new StandInCamera();
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(example.address(), "/", "/reflect.js", "/shared-parts/media.js");
            RtcPeerConnection pc = webrtc.newPeerConnection();
            pc.addTrack(camera.video());
            pc.addTrack(camera.audio());
            RtcDataChannel channel = pc.createDataChannel("time");
            channel.onOpen(() -> channel.send("now"));
            var echo = new CompletableFuture<String>();
            channel.onMessage(message -> echo.complete(message.text()));

            Set<ByteBuffer> sent = ConcurrentHashMap.newKeySet();
            camera.pictures().forEach(frame -> sent.add(frame.data()));
            Set<ByteBuffer> strange = ConcurrentHashMap.newKeySet();
            var pictures = new CountDownLatch(60);
            var sounds = new CountDownLatch(100);
            pc.onTrack(
                    event -> {
                        if (event.track().kind() == RtcMediaKind.AUDIO) {
                            event.track().onRtp(packet -> sounds.countDown());
                            return;
                        }
                        event.track()
                                .onSample(
                                        sample -> {
                                            if (!sent.contains(sample.data())) {
                                                strange.add(sample.data());
                                            }
                                            pictures.countDown();
                                        });
                    });
            try (StandInPage page = new StandInPage(example.address(), pc)) {
                page.offer();
                assertEquals("now", echo.get(20, SECONDS));
                assertTrue(pictures.await(20, SECONDS), pictures + " left");
                assertTrue(sounds.await(20, SECONDS), sounds + " left");
                assertTrue(strange.isEmpty(), "pictures come back as they were");
            }
        }
    }
}
