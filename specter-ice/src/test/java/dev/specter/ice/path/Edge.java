package dev.specter.ice.path;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One event loop, and how a test's own thread works on it. */
final class Edge implements AutoCloseable {
    static final SocketOptions ANY_PORT = new SocketOptions(0, 0, 4 << 20, 4 << 20);

    final PathCounters errors = new PathCounters();
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    EventLoop loop() {
        return group.next();
    }

    <T> T on(Callable<T> call) throws Exception {
        return loop().submit(call).get(30, TimeUnit.SECONDS);
    }

    void run(Runnable call) throws Exception {
        loop().submit(call).get(30, TimeUnit.SECONDS);
    }

    /** Runs something on the loop and waits for the stage that it returns. */
    <T> T await(Callable<CompletionStage<T>> call) throws Exception {
        return CompletableFuture.completedStage(null)
                .thenComposeAsync(
                        nothing -> {
                            try {
                                return call.call();
                            } catch (Exception e) {
                                return CompletableFuture.failedStage(e);
                            }
                        },
                        loop())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    DatagramPath socket(String address, PathListener listener) throws Exception {
        return socket(address, ANY_PORT, listener);
    }

    DatagramPath socket(String address, SocketOptions options, PathListener listener)
            throws Exception {
        InetAddress local = Stuns.ip(address);
        return await(
                () -> DatagramPath.open(loop(), local, options, new Random(), errors, listener));
    }

    boolean send(Path path, byte[] datagram, InetSocketAddress remote) throws Exception {
        return on(
                () -> {
                    boolean queued = path.write(ByteBuffer.wrap(datagram), remote);
                    path.flush();
                    return queued;
                });
    }

    boolean send(Path path, String text, InetSocketAddress remote) throws Exception {
        return send(path, text.getBytes(StandardCharsets.US_ASCII), remote);
    }

    static void eventually(BooleanSupplier condition, String what) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError(what);
            }
            Thread.sleep(10);
        }
    }

    static int openFiles() {
        String[] open = new File("/proc/self/fd").list();
        return Objects.requireNonNull(open, "needs /proc").length;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
