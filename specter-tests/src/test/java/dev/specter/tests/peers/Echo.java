package dev.specter.tests.peers;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;

/** Sends messages on a channel and compares what the peer sends back with it. */
final class Echo {
    private static final long ENOUGH_BUFFERED_BYTES = 1 << 20;

    private final RtcDataChannel channel;
    private final int messages;
    private final int messageBytes;
    private final int maxUnanswered;
    private final CRC32C sentSum = new CRC32C();
    private final CRC32C receivedSum = new CRC32C();
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private int sent;
    private int received;

    private Echo(RtcDataChannel channel, int messages, int messageBytes, int maxUnanswered) {
        this.channel = channel;
        this.messages = messages;
        this.messageBytes = messageBytes;
        this.maxUnanswered = maxUnanswered;
    }

    /**
     * Begins once the channel is open.
     *
     * @return what tells of its end: the number of bytes that came back, all of them right
     */
    static Echo start(RtcDataChannel channel, int messages, int messageBytes) {
        return start(channel, messages, messageBytes, messages);
    }

    /** The same, with no more messages sent than that many that have not come back. */
    static Echo start(RtcDataChannel channel, int messages, int messageBytes, int maxUnanswered) {
        var echo = new Echo(channel, messages, messageBytes, maxUnanswered);
        channel.bufferedAmountLowThreshold(ENOUGH_BUFFERED_BYTES / 2);
        channel.onMessage(echo::take);
        channel.onClose(
                () -> echo.done.completeExceptionally(new AssertionError(echo + ": closed")));
        channel.onBufferedAmountLow(echo::send);
        channel.onOpen(echo::send);
        return echo;
    }

    /** Waits for the end; fails with how far it came. */
    long await(int patienceSeconds) throws Exception {
        try {
            return done.get(patienceSeconds, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(toString(), e);
        }
    }

    /** Begins, and waits for the end. */
    static long run(RtcDataChannel channel, int messages, int messageBytes, int patienceSeconds)
            throws Exception {
        return start(channel, messages, messageBytes).await(patienceSeconds);
    }

    private synchronized void send() {
        int end = Math.min(messages, received + maxUnanswered);
        while (sent < end && channel.bufferedAmount() < ENOUGH_BUFFERED_BYTES) {
            byte[] message = new byte[messageBytes];
            for (int i = 0; i < messageBytes; i += 1_000) {
                message[i] = (byte) (sent + i);
            }
            sentSum.update(message);
            sent++;
            channel.send(message);
        }
    }

    private synchronized void take(RtcDataChannelMessage message) {
        receivedSum.update(message.data());
        if (++received == messages) {
            if (sentSum.getValue() == receivedSum.getValue()) {
                done.complete((long) messages * messageBytes);
            } else {
                done.completeExceptionally(new AssertionError(this + ": sums differ"));
            }
        } else if (sent - received < maxUnanswered) {
            send();
        }
    }

    @Override
    public synchronized String toString() {
        return channel.label() + ": " + sent + " sent, " + received + " back";
    }
}
