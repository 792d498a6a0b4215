package dev.specter.ice.path;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a TURN server over TCP or TLS (RFC 8656, section 3.1): bytes in, bytes out. What
 * they mean, and where a message ends, is the TURN client's to know. Loop-confined.
 */
public final class TurnStream {
    private static final Logger LOG = LoggerFactory.getLogger(TurnStream.class);
    private static final int MAX_QUEUED_BYTES = 1 << 20;

    /** Told what happens. Loop-confined. */
    public interface Listener {
        /**
         * The connection is up; with TLS, the server has shown a certificate that is trusted.
         *
         * @param local the address it leaves from
         */
        void onOpen(InetSocketAddress local);

        /**
         * Bytes came.
         *
         * @param bytes the next of the stream, cut anywhere; the receiver owns them
         */
        void onBytes(byte[] bytes);

        /** All that had arrived has been delivered. */
        void onReadComplete();

        /**
         * The connection could not be made, or has ended other than by {@link TurnStream#close}.
         * Comes once.
         *
         * @param cause why, if that is known
         */
        void onClosed(Optional<Throwable> cause);
    }

    /**
     * Where to, and how.
     *
     * @param address of the server
     * @param host the name that its certificate must have; sent as SNI unless it is an address
     * @param tls whose certificates are believed; empty for plain TCP
     * @param connectTimeout for the connection, and again for the TLS handshake
     * @param localAddress where the connection leaves from; empty lets the system choose
     */
    public record Target(
            InetSocketAddress address,
            String host,
            Optional<TlsTrust> tls,
            Duration connectTimeout,
            Optional<InetAddress> localAddress) {}

    private final EventLoop loop;
    private final Target target;
    private final Listener listener;
    private final PathCounters counters;

    /** Null until it is being connected. */
    private Channel channel;

    private boolean up;
    private boolean dirty;
    private boolean closed;

    private TurnStream(EventLoop loop, Target target, PathCounters counters, Listener listener) {
        this.loop = loop;
        this.target = target;
        this.counters = counters;
        this.listener = listener;
    }

    /**
     * Begins to connect; the listener is told how it ends, never within this call.
     *
     * @param loop owns the stream; called on it
     * @param target where to
     * @param counters counts errors
     * @param listener told what happens
     */
    public static TurnStream open(
            EventLoop loop, Target target, PathCounters counters, Listener listener) {
        TurnStream stream = new TurnStream(loop, target, counters, listener);
        if (target.tls().isEmpty()) {
            stream.connect(Optional.empty());
        } else {
            target.tls()
                    .get()
                    .context()
                    .whenComplete((context, failure) -> stream.secure(context, failure));
        }
        return stream;
    }

    private void secure(SslContext context, Throwable failure) {
        loop.execute(
                () -> {
                    if (failure != null) {
                        end(failure);
                    } else if (!closed) {
                        connect(Optional.of(context));
                    }
                });
    }

    private void connect(Optional<SslContext> tls) {
        InetSocketAddress from =
                target.localAddress().map(a -> new InetSocketAddress(a, 0)).orElse(null);
        int timeoutMillis = (int) target.connectTimeout().toMillis();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(MAX_QUEUED_BYTES / 2, MAX_QUEUED_BYTES))
                .handler(new Pipeline(tls))
                .connect(target.address(), from)
                .addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                // Where no socket can be made: on a thread of Netty's own.
                                loop.execute(() -> end(done.cause()));
                            }
                        });
    }

    /** Whether bytes can be written. */
    public boolean isOpen() {
        return up && !closed;
    }

    /**
     * Queues bytes until {@link #flush}, all or none.
     *
     * @param bytes from position to limit; given away
     * @return false, and counted, if they were dropped: too much is queued, or the stream is not
     *     open
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the void promise cannot be listened to
    public boolean write(ByteBuffer bytes) {
        if (isOpen() && !channel.isWritable()) {
            flush();
        }
        if (!isOpen() || !channel.isWritable()) {
            counters.countSendError();
            return false;
        }
        dirty = true;
        channel.write(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
        return true;
    }

    /** Hands what is queued to the operating system. */
    public void flush() {
        if (dirty) {
            dirty = false;
            channel.flush();
        }
    }

    /** Closes the connection, with TLS in order; the listener hears nothing afterwards. */
    public void close() {
        if (!closed) {
            closed = true;
            closeChannel();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells, if anybody wants to know
    private void closeChannel() {
        if (channel != null) {
            channel.close();
        }
    }

    private void end(Throwable cause) {
        if (!closed) {
            closed = true;
            LOG.debug("{} has ended", this, cause);
            closeChannel();
            listener.onClosed(Optional.ofNullable(cause));
        }
    }

    @Override
    public String toString() {
        return "TurnStream[" + target.host() + " " + target.address() + "]";
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final Optional<SslContext> tls;

        Pipeline(Optional<SslContext> tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel made) {
            channel = made;
            if (closed) {
                closeChannel();
                return;
            }
            tls.ifPresent(context -> made.pipeline().addLast(handler(context, made)));
            made.pipeline().addLast(new Inbound(tls.isPresent()));
        }

        private SslHandler handler(SslContext context, Channel made) {
            // Checking a chain of certificates takes milliseconds: not on the loop.
            SslHandler handler =
                    context.newHandler(
                            made.alloc(),
                            target.host(),
                            target.address().getPort(),
                            ForkJoinPool.commonPool());
            handler.setHandshakeTimeout(target.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return handler;
        }
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {
        private final boolean secured;
        private Throwable lastError;

        Inbound(boolean secured) {
            this.secured = secured;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (!secured) {
                open();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    open();
                } else {
                    end(handshake.cause());
                }
            }
        }

        private void open() {
            if (!closed) {
                up = true;
                listener.onOpen((InetSocketAddress) channel.localAddress());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                if (!closed && in.isReadable()) {
                    listener.onBytes(ByteBufUtil.getBytes(in));
                }
            } finally {
                in.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (isOpen()) {
                listener.onReadComplete();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(lastError);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                LOG.debug("on {}", TurnStream.this, cause);
            }
            lastError = cause;
            counters.countReceiveError();
            end(cause);
        }
    }
}
