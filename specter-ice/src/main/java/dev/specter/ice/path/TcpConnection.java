package dev.specter.ice.path;

import dev.specter.common.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One TCP connection that carries datagrams in frames (RFC 4571; RFC 6544, section 10.1). Until a
 * checked STUN message has come over it, it takes small frames only and does not last.
 * Loop-confined.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

    /** Datagrams that wait for the connection to be made. */
    private static final int MAX_HELD = 16;

    /** Frames of connections that have proved nothing: STUN needs no more. */
    private static final int MAX_UNPROVED_FRAME_BYTES = 2048;

    private static final int MAX_LENGTH = 0xFFFF;

    /** Who has the connection. */
    interface Owner {
        void onUp(TcpConnection connection);

        void onFrame(TcpConnection connection, byte[] frame);

        void onReadComplete(TcpConnection connection);

        /** It broke the rules of its protocol, and will end. */
        void onMalformed(TcpConnection connection);

        /** It has ended, or could not be made. */
        void onEnd(TcpConnection connection);
    }

    private final Owner owner;
    private final TcpOptions options;
    private final PathCounters counters;
    private final FrameDecoder decoder = new FrameDecoder(MAX_UNPROVED_FRAME_BYTES);
    private final Queue<ByteBuffer> held = new ArrayDeque<>();

    private Channel channel;
    private InetSocketAddress remote;
    private boolean up;
    private boolean proved;
    private boolean dirty;
    private boolean ended;
    private long startNanos;
    private long lastReadNanos;
    private ScheduledFuture<?> watch;

    TcpConnection(Owner owner, TcpOptions options, PathCounters counters) {
        this.owner = owner;
        this.options = options;
        this.counters = counters;
    }

    /** The other end; null before {@link Owner#onUp} if nobody has said. */
    InetSocketAddress remote() {
        return remote;
    }

    void remote(InetSocketAddress address) {
        remote = address;
    }

    boolean isProved() {
        return proved;
    }

    /** A STUN message over it has been checked. */
    void prove() {
        proved = true;
        decoder.maxBytes(options.maxFrameBytes());
    }

    /** Queues a datagram; false, and counted, if it was dropped. */
    boolean write(ByteBuffer datagram) {
        if (ended || datagram.remaining() > MAX_LENGTH) {
            return drop();
        }
        if (!up) {
            return held.size() < MAX_HELD ? held.add(datagram) : drop();
        }
        if (!channel.isWritable()) {
            flush();
        }
        if (!channel.isWritable() || !channel.isActive()) {
            return drop();
        }
        int length = datagram.remaining();
        ByteBuf framed = channel.alloc().ioBuffer(FrameDecoder.LENGTH_BYTES + length);
        framed.writeShort(length).writeBytes(datagram);
        dirty = true;
        writeFramed(framed);
        return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the void promise cannot be listened to
    private void writeFramed(ByteBuf framed) {
        channel.write(framed, channel.voidPromise());
    }

    private boolean drop() {
        counters.countSendError();
        return false;
    }

    void flush() {
        if (dirty) {
            dirty = false;
            channel.flush();
        }
    }

    /** Ends it; the owner is told, once. */
    @SuppressWarnings("FutureReturnValueIgnored") // on the loop: closed when the call returns
    void close() {
        if (channel != null) {
            channel.close();
        }
        end();
    }

    /** What was to become a connection did not. */
    void fail() {
        counters.countSendError();
        end();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        held.clear();
        if (watch != null) {
            watch.cancel(false);
        }
        owner.onEnd(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (ended) {
            close();
            return;
        }
        up = true;
        remote = (InetSocketAddress) channel.remoteAddress();
        startNanos = System.nanoTime();
        lastReadNanos = startNanos;
        watch();
        owner.onUp(this);
        for (ByteBuffer datagram = held.poll(); datagram != null; datagram = held.poll()) {
            write(datagram);
        }
        flush();
    }

    private void watch() {
        long dueNanos =
                proved
                        ? lastReadNanos + options.idleTimeout().toNanos()
                        : startNanos + options.proofTimeout().toNanos();
        long leftNanos = dueNanos - System.nanoTime();
        if (leftNanos <= 0) {
            LOG.debug("{} is {}", this, proved ? "idle" : "without proof");
            close();
        } else {
            watch = channel.eventLoop().schedule(this::watch, leftNanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            lastReadNanos = System.nanoTime();
            while (!ended) {
                byte[] frame = decoder.next(in);
                if (frame == null) {
                    return;
                }
                owner.onFrame(this, frame);
            }
        } catch (MalformedPacketException e) {
            LOG.debug("{}: {}", this, e.getMessage());
            counters.countReceiveError();
            owner.onMalformed(this);
            close();
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!ended) {
            owner.onReadComplete(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: {}", this, cause.toString());
        } else {
            LOG.warn("on {}", this, cause);
        }
        counters.countReceiveError();
        // A stream with a hole in it is of no more use.
        close();
    }

    @Override
    public String toString() {
        return "TcpConnection[" + remote + "]";
    }
}
