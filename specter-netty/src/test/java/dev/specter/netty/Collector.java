package dev.specter.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what comes: bytes as bytes, other messages as they are, and what happened. */
final class Collector extends ChannelInboundHandlerAdapter {
    final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final CompletableFuture<Throwable> error = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void channelActive(ChannelHandlerContext context) {
        requireLoop(context);
        events.add("active");
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        requireLoop(context);
        events.add("inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        requireLoop(context);
        if (message instanceof ByteBuf part) {
            synchronized (bytes) {
                bytes.writeBytes(ByteBufUtil.getBytes(part));
            }
            ReferenceCountUtil.release(message);
        } else {
            messages.add(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        requireLoop(context);
        events.add(context.channel().isWritable() ? "writable" : "full");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        error.complete(cause);
        var unused = context.close();
    }

    private static void requireLoop(ChannelHandlerContext context) {
        if (!context.channel().eventLoop().inEventLoop()) {
            throw new IllegalStateException("not on the event loop");
        }
    }

    int count() {
        synchronized (bytes) {
            return bytes.size();
        }
    }

    byte[] bytes(int count) throws InterruptedException {
        Loopback.await(() -> count() >= count, count() + " of " + count + " bytes came");
        synchronized (bytes) {
            return bytes.toByteArray();
        }
    }

    <T> T message(Class<T> type) throws InterruptedException {
        return type.cast(messages.poll(Loopback.SECONDS, TimeUnit.SECONDS));
    }

    String event() throws InterruptedException {
        return events.poll(Loopback.SECONDS, TimeUnit.SECONDS);
    }
}
