package dev.specter.netty;

import dev.specter.webrtc.RtcConfiguration;
import dev.specter.webrtc.WebRtc;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Awaits clients, for {@link io.netty.bootstrap.ServerBootstrap}: each data channel that a client
 * opens is a child, a {@link WebRtcChannel}. Clients are {@link WebRtcChannel}s, web pages, or any
 * other WebRTC stack. With {@link WebRtc.Builder#udpMux} all of them go over one UDP port:
 *
 * <pre>{@code
 * new ServerBootstrap()
 *         .group(group)
 *         .channelFactory(() -> new WebRtcServerChannel(webRtc, signaling))
 *         .childHandler(initializer)
 *         .bind(address);
 * }</pre>
 *
 * <p>The address is what the {@link ServerSignaling} takes for one. Closing it takes no more
 * clients; the children stay. A client's connection ends when it has had no data channel for {@code
 * CONNECT_TIMEOUT_MILLIS} (default 30,000), or when the client ends it. Thread-safe.
 */
public final class WebRtcServerChannel extends AbstractServerChannel {
    private static final Logger LOG = LoggerFactory.getLogger(WebRtcServerChannel.class);

    private enum State {
        OPEN,
        ACTIVE,
        CLOSED
    }

    private final WebRtc webRtc;
    private final ServerSignaling signaling;
    private final RtcConfiguration configuration;
    private final Config config = new Config();
    private final Runnable shutdownHook = this::closeNow;

    /** Clients without a data channel. */
    private final Set<ClientSession> waiting = ConcurrentHashMap.newKeySet();

    private final AtomicInteger waitingCount = new AtomicInteger();

    private volatile State state = State.OPEN;
    private volatile ServerSignaling.Listener listener;

    // Confined to the event loop.
    private final Queue<WebRtcChannel> accepted = new ArrayDeque<>();
    private boolean readPending;

    /**
     * Makes one that is not bound, with the default configuration.
     *
     * @param webRtc makes the clients' connections
     * @param signaling how clients reach it
     */
    public WebRtcServerChannel(WebRtc webRtc, ServerSignaling signaling) {
        this(webRtc, signaling, RtcConfiguration.defaults());
    }

    /**
     * Makes one that is not bound.
     *
     * @param webRtc makes the clients' connections
     * @param signaling how clients reach it
     * @param configuration of the connections: STUN and TURN servers, certificates
     */
    public WebRtcServerChannel(
            WebRtc webRtc, ServerSignaling signaling, RtcConfiguration configuration) {
        this.webRtc = Objects.requireNonNull(webRtc);
        this.signaling = Objects.requireNonNull(signaling);
        this.configuration = Objects.requireNonNull(configuration);
    }

    private void closeNow() {
        unsafe().close(unsafe().voidPromise());
    }

    @Override
    public ChannelConfig config() {
        return config;
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
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        ServerSignaling.Listener bound = listener;
        return bound == null ? null : bound.localAddress();
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        if (eventLoop() instanceof SingleThreadEventExecutor executor) {
            executor.addShutdownHook(shutdownHook);
        }
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        if (eventLoop() instanceof SingleThreadEventExecutor executor) {
            executor.removeShutdownHook(shutdownHook);
        }
    }

    @Override
    protected void doBind(SocketAddress local) throws Exception {
        listener = signaling.listen(local, this::accept);
        state = State.ACTIVE;
    }

    @Override
    protected void doClose() {
        state = State.CLOSED;
        if (listener != null) {
            listener.close();
        }
        waiting.forEach(ClientSession::close);
        for (WebRtcChannel child = accepted.poll(); child != null; child = accepted.poll()) {
            child.unsafe().closeForcibly();
        }
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        if (!accepted.isEmpty()) {
            eventLoop().execute(this::readAccepted);
        }
    }

    // Clients

    /** Any thread. */
    private SignalingLink accept(SignalingLink client) {
        if (state != State.ACTIVE || waitingCount.incrementAndGet() > config.backlog) {
            if (state == State.ACTIVE) {
                waitingCount.decrementAndGet();
                LOG.debug("a client was turned away: {} wait already", config.backlog);
            }
            client.close();
            return ClientSession.DEAF;
        }
        try {
            var session = new ClientSession(this, webRtc.newPeerConnection(configuration), client);
            waiting.add(session);
            session.start(config.getConnectTimeoutMillis());
            if (state == State.CLOSED) {
                session.close();
            }
            return session.incoming();
        } catch (RuntimeException e) {
            waitingCount.decrementAndGet();
            client.close();
            throw e;
        }
    }

    /** Any thread: a client has its first data channel, or will have none. */
    void waitsNoMore(ClientSession session) {
        if (waiting.remove(session)) {
            waitingCount.decrementAndGet();
        }
    }

    int maxChannelsPerClient() {
        return config.maxChannelsPerClient;
    }

    /** On a callback executor: a client has opened a data channel. */
    void accept(DataChannelLease lease) {
        var child = new WebRtcChannel(this, lease);
        try {
            eventLoop()
                    .execute(
                            () -> {
                                if (state != State.ACTIVE) {
                                    lease.release(0);
                                    return;
                                }
                                accepted.add(child);
                                readAccepted();
                            });
        } catch (RejectedExecutionException e) {
            lease.release(0);
        }
    }

    private void readAccepted() {
        if (!readPending || accepted.isEmpty()) {
            return;
        }
        readPending = false;
        for (WebRtcChannel child = accepted.poll(); child != null; child = accepted.poll()) {
            pipeline().fireChannelRead(child);
        }
        pipeline().fireChannelReadComplete();
    }

    /** The options of a server. */
    private final class Config extends DefaultChannelConfig {
        private volatile int backlog = 1_024;
        private volatile int maxChannelsPerClient = 256;

        Config() {
            super(WebRtcServerChannel.this);
        }

        @Override
        public Map<ChannelOption<?>, Object> getOptions() {
            return getOptions(
                    super.getOptions(),
                    ChannelOption.SO_BACKLOG,
                    WebRtcChannelOption.MAX_CHANNELS_PER_CLIENT);
        }

        @Override
        @SuppressWarnings("unchecked") // the option's own type
        public <T> T getOption(ChannelOption<T> option) {
            if (option.equals(ChannelOption.SO_BACKLOG)) {
                return (T) Integer.valueOf(backlog);
            }
            if (option.equals(WebRtcChannelOption.MAX_CHANNELS_PER_CLIENT)) {
                return (T) Integer.valueOf(maxChannelsPerClient);
            }
            return super.getOption(option);
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            validate(option, value);
            if (option.equals(ChannelOption.SO_BACKLOG)) {
                backlog = positive((Integer) value, option);
            } else if (option.equals(WebRtcChannelOption.MAX_CHANNELS_PER_CLIENT)) {
                maxChannelsPerClient = positive((Integer) value, option);
            } else {
                return super.setOption(option, value);
            }
            return true;
        }

        private int positive(int value, ChannelOption<?> option) {
            if (value < 1) {
                throw new IllegalArgumentException(option + ": " + value);
            }
            return value;
        }
    }
}
