package dev.specter.tests;

import dev.specter.tests.browser.MessageSequence;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;

import java.util.concurrent.CompletableFuture;

/**
 * Sends a sequence of messages on a channel, never with more than 1 MiB buffered, and checks that
 * another sequence comes, intact and in order. Everything happens on the connection's callbacks.
 */
final class ChannelExchange {
    private static final int HIGH_WATER_BYTES = 1 << 20;

    private final RtcDataChannel channel;
    private final MessageSequence mine;
    private final MessageSequence theirs;
    private final int count;
    private final CompletableFuture<Long> done;
    private int sent;
    private int received;
    private long bytes;

    private ChannelExchange(
            RtcDataChannel channel,
            int mineSeed,
            int theirsSeed,
            int count,
            CompletableFuture<Long> done) {
        this.done = done;
        this.channel = channel;
        this.mine = new MessageSequence(mineSeed);
        this.theirs = new MessageSequence(theirsSeed);
        this.count = count;
    }

    /**
     * Begins.
     *
     * @param done completed with the bytes sent and received, when all are; fails at the first
     *     message that is wrong
     */
    static void start(
            RtcDataChannel channel,
            int mineSeed,
            int theirsSeed,
            int count,
            CompletableFuture<Long> done) {
        var exchange = new ChannelExchange(channel, mineSeed, theirsSeed, count, done);
        channel.bufferedAmountLowThreshold(HIGH_WATER_BYTES / 4);
        channel.onBufferedAmountLow(exchange::pump);
        channel.onMessage(exchange::check);
        channel.onError(exchange.done::completeExceptionally);
        channel.onClose(() -> exchange.fail("closed"));
        channel.onOpen(exchange::pump);
    }

    private void pump() {
        while (sent < count && channel.bufferedAmount() < HIGH_WATER_BYTES) {
            MessageSequence.Message message = mine.message(sent++);
            bytes += message.data().remaining();
            if (message.isText()) {
                channel.send(message.text());
            } else {
                channel.send(message.data());
            }
        }
        finishIfDone();
    }

    private void check(RtcDataChannelMessage message) {
        if (received == count) {
            fail("more messages than expected");
            return;
        }
        String difference = theirs.difference(received, message.isText(), message.data());
        if (!difference.isEmpty()) {
            fail(difference);
            return;
        }
        bytes += message.size();
        received++;
        finishIfDone();
    }

    private void finishIfDone() {
        if (sent == count && received == count) {
            done.complete(bytes);
        }
    }

    private void fail(String why) {
        done.completeExceptionally(
                new AssertionError(
                        channel.label()
                                + ": "
                                + why
                                + " ("
                                + sent
                                + " sent, "
                                + received
                                + " received, buffered "
                                + channel.bufferedAmount()
                                + ")"));
    }
}
