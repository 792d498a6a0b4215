package dev.specter.netty;

import dev.specter.webrtc.RtcConfiguration;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcDataChannelState;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcMessageQueue;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.WebRtc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A data channel as a Netty channel. As a client, with {@link io.netty.bootstrap.Bootstrap},
 * connecting makes a peer connection with one data channel, and closing ends both:
 *
 * <pre>{@code
 * new Bootstrap()
 *         .group(group)
 *         .channelFactory(() -> new WebRtcChannel(webRtc, signaling))
 *         .handler(initializer)
 *         .connect(server);
 * }</pre>
 *
 * <p>Channel events come on the channel's event loop, which may be of any kind and any group, also
 * the one that the {@link WebRtc} runs on. Bytes that the pipeline has not read, for {@code
 * autoRead} is off or a handler is slow, stop the sender at the other end; bytes that the other end
 * does not take stay in the outbound buffer and turn {@link #isWritable()} as for any transport. As
 * with TCP without {@code autoRead}, the other end's closing is seen when all before it has been
 * read.
 *
 * <p>What can be written are {@link ByteBuf}s, {@link DataChannelFrame}s and {@link
 * AddressedEnvelope}s of {@link ByteBuf}s, whose recipient is not looked at; no {@link
 * io.netty.channel.FileRegion}s, as with TLS over TCP.
 *
 * <p>Closing delivers what was written last in the background, as {@link
 * io.netty.channel.ChannelOption#SO_LINGER} says. See {@link WebRtcChannelOption} for the options.
 * Thread-safe.
 */
public final class WebRtcChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private enum State {
        OPEN,
        CONNECTING,
        ACTIVE,
        CLOSED
    }

    private final WebRtcChannelConfig config = new WebRtcChannelConfig(this);
    private final Runnable shutdownHook = this::closeNow;
    private final Runnable readTask = this::readMessages;
    private final AtomicBoolean readScheduled = new AtomicBoolean();

    /** Makes the connection to connect with; null where there is one. */
    private final Dialer dialer;

    private volatile State state = State.OPEN;
    private volatile DataChannelLease lease;
    private volatile RtcMessageQueue queue;
    private volatile boolean readPending;

    // Confined to the event loop.
    private OutboundMessages outbound;
    private ChannelPromise connectPromise;
    private Future<?> connectTimeout;
    private SocketAddress requestedAddress;

    /**
     * Makes a client that is not connected, with the default configuration.
     *
     * @param webRtc makes the peer connection
     * @param signaling reaches the server
     */
    public WebRtcChannel(WebRtc webRtc, ClientSignaling signaling) {
        this(webRtc, signaling, RtcConfiguration.defaults());
    }

    /**
     * Makes a client that is not connected.
     *
     * @param webRtc makes the peer connection
     * @param signaling reaches the server
     * @param configuration of the connection: STUN and TURN servers, certificates
     */
    public WebRtcChannel(WebRtc webRtc, ClientSignaling signaling, RtcConfiguration configuration) {
        super(null);
        dialer = new Dialer(webRtc, signaling, configuration);
    }

    /**
     * Makes a channel of a data channel that there is, to be registered with an event loop; it
     * becomes active when the data channel opens. Closing it closes the data channel but not the
     * connection. Nothing else may take the data channel's messages.
     *
     * @param connection whose data channel it is
     * @param dataChannel open, or still connecting
     */
    public WebRtcChannel(RtcPeerConnection connection, RtcDataChannel dataChannel) {
        this(null, new DataChannelLease(connection, dataChannel, () -> {}));
    }

    /** Makes a channel of a data channel, open or not. */
    WebRtcChannel(WebRtcServerChannel parent, DataChannelLease lease) {
        super(parent);
        dialer = null;
        this.lease = Objects.requireNonNull(lease);
        config.take(lease.dataChannel());
        state =
                lease.dataChannel().readyState() == RtcDataChannelState.CONNECTING
                        ? State.CONNECTING
                        : State.ACTIVE;
    }

    /** The data channel; empty before connecting. */
    public Optional<RtcDataChannel> dataChannel() {
        return Optional.ofNullable(lease).map(DataChannelLease::dataChannel);
    }

    /** The peer connection; empty before connecting. */
    public Optional<RtcPeerConnection> peerConnection() {
        return Optional.ofNullable(lease).map(DataChannelLease::connection);
    }

    @Override
    public WebRtcServerChannel parent() {
        return (WebRtcServerChannel) super.parent();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return state != State.CLOSED;
    }

    @Override
    public boolean isActive() {
        return state == State.ACTIVE;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true; // its thread and its tasks are all that is used
    }

    /**
     * The address of this end of the path, as ICE had found it when first asked for; null before
     * the channel is active.
     */
    @Override
    protected SocketAddress localAddress0() {
        return lease == null || state == State.CONNECTING ? null : lease.localAddress();
    }

    /**
     * The address of the peer on the path, as ICE had found it when first asked for; what was given
     * to {@code connect} if there was no path any more; null before the channel is active.
     */
    @Override
    protected SocketAddress remoteAddress0() {
        if (lease == null || state == State.CONNECTING) {
            return null;
        }
        SocketAddress address = lease.remoteAddress();
        return address == null ? requestedAddress : address;
    }

    private void closeNow() {
        unsafe().close(unsafe().voidPromise());
    }

    boolean hasDataChannel() {
        return lease != null || state != State.OPEN;
    }

    // Registration

    @Override
    protected void doRegister(ChannelPromise promise) {
        if (eventLoop() instanceof SingleThreadEventExecutor executor) {
            executor.addShutdownHook(shutdownHook);
        }
        if (lease != null && queue == null) {
            try {
                attach(lease);
            } catch (RtcException e) {
                promise.setFailure(e); // something else takes the messages
                return;
            }
        }
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        if (eventLoop() instanceof SingleThreadEventExecutor executor) {
            executor.removeShutdownHook(shutdownHook);
        }
    }

    /** Takes the messages and events of the data channel. Any thread. */
    private void attach(DataChannelLease taken) {
        RtcDataChannel dataChannel = taken.dataChannel();
        lease = taken;
        queue = dataChannel.messageQueue(this::messagesChanged);
        dataChannel.onOpen(() -> inEventLoop(this::opened));
        dataChannel.onClose(() -> inEventLoop(() -> failConnect(new ClosedChannelException())));
    }

    /** Runs a task on the event loop; when that has ended, the data channel ends too. */
    private void inEventLoop(Runnable task) {
        try {
            eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            state = State.CLOSED;
            if (lease != null) {
                lease.release(0);
            }
        }
    }

    // Connecting

    private void begin(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (local != null) {
            throw new UnsupportedOperationException("ICE chooses the local address");
        }
        if (connectPromise != null) {
            throw new ConnectionPendingException();
        }
        if (dialer == null || state != State.OPEN) {
            throw new AlreadyConnectedException();
        }
        state = State.CONNECTING;
        connectPromise = promise;
        requestedAddress = remote;
        promise.addListener(
                done -> {
                    if (done.isCancelled()) {
                        inEventLoop(shutdownHook);
                    }
                });
        int timeoutMillis = config.getConnectTimeoutMillis();
        if (timeoutMillis > 0) {
            connectTimeout =
                    eventLoop()
                            .schedule(
                                    () ->
                                            failConnect(
                                                    new ConnectTimeoutException(
                                                            "connection timed out after "
                                                                    + timeoutMillis
                                                                    + " ms: "
                                                                    + remote)),
                                    timeoutMillis,
                                    TimeUnit.MILLISECONDS);
        }
        dialer.dial(
                remote,
                config.label(),
                config.init(),
                new Dialer.Listener() {
                    @Override
                    public void onDataChannel(DataChannelLease dialed) {
                        attach(dialed);
                        if (!isOpen()) { // closed meanwhile
                            dialed.release(0);
                        }
                    }

                    @Override
                    public void onFailure(Throwable cause) {
                        inEventLoop(() -> failConnect(cause));
                    }

                    @Override
                    public void onStateChange(RtcPeerConnectionState connectionState) {
                        if (connectionState == RtcPeerConnectionState.FAILED) {
                            inEventLoop(WebRtcChannel.this::lost);
                        }
                    }
                });
    }

    private void opened() {
        if (state != State.CONNECTING) {
            return;
        }
        state = State.ACTIVE;
        ChannelPromise promise = connectPromise;
        boolean isWanted = promise == null || promise.trySuccess();
        endConnect();
        pipeline().fireChannelActive();
        if (!isWanted) {
            closeNow(); // cancelled at the last moment
        }
    }

    private void failConnect(Throwable cause) {
        if (state != State.CONNECTING) {
            return;
        }
        ChannelPromise promise = connectPromise;
        endConnect();
        closeNow();
        if (promise != null) {
            promise.tryFailure(cause);
        }
    }

    /** Nothing goes through any more, for all that ICE can tell. */
    void lost() {
        var cause = new IOException("the connection to the peer is lost");
        if (state == State.CONNECTING) {
            failConnect(cause);
        } else if (state == State.ACTIVE) {
            pipeline().fireExceptionCaught(cause);
            closeNow();
        }
    }

    private void endConnect() {
        connectPromise = null;
        if (connectTimeout != null) {
            connectTimeout.cancel(false);
            connectTimeout = null;
        }
    }

    // Reading

    @Override
    protected void doBeginRead() {
        readPending = true;
        RtcMessageQueue messages = queue;
        if (messages != null && (!messages.isEmpty() || messages.isEnded())) {
            scheduleRead();
        }
    }

    void clearReadPending() {
        readPending = false;
    }

    /** On the callback executor: a message has come, or the last one has. */
    private void messagesChanged() {
        if (readPending) {
            scheduleRead();
        }
    }

    private void scheduleRead() {
        if (readScheduled.compareAndSet(false, true)) {
            inEventLoop(readTask);
        }
    }

    private void readMessages() {
        readScheduled.set(false);
        if (!readPending || state != State.ACTIVE) {
            return;
        }
        var handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        boolean any = false;
        do {
            RtcDataChannelMessage message = queue.poll().orElse(null);
            if (message == null) {
                break;
            }
            if (message.size() == 0 && config.mode() == WebRtcChannelMode.STREAM) {
                continue; // no bytes
            }
            any = true;
            readPending = false;
            handle.attemptedBytesRead(message.size());
            handle.lastBytesRead(message.size());
            handle.incMessagesRead(1);
            pipeline().fireChannelRead(toNetty(message));
        } while (state == State.ACTIVE && handle.continueReading());
        if (any) {
            handle.readComplete();
            pipeline().fireChannelReadComplete();
        } else if (queue.isEnded()) {
            ended();
        } else if (!queue.isEmpty()) {
            scheduleRead(); // there were empty ones only
        }
    }

    private Object toNetty(RtcDataChannelMessage message) {
        ByteBuf bytes = alloc().buffer(message.size()).writeBytes(message.data());
        return switch (config.mode()) {
            case STREAM -> bytes;
            case MESSAGE -> new DataChannelFrame(bytes, message.isText());
            case DATAGRAM ->
                    new DatagramPacket(
                            bytes,
                            (InetSocketAddress) localAddress(),
                            (InetSocketAddress) remoteAddress());
        };
    }

    private void ended() {
        readPending = false;
        queue.error()
                .ifPresent(
                        error ->
                                pipeline()
                                        .fireExceptionCaught(
                                                new IOException(
                                                        "Connection reset: " + error.getMessage(),
                                                        error)));
        closeNow();
    }

    // Writing

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf
                || message instanceof DataChannelFrame
                || (message instanceof AddressedEnvelope<?, ?> envelope
                        && envelope.content() instanceof ByteBuf)) {
            return message;
        }
        throw new UnsupportedOperationException(
                "unsupported message type: " + message.getClass().getName());
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer buffer) throws IOException {
        if (outbound == null) {
            outbound =
                    new OutboundMessages(
                            lease,
                            config,
                            () -> inEventLoop(((WebRtcUnsafe) unsafe())::flushAgain));
        }
        outbound.write(buffer);
    }

    // Closing

    @Override
    protected void doBind(SocketAddress local) {
        throw new UnsupportedOperationException("ICE chooses the local address");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        if (state == State.CLOSED) {
            return;
        }
        localAddress(); // both are remembered from now on, for those who log them
        remoteAddress();
        int lingerSeconds = state == State.ACTIVE ? config.lingerSeconds() : 0;
        state = State.CLOSED;
        ChannelPromise promise = connectPromise;
        endConnect();
        if (promise != null) {
            promise.tryFailure(new ClosedChannelException());
        }
        if (lease != null) {
            lease.release(lingerSeconds);
        }
        if (dialer != null) {
            dialer.hangUpUnlessThrough();
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new WebRtcUnsafe();
    }

    private final class WebRtcUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            if (promise.isDone() || !ensureOpen(promise)) {
                return;
            }
            try {
                WebRtcChannel.this.begin(remote, local, promise);
            } catch (RuntimeException e) {
                promise.tryFailure(annotateConnectException(e, remote));
                if (!isActive() && connectPromise == promise) {
                    close(voidPromise());
                }
            }
        }

        @Override
        protected void flush0() {
            if (outbound == null || !outbound.isWaiting()) {
                super.flush0();
            }
        }

        /** There is room again for what was flushed. */
        void flushAgain() {
            outbound.resume();
            super.flush0();
        }
    }
}
