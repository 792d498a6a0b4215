package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Data channels as blocking streams of bytes. */
@Timeout(60)
class ByteChannelIT {
    private static final long SECONDS = 50;
    private static final int WINDOW_BYTES = 300_000;

    /** A thread of ours that does something with a channel, and what came of it. */
    private static final class Worker<T> {
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final Thread thread;

        Worker(Callable<T> work) {
            thread =
                    new Thread(
                            () -> {
                                try {
                                    result.complete(work.call());
                                } catch (Exception e) {
                                    result.completeExceptionally(e);
                                }
                            });
            thread.setDaemon(true);
            thread.start();
        }

        T result() {
            return result.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        }

        Throwable failure() {
            return result.handle((value, error) -> error)
                    .orTimeout(SECONDS, TimeUnit.SECONDS)
                    .join();
        }

        void awaitBlocked() throws InterruptedException {
            while (thread.getState() != Thread.State.WAITING) {
                assertFalse(result.isDone(), "it did not wait");
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private static Connected smallWindow() {
        SctpOptions options = SctpOptions.builder().receiveWindowBytes(WINDOW_BYTES).build();
        return new Connected(WebRtc.builder().sctp(options));
    }

    private static byte[] readAll(ByteChannel channel) throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(10_007);
        while (channel.read(buffer.clear()) >= 0) {
            out.write(buffer.array(), 0, buffer.position());
        }
        return out.toByteArray();
    }

    private static String readText(ByteChannel channel, int most) throws IOException {
        var buffer = ByteBuffer.allocate(most);
        int count = channel.read(buffer);
        return new String(buffer.array(), 0, count, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void carriesMoreBytesThanMessageWindowAndMarkHoldUpToTheEnd() throws Exception {
        try (var pair = smallWindow()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            byte[] sent = new byte[5_000_000];
            new Random(1).nextBytes(sent);
            ByteChannel in = channel[1].asByteChannel();
            var writer =
                    new Worker<>(
                            () -> {
                                try (ByteChannel out = channel[0].asByteChannel()) {
                                    return out.write(ByteBuffer.wrap(sent));
                                }
                            });
            assertArrayEquals(sent, readAll(in));
            assertEquals(sent.length, writer.result());
            assertEquals(-1, in.read(ByteBuffer.allocate(1)), "once more");
            assertTrue(in.isOpen(), "the end is not a close");
            in.close();
            assertThrows(ClosedChannelException.class, () -> in.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void readsTextPartsOfMessagesAndPassesOverEmptyOnes() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            channel[0].send("");
            channel[0].send("abcdef");
            channel[0].send(new byte[0]);
            channel[0].send("\u00fc");
            ByteChannel in = channel[1].asByteChannel();
            assertEquals(0, in.read(ByteBuffer.allocate(0)));
            assertEquals("abcd", readText(in, 4));
            assertEquals("ef", readText(in, 4), "never of two messages");
            assertEquals("\u00fc", readText(in, 100));
        }
    }

    @Test
    void aReaderThatDoesNotReadStopsTheWriter() throws Exception {
        try (var pair = smallWindow()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var written = new AtomicLong();
            ByteChannel in = channel[1].asByteChannel();
            ByteChannel out = channel[0].asByteChannel();
            var writer =
                    new Worker<>(
                            () -> {
                                for (int i = 0; i < 400; i++) {
                                    written.addAndGet(out.write(ByteBuffer.allocate(10_000)));
                                }
                                out.close();
                                return null;
                            });
            writer.awaitBlocked();
            long before = awaitSteady(written);
            assertTrue(before < 1_000_000, before + " bytes were taken");
            var buffer = ByteBuffer.allocate(10_000);
            in.read(buffer);
            assertEquals(4_000_000 - 10_000, readAll(in).length);
            writer.result();
        }
    }

    private static long awaitSteady(AtomicLong value) throws InterruptedException {
        long last = -1;
        while (value.get() != last) {
            last = value.get();
            TimeUnit.MILLISECONDS.sleep(300);
        }
        return last;
    }

    @Test
    void closingWakesReaderAndWriter() throws Exception {
        try (var pair = smallWindow()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            ByteChannel ours = channel[0].asByteChannel();
            var reader = new Worker<>(() -> ours.read(ByteBuffer.allocate(1)));
            var writer = new Worker<>(() -> ours.write(ByteBuffer.allocate(10_000_000)));
            reader.awaitBlocked();
            writer.awaitBlocked();
            ours.close();
            assertInstanceOf(AsynchronousCloseException.class, reader.failure());
            assertTrue(writer.result() > 0, "some had been written");
            assertFalse(ours.isOpen());
            assertThrows(ClosedChannelException.class, () -> ours.write(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void anInterruptClosesTheChannelAtBothEnds() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            ByteChannel ours = channel[0].asByteChannel();
            ByteChannel theirs = channel[1].asByteChannel();
            var interrupted = new CompletableFuture<Boolean>();
            var reader =
                    new Worker<>(
                            () -> {
                                try {
                                    return ours.read(ByteBuffer.allocate(1));
                                } finally {
                                    interrupted.complete(Thread.currentThread().isInterrupted());
                                }
                            });
            reader.awaitBlocked();
            reader.thread.interrupt();
            assertInstanceOf(ClosedByInterruptException.class, reader.failure());
            assertTrue(interrupted.join(), "the interrupt is kept");
            assertEquals(-1, theirs.read(ByteBuffer.allocate(1)));
            assertThrows(IOException.class, () -> theirs.write(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void whatBreaksTheChannelIsNotTakenForItsEnd() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            ByteChannel theirs = channel[1].asByteChannel();
            var reader = new Worker<>(() -> theirs.read(ByteBuffer.allocate(1)));
            reader.awaitBlocked();
            pair.a.close(); // aborts the association
            Throwable failure = reader.failure();
            assertInstanceOf(IOException.class, failure);
            assertInstanceOf(RtcException.class, failure.getCause());
        }
    }

    @Test
    void closingTheConnectionEndsItsStreams() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            ByteChannel ours = channel[0].asByteChannel();
            var reader = new Worker<>(() -> ours.read(ByteBuffer.allocate(1)));
            reader.awaitBlocked();
            pair.a.close();
            assertEquals(-1, reader.result());
        }
    }

    @Test
    void writingWaitsUntilTheChannelIsOpen() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel mine = pair.a.createDataChannel("early");
            ByteChannel out = mine.asByteChannel();
            var writer = new Worker<>(() -> out.write(ByteBuffer.wrap(new byte[] {1, 2, 3})));
            writer.awaitBlocked();
            pair.negotiate();
            assertEquals(3, writer.result());
            RtcDataChannel theirs = pair.channelsOfB.poll(SECONDS, TimeUnit.SECONDS);
            assertEquals(3, theirs.asByteChannel().read(ByteBuffer.allocate(10)));
        }
    }

    @Test
    void channelsThatShareASendBufferWaitForEachOther() throws Exception {
        SctpOptions options =
                SctpOptions.builder()
                        .receiveWindowBytes(WINDOW_BYTES)
                        .sendBufferBytes(300_000)
                        .build();
        try (var pair = new Connected(WebRtc.builder().sctp(options))) {
            int channels = 4;
            int size = 2_000_000;
            var writers = new java.util.ArrayList<Worker<Integer>>();
            var readers = new java.util.ArrayList<Worker<byte[]>>();
            for (int i = 0; i < channels; i++) {
                RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
                ByteChannel in = channel[1].asByteChannel();
                readers.add(new Worker<>(() -> readAll(in)));
                ByteChannel out = channel[0].asByteChannel();
                writers.add(
                        new Worker<>(
                                () -> {
                                    int count = out.write(ByteBuffer.allocate(size));
                                    out.close();
                                    return count;
                                }));
            }
            for (int i = 0; i < channels; i++) {
                assertEquals(size, writers.get(i).result());
                assertEquals(size, readers.get(i).result().length);
            }
        }
    }

    @Test
    void refusesToWaitWhereThatWouldBlockTheConnection() throws Exception {
        for (boolean direct : new boolean[] {false, true}) {
            var builder = WebRtc.builder();
            if (direct) {
                builder.directCallbacks();
            }
            try (var pair = new Connected(builder)) {
                RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
                ByteChannel ours = channel[0].asByteChannel();
                var caught = new CompletableFuture<Void>();
                pair.a
                        .callbackExecutor()
                        .execute(
                                () -> {
                                    var one = ByteBuffer.allocate(1);
                                    try {
                                        assertThrows(
                                                IllegalStateException.class, () -> ours.read(one));
                                        assertThrows(
                                                IllegalStateException.class, () -> ours.write(one));
                                        caught.complete(null);
                                    } catch (AssertionError e) {
                                        caught.completeExceptionally(e);
                                    }
                                });
                caught.get(SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void oneTakesTheMessagesAtATime() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            ByteChannel ours = channel[0].asByteChannel();
            assertThrows(RtcException.class, channel[0]::asByteChannel);
            assertThrows(RtcException.class, () -> channel[0].onMessage(m -> {}));
            channel[1].onMessage(m -> {});
            assertThrows(RtcException.class, channel[1]::asByteChannel);
            ours.close();
        }
    }

    @Test
    void aQueueThatClosesLeavesItsMessagesToTheNext() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var arrived = new java.util.concurrent.Semaphore(0);
            RtcMessageQueue queue = channel[1].messageQueue(arrived::release);
            for (String text : new String[] {"a", "b", "c"}) {
                channel[0].send(text);
            }
            assertTrue(arrived.tryAcquire(3, SECONDS, TimeUnit.SECONDS));
            assertEquals("a", queue.poll().orElseThrow().text());
            queue.close();
            var settled = new CompletableFuture<Void>();
            pair.b.callbackExecutor().execute(() -> settled.complete(null));
            settled.get(SECONDS, TimeUnit.SECONDS);
            var rest = new java.util.concurrent.LinkedBlockingQueue<String>();
            channel[1].onMessage(m -> rest.add(m.text()));
            assertEquals("b", rest.poll(SECONDS, TimeUnit.SECONDS));
            assertEquals("c", rest.poll(SECONDS, TimeUnit.SECONDS));
        }
    }
}
