package dev.specter.examples.nettyecho;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;

/** Sends bytes as fast as they leave, and compares them with those that come back. */
final class Sender extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int CHUNK = 16_384;

    private final Random random = new Random();
    private final CRC32 sent = new CRC32();
    private final CRC32 returned = new CRC32();
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final long total;
    private long unsent;
    private long unreturned;
    private long startNanos;

    Sender(long total) {
        this.total = total;
        this.unsent = total;
        this.unreturned = total;
    }

    /** How it went. */
    CompletableFuture<String> result() {
        return result;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        startNanos = System.nanoTime();
        send(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        send(context);
    }

    private void send(ChannelHandlerContext context) {
        while (unsent > 0 && context.channel().isWritable()) {
            var chunk = new byte[(int) Math.min(unsent, CHUNK)];
            random.nextBytes(chunk);
            sent.update(chunk);
            unsent -= chunk.length;
            var unused =
                    context.writeAndFlush(context.alloc().buffer(chunk.length).writeBytes(chunk));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        unreturned -= bytes.readableBytes();
        for (ByteBuffer part : bytes.nioBuffers()) {
            returned.update(part);
        }
        if (unreturned == 0) {
            finish();
        }
    }

    private void finish() {
        if (sent.getValue() != returned.getValue()) {
            result.completeExceptionally(new IOException("other bytes came back"));
            return;
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        result.complete(
                String.format(
                        Locale.ROOT,
                        "%.1f MB there and back in %.2f s, CRC-32 %08x both ways",
                        total / 1e6,
                        seconds,
                        sent.getValue()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        result.completeExceptionally(new IOException("the server closed the channel"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        result.completeExceptionally(cause);
        var unused = context.close();
    }
}
