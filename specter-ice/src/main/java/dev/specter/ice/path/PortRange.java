package dev.specter.ice.path;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Binds to one port of a range: starts anywhere in it and goes round once. Loop-confined. */
final class PortRange {
    private final EventLoop loop;
    private final int minPort;
    private final int count;
    private final IntFunction<ChannelFuture> binding;
    private final CompletableFuture<Channel> result = new CompletableFuture<>();

    private PortRange(EventLoop loop, SocketOptions options, IntFunction<ChannelFuture> binding) {
        this.loop = loop;
        this.binding = binding;
        minPort = options.minPort();
        count = options.maxPort() - options.minPort() + 1;
    }

    /**
     * Tries ports until one can be had.
     *
     * @param binding tries one port; 0 lets the system choose
     * @return completed on the loop, exceptionally with the last failure if none can be had
     */
    static CompletionStage<Channel> bind(
            EventLoop loop,
            SocketOptions options,
            RandomGenerator random,
            IntFunction<ChannelFuture> binding) {
        PortRange range = new PortRange(loop, options, binding);
        range.attempt(options.maxPort() == 0 ? 0 : random.nextInt(range.count), range.count);
        return range.result;
    }

    private void attempt(int offset, int attemptsLeft) {
        ChannelFuture bound = binding.apply(minPort + offset % count);
        // Where no socket can be made at all, the future completes on a thread of Netty's own.
        bound.addListener(
                done -> {
                    if (loop.inEventLoop()) {
                        handleBound(bound, offset, attemptsLeft);
                    } else {
                        loop.execute(() -> handleBound(bound, offset, attemptsLeft));
                    }
                });
    }

    private void handleBound(ChannelFuture bound, int offset, int attemptsLeft) {
        if (bound.isSuccess()) {
            result.complete(bound.channel());
        } else if (attemptsLeft > 1) {
            attempt(offset + 1, attemptsLeft - 1);
        } else {
            result.completeExceptionally(bound.cause());
        }
    }
}
