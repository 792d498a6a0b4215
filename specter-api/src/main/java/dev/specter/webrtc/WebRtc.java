package dev.specter.webrtc;

import dev.specter.dtls.DtlsTransport;
import dev.specter.dtls.HandshakePool;
import dev.specter.ice.AddressMapping;
import dev.specter.ice.HostNameResolver;
import dev.specter.ice.IceNetwork;
import dev.specter.ice.IceOptions;
import dev.specter.ice.IceTransport;
import dev.specter.ice.MdnsMode;
import dev.specter.ice.TcpCandidates;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.sctp.ReceiveBudget;
import dev.specter.sctp.SctpOptions;
import dev.specter.srtp.SrtpProfile;
import dev.specter.webrtc.loop.ConnectionLoop;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Makes peer connections and owns what they share: event loops, the pool for handshakes, codecs and
 * settings. One for a process is enough. Thread-safe.
 */
public final class WebRtc implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebRtc.class);
    private static final long CLOSE_SECONDS = 5;
    private static final AtomicBoolean WARMED_UP = new AtomicBoolean();

    private final Builder settings;
    private final EventLoopGroup group;
    private final boolean ownsGroup;
    private final IceNetwork network;
    private final SharedLoops sharedLoops;
    private final HandshakePool handshakes = new HandshakePool();
    private final Set<RtcPeerConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private WebRtc(Builder settings) {
        this.settings = settings;
        this.ownsGroup = settings.group == null;
        this.group =
                ownsGroup
                        ? new MultiThreadIoEventLoopGroup(
                                Runtime.getRuntime().availableProcessors(),
                                new DefaultThreadFactory("specter-loop", true),
                                NioIoHandler.newFactory())
                        : settings.group;
        this.network = network(settings, group.next());
        try {
            this.sharedLoops = SharedLoops.open(network, group, settings);
        } catch (RuntimeException e) {
            network.close();
            if (ownsGroup) {
                var unused = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            throw e;
        }
        warmUp();
    }

    private static IceNetwork network(Builder settings, EventLoop loop) {
        IceNetwork.Builder network =
                IceNetwork.builder().mdns(settings.mdns, loop, new SecureRandom());
        settings.serverNames.ifPresent(network::serverNames);
        if (!settings.turnCertificates.isEmpty()) {
            network.trustedCertificates(settings.turnCertificates);
        }
        return network.build();
    }

    /** A builder with all defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a connection with the default configuration.
     *
     * @return the connection
     * @throws RtcException InvalidStateError if this was closed
     */
    public RtcPeerConnection newPeerConnection() {
        return newPeerConnection(RtcConfiguration.defaults());
    }

    /**
     * Makes a connection on the next event loop.
     *
     * @param configuration servers, policies, certificates
     * @return the connection
     * @throws RtcException InvalidStateError if this was closed; InvalidAccessError for an expired
     *     certificate; SyntaxError or InvalidAccessError for a server; UnknownError for what
     *     webrtc-pc does not foresee
     */
    public RtcPeerConnection newPeerConnection(RtcConfiguration configuration) {
        return newPeerConnection(configuration, sharedLoops.next().orElseGet(group::next));
    }

    /**
     * Makes a connection on the loop of another one, so that the two can forward to each other
     * without a hop between threads.
     *
     * @param configuration servers, policies, certificates
     * @param sameLoopAs a connection made here
     * @return the connection
     * @throws RtcException as {@link #newPeerConnection(RtcConfiguration)}
     */
    public RtcPeerConnection newPeerConnection(
            RtcConfiguration configuration, RtcPeerConnection sameLoopAs) {
        return newPeerConnection(configuration, sameLoopAs.eventLoop());
    }

    private RtcPeerConnection newPeerConnection(RtcConfiguration configuration, EventLoop loop) {
        Objects.requireNonNull(configuration);
        if (closed.get()) {
            throw new RtcException(RtcErrorName.INVALID_STATE_ERROR, "WebRtc is closed");
        }
        RtcPeerConnection connection = construct(configuration, loop);
        connections.add(connection);
        if (closed.get()) { // it may have been closed meanwhile
            connection.close();
        }
        return connection;
    }

    private RtcPeerConnection construct(RtcConfiguration configuration, EventLoop loop) {
        try {
            return new RtcPeerConnection(this, loop, configuration);
        } catch (RtcException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new RtcException(RtcErrorName.UNKNOWN_ERROR, "no connection: " + e, e);
        }
    }

    /** The UDP ports that connections share, in the order of {@link Builder#udpMux}. */
    public List<Integer> udpMuxPorts() {
        return sharedLoops.udpPorts();
    }

    /** What a sender of this kind can send. */
    public RtcRtpCapabilities senderCapabilities(RtcMediaKind kind) {
        return RtcRtpCapabilities.of(settings.mediaEngine, kind);
    }

    /** What a receiver of this kind can receive. */
    public RtcRtpCapabilities receiverCapabilities(RtcMediaKind kind) {
        return RtcRtpCapabilities.of(settings.mediaEngine, kind);
    }

    /**
     * Closes all connections, then what they shared. Waits until all is gone, but for 5 seconds at
     * most, and not at all on an event loop. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        List<RtcPeerConnection> open = List.copyOf(connections);
        var done = new CountDownLatch(open.size());
        for (RtcPeerConnection connection : open) {
            connection.closeAsync(done::countDown);
        }
        boolean mayWait = !isOnLoop();
        try {
            if (mayWait && !done.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} connections did not close in time", done.getCount());
            }
            network.close();
            handshakes.close();
            if (ownsGroup) {
                var ended = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
                if (mayWait) {
                    var unused =
                            ended.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOnLoop() {
        boolean onLoop = ConnectionLoop.isOnAnyLoop();
        for (var executor : group) {
            onLoop |= executor.inEventLoop();
        }
        return onLoop;
    }

    void forget(RtcPeerConnection connection) {
        connections.remove(connection);
    }

    Builder settings() {
        return settings;
    }

    IceNetwork network() {
        return network;
    }

    HandshakePool handshakes() {
        return handshakes;
    }

    /**
     * The first certificate, agent and handshake of a process are slow: has them made beforehand.
     */
    private static void warmUp() {
        if (!WARMED_UP.compareAndSet(false, true)) {
            return;
        }
        var thread =
                new Thread(
                        () -> {
                            CertificateMaker.fillStock();
                            IceTransport.warmUp();
                            DtlsTransport.warmUp();
                            InterceptorRegistry.warmUp();
                        },
                        "specter-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** The callback executor of those who gave none: a pool of daemon threads shared by all. */
    private static final class SharedCallbacks {
        static final Executor POOL = newPool();

        private static Executor newPool() {
            int threads = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
            var pool =
                    new ThreadPoolExecutor(
                            threads,
                            threads,
                            1,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            new DefaultThreadFactory("specter-callback", true));
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }

    /** Settings of a {@link WebRtc}, each with a default. Not thread-safe. */
    public static final class Builder implements Cloneable {
        private EventLoopGroup group;
        private Executor callbackExecutor;
        private boolean directCallbacks;
        private RtcMediaEngine mediaEngine = RtcMediaEngine.defaults();
        private InterceptorRegistry interceptors = InterceptorRegistry.withDefaults();
        private IceOptions ice = IceOptions.defaults();
        private boolean iceLite;
        private int[] udpMuxPorts = {};
        private int[] tcpMuxPorts = {};
        private Optional<HostNameResolver> serverNames = Optional.empty();
        private MdnsMode mdns = MdnsMode.RESOLVE;
        private List<X509Certificate> turnCertificates = List.of();
        private Optional<RtcDtlsRole> dtlsRole = Optional.empty();
        private List<SrtpProfile> srtpProfiles =
                List.of(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AES_CM_128_HMAC_SHA1_80);
        private SctpOptions sctp = SctpOptions.defaults();
        private long receiveMemoryBytes = Runtime.getRuntime().maxMemory() / 4;
        private long sendMemoryBytes = Runtime.getRuntime().maxMemory() / 4;
        private MessageMemory sendMemory;
        private boolean signalSctpInit;
        private RandomGenerator random = new SecureRandom();
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /**
         * Event loops of the application's own, for NIO channels; they are not shut down here. By
         * default one loop per core is made.
         */
        public Builder eventLoopGroup(EventLoopGroup value) {
            group = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Runs callbacks and completes futures, serially for each connection. By default a pool of
         * daemon threads that all connections share, four or two per core: callbacks that block for
         * long want an executor of their own. The {@link #eventLoopGroup} itself means the
         * connection's own loop, as {@link #directCallbacks()} does.
         */
        public Builder callbackExecutor(Executor value) {
            callbackExecutor = Objects.requireNonNull(value);
            directCallbacks = false;
            return this;
        }

        /**
         * Runs callbacks on the connection's event loop itself: no hop between threads, which
         * forwarding servers want. A callback that blocks or computes for long then stops all
         * connections of that loop.
         */
        public Builder directCallbacks() {
            directCallbacks = true;
            return this;
        }

        /** Codecs and header extensions; default {@link RtcMediaEngine#defaults()}. */
        public Builder mediaEngine(RtcMediaEngine value) {
            mediaEngine = Objects.requireNonNull(value);
            return this;
        }

        /** RTP and RTCP interceptors; default {@link InterceptorRegistry#withDefaults()}. */
        public Builder interceptors(InterceptorRegistry value) {
            interceptors = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Takes local UDP ports from a range only.
         *
         * @param min lowest, 1 to {@code max}
         * @param max highest, up to 65,535
         */
        public Builder portRange(int min, int max) {
            ice = ice.toBuilder().portRange(min, max).build();
            return this;
        }

        /**
         * Lets all connections share one UDP port, or a few: one for each event loop is as good as
         * many. Connections are spread over them, and live on the loop of their port. Relayed
         * candidates still have sockets of their own.
         *
         * @param ports 0 to 65,535 each; 0 lets the system choose; see {@link WebRtc#udpMuxPorts}
         */
        public Builder udpMux(int... ports) {
            udpMuxPorts = checkedPorts(ports);
            return this;
        }

        /**
         * Lets all connections share one TCP port, or a few, on which they listen (RFC 6544). Where
         * UDP ports are shared too, as many of one kind as of the other.
         *
         * @param ports 0 to 65,535 each; 0 lets the system choose
         */
        public Builder tcpMux(int... ports) {
            tcpMuxPorts = checkedPorts(ports);
            return this;
        }

        private static int[] checkedPorts(int... ports) {
            for (int port : ports) {
                if (port < 0 || port > 0xFFFF) {
                    throw new IllegalArgumentException("port " + port);
                }
            }
            return ports.clone();
        }

        /** Which TCP candidates connections have; default {@link TcpCandidates#ACTIVE}. */
        public Builder tcpCandidates(TcpCandidates value) {
            ice = ice.toBuilder().tcpCandidates(value).build();
            return this;
        }

        /**
         * The outside addresses of this machine, where a NAT maps every port to itself; default
         * none.
         */
        public Builder nat1To1(AddressMapping value) {
            ice = ice.toBuilder().addressMapping(value).build();
            return this;
        }

        /**
         * Whether connections are ICE-lite (RFC 8445, section 2.5), for servers with public
         * addresses: they answer checks and make none; default false.
         */
        public Builder iceLite(boolean value) {
            iceLite = value;
            return this;
        }

        /**
         * What multicast DNS is used for; by default the {@code .local} names of a peer's
         * candidates are resolved, and our own host candidates show their addresses.
         */
        public Builder mdns(MdnsMode value) {
            mdns = Objects.requireNonNull(value);
            return this;
        }

        /** Looks up the names of STUN and TURN servers; default the operating system. */
        public Builder serverNames(HostNameResolver value) {
            serverNames = Optional.of(value);
            return this;
        }

        /**
         * Certificates that TURN servers over TLS are trusted by, their own or those of
         * authorities; default what the Java platform trusts.
         */
        public Builder turnCertificates(List<X509Certificate> value) {
            turnCertificates = List.copyOf(value);
            return this;
        }

        /** Which local addresses may become candidates; default all. */
        public Builder networkFilter(Predicate<InetAddress> value) {
            ice = ice.toBuilder().networkFilter(value).build();
            return this;
        }

        /** Which interfaces have addresses that may become candidates; default all. */
        public Builder interfaceFilter(Predicate<NetworkInterface> value) {
            ice = ice.toBuilder().interfaceFilter(value).build();
            return this;
        }

        /**
         * Whether loopback addresses become candidates although there are others; default false.
         * Where there are no others they always do.
         */
        public Builder includeLoopback(boolean value) {
            ice = ice.toBuilder().includeLoopback(value).build();
            return this;
        }

        /**
         * Our DTLS role where the peer's offer leaves the choice to us, as browsers' do; default
         * client. Our own offers always leave it to the peer (RFC 8842, section 5.2).
         */
        public Builder dtlsRole(RtcDtlsRole value) {
            dtlsRole = Optional.of(value);
            return this;
        }

        /**
         * SRTP protection profiles, the preferred one first; default AEAD_AES_128_GCM, then
         * AES_CM_128_HMAC_SHA1_80. As DTLS server the first that the peer offers is taken, as
         * client the peer chooses. Without one in common no media is sent.
         *
         * @throws IllegalArgumentException when there is none, or one occurs twice
         */
        public Builder srtpProfiles(List<SrtpProfile> value) {
            if (value.isEmpty() || Set.copyOf(value).size() != value.size()) {
                throw new IllegalArgumentException("SRTP profiles: " + value);
            }
            srtpProfiles = List.copyOf(value);
            return this;
        }

        /**
         * Settings of SCTP: windows, timers, message sizes, {@link SctpOptions#maxMtuBytes()}.
         *
         * @throws IllegalArgumentException if packets could be larger than a DTLS record, 16,384
         *     bytes
         */
        public Builder sctp(SctpOptions value) {
            int packetBytes = Math.max(value.mtuBytes(), value.maxMtuBytes());
            if (packetBytes > DtlsTransport.MAX_RECORD_DATA_BYTES) {
                throw new IllegalArgumentException("SCTP packets of " + packetBytes + " bytes");
            }
            sctp = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Whether descriptions carry our SCTP INIT chunk ({@code a=sctp-init},
         * draft-hancke-tsvwg-snap-00). With a peer that does the same, channels open as soon as
         * DTLS is connected, two round trips earlier. Default false.
         */
        public Builder signalSctpInit(boolean value) {
            signalSctpInit = value;
            return this;
        }

        /**
         * Bytes of received data channel messages that all connections together may hold, beyond
         * one largest message each: when consumers are slow, windows shrink and their peers wait.
         * Default a quarter of the largest heap. A {@link SctpOptions#receiveBudget()} of the
         * application's own takes its place.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder receiveMemoryBytes(long value) {
            if (value < 0) {
                throw new IllegalArgumentException("receiveMemoryBytes: " + value);
            }
            receiveMemoryBytes = value;
            return this;
        }

        /**
         * Bytes of data channel messages that all connections together may hold until their peers
         * have acknowledged them: {@link RtcDataChannel#send} throws where it would be more, as it
         * does where one connection has more waiting than {@link SctpOptions#sendBufferBytes()}.
         * Default a quarter of the largest heap.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder sendMemoryBytes(long value) {
            if (value < 0) {
                throw new IllegalArgumentException("sendMemoryBytes: " + value);
            }
            sendMemoryBytes = value;
            return this;
        }

        /**
         * Source of identifiers, tags and jitter, for tests; default a {@link SecureRandom}. Keys
         * never come from it.
         */
        public Builder random(RandomGenerator value) {
            random = Objects.requireNonNull(value);
            return this;
        }

        /** Wall clock for certificates, sender reports and statistics; default the system's. */
        public Builder clock(InstantSource value) {
            clock = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Makes it; the builder may be used on.
         *
         * @throws UncheckedIOException if a port that is to be shared cannot be had
         */
        public WebRtc build() {
            try {
                var copy = (Builder) clone();
                if (sctp.receiveBudget().equals(ReceiveBudget.UNLIMITED)) {
                    var memory = new MessageMemory(receiveMemoryBytes);
                    copy.sctp = sctp.toBuilder().receiveBudget(memory).build();
                }
                copy.sendMemory = new MessageMemory(sendMemoryBytes);
                return new WebRtc(copy);
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        /** The callback executor, or null for the loop itself. */
        Executor callbacks() {
            // Were the group as a whole the executor, two of its loops could each wait for a commit
            // on the other; on the connection's own loop nothing waits.
            if (directCallbacks || (callbackExecutor != null && callbackExecutor == group)) {
                return null;
            }
            return callbackExecutor == null ? SharedCallbacks.POOL : callbackExecutor;
        }

        /** Whether nothing but callbacks runs on the callback executor. */
        boolean hasOwnCallbackThreads() {
            return callbackExecutor == null && !directCallbacks;
        }

        RtcMediaEngine mediaEngine() {
            return mediaEngine;
        }

        InterceptorRegistry interceptors() {
            return interceptors;
        }

        IceOptions ice() {
            return ice;
        }

        int[] udpMuxPorts() {
            return udpMuxPorts.clone();
        }

        int[] tcpMuxPorts() {
            return tcpMuxPorts.clone();
        }

        boolean iceLite() {
            return iceLite;
        }

        Optional<RtcDtlsRole> dtlsRole() {
            return dtlsRole;
        }

        List<SrtpProfile> srtpProfiles() {
            return srtpProfiles;
        }

        SctpOptions sctp() {
            return sctp;
        }

        boolean signalSctpInit() {
            return signalSctpInit;
        }

        /** Of the {@link WebRtc} that was built. */
        MessageMemory sendMemory() {
            return sendMemory;
        }

        RandomGenerator random() {
            return random;
        }

        InstantSource clock() {
            return clock;
        }
    }
}
