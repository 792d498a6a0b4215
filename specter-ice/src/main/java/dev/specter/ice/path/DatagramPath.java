package dev.specter.ice.path;

import dev.specter.ice.IceProtocol;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * One UDP socket, bound to one local address. Errors of single datagrams (ICMP, no route, no such
 * network any more, full queue) are counted and survived. Loop-confined.
 */
public final class DatagramPath implements Path {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramPath.class);
    private static final int MAX_QUEUED_BYTES = 4 << 20;

    /** Errors in a row, without a datagram between them, after which a socket is given up. */
    private static final int MAX_READ_ERRORS = 1000;

    private final Channel channel;
    private final UdpSocket socket;
    private final InetSocketAddress local;
    private final PathCounters counters;
    private boolean dirty;
    private boolean flushing;
    private boolean closing;

    private DatagramPath(Channel channel, PathCounters counters) {
        this.channel = channel;
        socket = UdpSocket.of(channel);
        this.counters = counters;
        local = (InetSocketAddress) channel.localAddress();
    }

    /**
     * Opens a socket.
     *
     * @param loop the event loop it will live on; called on it
     * @param address the local address
     * @param options ports and buffers
     * @param random picks the first port tried of a range
     * @param counters counts errors
     * @param listener takes what arrives
     * @return completed on the loop, exceptionally if no port is free or the address is gone
     */
    public static CompletionStage<DatagramPath> open(
            EventLoop loop,
            InetAddress address,
            SocketOptions options,
            RandomGenerator random,
            PathCounters counters,
            PathListener listener) {
        ReceiveBufferSize bufferSize = new ReceiveBufferSize();
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(UdpSocket::newChannel)
                        .option(ChannelOption.SO_RCVBUF, options.receiveBufferBytes())
                        .option(ChannelOption.SO_SNDBUF, options.sendBufferBytes())
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, bufferSize)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(MAX_QUEUED_BYTES / 2, MAX_QUEUED_BYTES));
        return PortRange.bind(
                        loop,
                        options,
                        random,
                        port ->
                                bootstrap
                                        .clone()
                                        .handler(new Inbound(listener, counters, bufferSize))
                                        .bind(new InetSocketAddress(address, port)))
                .thenApply(
                        channel -> {
                            DatagramPath path = new DatagramPath(channel, counters);
                            Inbound inbound = channel.pipeline().get(Inbound.class);
                            inbound.path = path;
                            channel.closeFuture().addListener(done -> inbound.handleClosed());
                            return path;
                        });
    }

    /** The local address and port. */
    @Override
    public InetSocketAddress address() {
        return local;
    }

    @Override
    public IceProtocol protocol() {
        return IceProtocol.UDP;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen() && !closing;
    }

    @Override
    public boolean write(ByteBuffer datagram, InetSocketAddress remote) {
        if (!channel.isActive()) {
            counters.countSendError();
            return false;
        }
        try {
            return socket.send(datagram, remote) || queue(datagram, remote);
        } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
            LOG.trace("{} to {}", this, remote, e);
            counters.countSendError();
            return false;
        }
    }

    /** The socket's buffer is full: Netty waits until there is room again. */
    @SuppressWarnings("FutureReturnValueIgnored") // the void promise cannot be listened to
    private boolean queue(ByteBuffer datagram, InetSocketAddress remote) {
        if (!channel.isWritable()) {
            flush();
        }
        if (!channel.isWritable()) {
            counters.countSendError();
            return false;
        }
        dirty = true;
        // The void promise reports a failure to exceptionCaught, without an object per datagram.
        channel.write(
                new DatagramPacket(Unpooled.wrappedBuffer(datagram), remote),
                channel.voidPromise());
        return true;
    }

    @Override
    public void flush() {
        if (dirty) {
            dirty = false;
            flushing = true;
            channel.flush();
            flushing = false;
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // on the loop: closed when the call returns
    public void close() {
        closing = true;
        channel.close();
    }

    @Override
    public String toString() {
        return "DatagramPath[" + local + "]";
    }

    /** The reading end of the channel. */
    private static final class Inbound extends ChannelInboundHandlerAdapter {
        private final PathListener listener;
        private final PathCounters counters;
        private final ReceiveBufferSize bufferSize;
        private DatagramPath path;
        private int errorsInARow;
        private Throwable lastError;

        Inbound(PathListener listener, PathCounters counters, ReceiveBufferSize bufferSize) {
            this.listener = listener;
            this.counters = counters;
            this.bufferSize = bufferSize;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof DatagramPacket packet) || path == null) {
                ReferenceCountUtil.release(message);
                return;
            }
            byte[] datagram;
            try {
                ByteBuf content = packet.content();
                if (bufferSize.isCutOff(content)) {
                    counters.countReceiveError();
                    return;
                }
                datagram = new byte[content.readableBytes()];
                content.readBytes(datagram);
            } finally {
                packet.release();
            }
            errorsInARow = 0;
            listener.onDatagram(path, packet.sender(), datagram);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (path != null) {
                listener.onReadComplete(path);
            }
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // handleClosed tells
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                LOG.warn("while reading from {}", path, cause);
            }
            lastError = cause;
            // Datagrams are independent of each other: the next one may get through.
            if (path != null && path.flushing) {
                counters.countSendError();
                return;
            }
            counters.countReceiveError();
            errorsInARow++;
            if (errorsInARow == MAX_READ_ERRORS) {
                // It would be readable, and fail, for ever.
                context.close();
            }
        }

        void handleClosed() {
            if (!path.closing) {
                path.closing = true;
                LOG.debug("{} is gone", path, lastError);
                listener.onClosed(path, Optional.ofNullable(lastError));
            }
        }
    }
}
