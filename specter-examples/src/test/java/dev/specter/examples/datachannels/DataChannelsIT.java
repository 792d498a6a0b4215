package dev.specter.examples.datachannels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.examples.StandInPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

class DataChannelsIT {
    @Test
    void javaOpensAChannelAndEchoesOnThePages() throws Exception {
        try (DataChannels example = DataChannels.start("127.0.0.1", 0);
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(
                    example.address(),
                    "/",
                    "/data-channels.js",
                    "/shared-parts/signaling.js",
                    "/shared-parts/style.css");
            RtcPeerConnection pc = webrtc.newPeerConnection();
            try (StandInPage page = new StandInPage(example.address(), pc)) {
                talk(pc, page);
            }
        }
    }

    private static void talk(RtcPeerConnection pc, StandInPage page) throws Exception {
        var echoes = new LinkedBlockingQueue<RtcDataChannelMessage>();
        RtcDataChannel ours = pc.createDataChannel("from the page");
        ours.onMessage(echoes::add);
        var theirs = new CompletableFuture<String>();
        var greeting = new CompletableFuture<String>();
        pc.onDataChannel(
                channel -> {
                    theirs.complete(channel.label());
                    channel.onMessage(m -> greeting.complete(m.text()));
                });
        var open = new CompletableFuture<Void>();
        var closed = new CompletableFuture<Void>();
        ours.onOpen(() -> open.complete(null));
        ours.onClose(() -> closed.complete(null));
        page.offer();

        open.get(20, SECONDS);
        assertEquals("from Java", theirs.get(10, SECONDS));
        assertTrue(greeting.get(10, SECONDS).startsWith("Hello from Java"));
        ours.send("hi");
        assertEquals("You said: hi", echoes.poll(10, SECONDS).text());
        byte[] bytes = new byte[65_536];
        bytes[65_535] = 1;
        ours.send(bytes);
        assertArrayEquals(bytes, echoes.poll(10, SECONDS).toByteArray());
        ours.send("bye");
        closed.get(10, SECONDS);
    }
}
