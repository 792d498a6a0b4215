package dev.specter.tests.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcListenerRegistration;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/** Many bytes one way, and their checksum, computed at both ends. */
final class Bulk {
    private static final int CHUNK_BYTES = 65_536;
    private static final long HIGH_WATER_BYTES = 4 << 20;

    private Bulk() {}

    /** Sends so many bytes to the page, which says what it got. */
    static void send(RtcDataChannel channel, int total, int patienceSeconds) throws Exception {
        var answer = new CompletableFuture<String>();
        channel.onMessage(message -> answer.complete(message.text()));
        channel.bufferedAmountLowThreshold(HIGH_WATER_BYTES / 4);
        var crc = new CRC32();
        int sent = 0;
        while (sent < total) {
            byte[] chunk = new byte[Math.min(CHUNK_BYTES, total - sent)];
            fill(chunk, sent);
            crc.update(chunk);
            awaitRoom(channel, patienceSeconds);
            channel.send(chunk);
            sent += chunk.length;
        }
        channel.send("end");
        assertEquals(total + " " + crc.getValue(), answer.get(patienceSeconds, SECONDS));
    }

    /** Sends one message of that size to the page, which says what it got. */
    static void sendOne(RtcDataChannel channel, int size, int patienceSeconds) throws Exception {
        var answer = new CompletableFuture<String>();
        channel.onMessage(message -> answer.complete(message.text()));
        byte[] message = new byte[size];
        fill(message, 1);
        var crc = new CRC32();
        crc.update(message);
        channel.send(message);
        channel.send("end");
        assertEquals(size + " " + crc.getValue(), answer.get(patienceSeconds, SECONDS));
    }

    private static void fill(byte[] chunk, int seed) {
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = (byte) (i * 31 ^ i >>> 8);
        }
        if (chunk.length >= Integer.BYTES) {
            ByteBuffer.wrap(chunk).putInt(0, seed);
        }
    }

    private static void awaitRoom(RtcDataChannel channel, int patienceSeconds) throws Exception {
        if (channel.bufferedAmount() < HIGH_WATER_BYTES) {
            return;
        }
        var low = new CompletableFuture<Void>();
        RtcListenerRegistration registration =
                channel.onBufferedAmountLow(() -> low.complete(null));
        if (channel.bufferedAmount() >= HIGH_WATER_BYTES / 4) {
            low.get(patienceSeconds, SECONDS);
        }
        registration.close();
    }

    /** Takes so many bytes of the page, then what it says of them. */
    static void receive(RtcDataChannel channel, int total, int patienceSeconds) throws Exception {
        var crc = new CRC32();
        var bytes = new AtomicLong();
        var seen = new CompletableFuture<String>();
        var said = new CompletableFuture<String>();
        channel.onMessage(
                message -> {
                    if (message.isText()) {
                        seen.complete(bytes.get() + " " + crc.getValue());
                        said.complete(message.text());
                    } else {
                        bytes.addAndGet(message.size());
                        crc.update(message.data());
                    }
                });
        assertEquals(said.get(patienceSeconds, SECONDS), seen.join());
        assertEquals(total, bytes.get());
    }
}
