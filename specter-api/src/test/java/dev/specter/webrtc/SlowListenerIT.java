package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.rtcp.PictureLossIndication;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.sctp.SctpOptions;
import dev.specter.webrtc.loop.ConnectionLoop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Listeners that are slow or late: order and memory. */
@Timeout(60)
class SlowListenerIT {
    private static final long SECONDS = 20;
    private static final int WINDOW_BYTES = 300_000;

    @Test
    void aChannelOfThePeersOpensBeforeItsFirstMessage() throws Exception {
        try (var pair = new Connected()) {
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            var done = new CompletableFuture<Void>();
            pair.b.onDataChannel(
                    channel -> {
                        sleep(300); // the message has come when the listeners are set
                        channel.onMessage(
                                m -> {
                                    seen.add("message");
                                    done.complete(null);
                                });
                        channel.onOpen(() -> seen.add("open"));
                    });
            RtcDataChannel mine = pair.a.createDataChannel("x");
            mine.onOpen(() -> mine.send("first"));
            pair.negotiate();
            done.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            assertEquals(List.of("open", "message"), seen);
        }
    }

    @Test
    void aPeerThatClosesChannelsGetsNoMoreThanTheWindowIntoMemory() throws Exception {
        SctpOptions options = SctpOptions.builder().receiveWindowBytes(WINDOW_BYTES).build();
        try (var pair = new Connected(WebRtc.builder().sctp(options))) {
            var release = new CountDownLatch(1);
            RtcDataChannel[] first = pair.openChannel(RtcDataChannelInit.defaults());
            first[1].onMessage(m -> awaitQuietly(release));
            first[0].send("block");
            int closed = 0;
            for (int i = 0; i < 10; i++) {
                RtcDataChannel channel = pair.a.createDataChannel("n" + i);
                var end = new CompletableFuture<Void>();
                channel.onClose(() -> end.complete(null));
                channel.onOpen(
                        () -> {
                            channel.send(new byte[WINDOW_BYTES / 2]);
                            channel.close();
                        });
                try {
                    end.get(2, TimeUnit.SECONDS);
                    closed++;
                } catch (TimeoutException e) {
                    break; // the window is full
                }
            }
            int whileBlocked = closed;
            release.countDown();
            assertTrue(whileBlocked <= 2, whileBlocked + " channels full of data");
            RtcDataChannel after = pair.a.createDataChannel("after");
            var end = new CompletableFuture<Void>();
            after.onOpen(
                    () -> {
                        after.send(new byte[WINDOW_BYTES / 2]);
                        after.close();
                    });
            after.onClose(() -> end.complete(null));
            end.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void slowListenersOfAllConnectionsShareOneMemory() throws Exception {
        SctpOptions options = SctpOptions.builder().maxReceiveMessageBytes(16 * 1024).build();
        var builder = WebRtc.builder().sctp(options).receiveMemoryBytes(0);
        int messages = 60;
        byte[] message = new byte[16 * 1024];
        try (var pair = new Connected(builder)) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            for (int i = 0; i < messages; i++) {
                channel[0].send(message);
            }
            sleep(500);
            // The window of 2 MiB would have taken all of them.
            assertTrue(channel[0].bufferedAmount() > (messages - 10L) * message.length);
            var got = new CountDownLatch(messages);
            channel[1].onMessage(m -> got.countDown());
            assertTrue(got.await(SECONDS, TimeUnit.SECONDS), "left: " + got.getCount());
        }
    }

    @Test
    void aLateListenerStillGetsWhatCameOnAChannelThatHasClosed() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            channel[0].send("last words");
            channel[0].close();
            Connected.awaitClosed(channel[1]);
            var got = new CompletableFuture<String>();
            channel[1].onMessage(m -> got.complete(m.text()));
            assertEquals("last words", got.orTimeout(SECONDS, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void aPeerThatFloodsWithRtcpFillsNoMemory() throws Exception {
        try (var pair = new Connected()) {
            var local = RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "v", "s");
            RtcRtpSender sender = pair.a.addTrack(local);
            pair.negotiate();
            var entered = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            var compounds = new AtomicInteger();
            var requests = new AtomicInteger();
            var done = new CompletableFuture<Void>();
            local.onKeyFrameRequest(requests::incrementAndGet);
            sender.onRtcp(
                    rtcp -> {
                        compounds.incrementAndGet();
                        entered.countDown();
                        awaitQuietly(release);
                    });
            var request = RtcpCompound.of(new PictureLossIndication(1, sender.ssrc()));
            ConnectionLoop loop = pair.a.engine().loop();
            loop.run(() -> sender.received(request, loop.nowNanos()));
            assertTrue(entered.await(SECONDS, TimeUnit.SECONDS));
            loop.run(
                    () -> {
                        for (int i = 0; i < 20_000; i++) {
                            sender.received(request, loop.nowNanos());
                        }
                    });
            loop.callback(() -> done.complete(null));
            release.countDown();
            done.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            assertTrue(compounds.get() < 5_000, compounds + " compounds waited");
            assertTrue(requests.get() <= 3, requests + " requests waited");
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
