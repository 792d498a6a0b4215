package dev.specter.netty;

import dev.specter.webrtc.WebRtc;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.ResourceLeakDetector;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A server and its clients in this process, over UDP on the loopback interface. Closing it fails if
 * a buffer was lost.
 */
final class Loopback implements AutoCloseable {
    static final long SECONDS = 20;
    static final LocalAddress SERVER = new LocalAddress("server");
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ByteBufUtil.setLeakListener(
                new ResourceLeakDetector.LeakListener() {
                    @Override
                    public void onLeak(String resourceType, String records) {
                        LEAKS.add(resourceType + ": " + records);
                    }
                });
    }

    final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    final LocalSignaling signaling = new LocalSignaling();
    final WebRtc webRtc;
    final Bootstrap client;
    final ServerBootstrap server;

    Loopback() {
        this(WebRtc.builder());
    }

    Loopback(WebRtc.Builder builder) {
        webRtc = builder.includeLoopback(true).build();
        client =
                new Bootstrap()
                        .group(group)
                        .option(ChannelOption.ALLOCATOR, allocator)
                        .channelFactory(() -> new WebRtcChannel(webRtc, signaling));
        server =
                new ServerBootstrap()
                        .group(group)
                        .childOption(ChannelOption.ALLOCATOR, allocator)
                        .channelFactory(() -> new WebRtcServerChannel(webRtc, signaling));
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    Channel bind(Supplier<ChannelHandler[]> handlers) throws InterruptedException {
        return server.childHandler(initializer(handlers)).bind(SERVER).sync().channel();
    }

    Channel connect(Supplier<ChannelHandler[]> handlers) throws InterruptedException {
        return client.clone().handler(initializer(handlers)).connect(SERVER).sync().channel();
    }

    static ChannelHandler initializer(Supplier<ChannelHandler[]> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.get());
            }
        };
    }

    static void await(Condition condition, String what) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError(what);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    interface Condition {
        boolean holds();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS)
                .syncUninterruptibly(); // closes all channels
        webRtc.close();
        long heap = allocator.metric().usedHeapMemory();
        long direct = allocator.metric().usedDirectMemory();
        if (heap + direct != 0) {
            throw new AssertionError("not released: " + heap + " heap, " + direct + " direct");
        }
        if (!LEAKS.isEmpty()) {
            throw new AssertionError(String.join("\n", LEAKS));
        }
    }
}
