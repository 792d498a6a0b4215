package dev.specter;

import dev.specter.webrtc.RtcConfiguration;
import dev.specter.webrtc.WebRtc;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An instance of the Specter surface: owns connections and tracks, and sends its owner messages.
 * Thread-safe.
 *
 * <p>The owner is called with one message at a time, in order, on a thread of its own. It may take
 * its time; messages wait for it. While more than 16 MiB of peers' data wait, no more is taken from
 * the network, and calls wait too. What the owner throws is logged.
 */
public final class Specter implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    private final SpecterConfig config;
    private final Consumer<? super SpecterMessage> owner;
    private final Outbox outbox;
    private final Executor thread = OnDemandThread.create("specter-surface");
    private final Channels channels = new Channels();
    private final Tracks tracks;

    private final Set<UUID> mediaEngines = ConcurrentHashMap.newKeySet();
    private final Set<UUID> registries = ConcurrentHashMap.newKeySet();
    private final Set<UUID> apis = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Connection> connections = new ConcurrentHashMap<>();

    // Guarded by this.
    private boolean closed;

    // Confined to the thread.
    private WebRtc webRtc;

    private Specter(SpecterConfig config, Consumer<? super SpecterMessage> owner) {
        this.config = Objects.requireNonNull(config);
        this.owner = Objects.requireNonNull(owner);
        this.outbox = new Outbox(owner);
        this.tracks = new Tracks(outbox);
    }

    /** {@link #init(SpecterConfig)} with the defaults. */
    public static Specter init() {
        return init(SpecterConfig.defaults());
    }

    /**
     * Makes an instance that owns its mailbox, {@link #inbox()}.
     *
     * @param config servers and messages
     * @return the instance
     */
    public static Specter init(SpecterConfig config) {
        return init(config, new SpecterInbox());
    }

    /**
     * Makes an instance.
     *
     * @param config servers and messages
     * @param owner is sent the messages, for example a {@link SpecterInbox} or an actor's mailbox
     * @return the instance
     */
    public static Specter init(SpecterConfig config, Consumer<? super SpecterMessage> owner) {
        return new Specter(config, owner);
    }

    /** The configuration. */
    public SpecterConfig config() {
        return config;
    }

    /** The owner, if it is an inbox; it is when {@link #init} was given none. */
    public Optional<SpecterInbox> inbox() {
        return owner instanceof SpecterInbox box ? Optional.of(box) : Optional.empty();
    }

    // What connections are made of

    /**
     * Makes a media engine, with the default codecs and header extensions.
     *
     * @throws SpecterException {@code CLOSED}
     */
    public synchronized MediaEngine newMediaEngine() {
        requireOpen();
        var handle = new MediaEngine(this, UUID.randomUUID());
        mediaEngines.add(handle.id());
        return handle;
    }

    /**
     * Makes a registry, with the default interceptors for a media engine, which it does not
     * consume.
     *
     * @param mediaEngine the media engine
     * @throws SpecterException {@code CLOSED}; {@code NOT_FOUND} if the handle names nothing
     */
    public synchronized Registry newRegistry(MediaEngine mediaEngine) {
        requireOpen();
        require(mediaEngines, mediaEngine);
        var handle = new Registry(this, UUID.randomUUID());
        registries.add(handle.id());
        return handle;
    }

    /**
     * Joins a media engine and a registry, and consumes both.
     *
     * @param mediaEngine the media engine
     * @param registry the registry
     * @throws SpecterException {@code CLOSED}; {@code NOT_FOUND} if a handle names nothing; then
     *     neither is consumed
     */
    public synchronized Api newApi(MediaEngine mediaEngine, Registry registry) {
        requireOpen();
        require(mediaEngines, mediaEngine);
        require(registries, registry);
        mediaEngines.remove(mediaEngine.id());
        registries.remove(registry.id());
        var handle = new Api(this, UUID.randomUUID());
        apis.add(handle.id());
        return handle;
    }

    /** Whether a handle names a media engine of this instance. */
    public boolean mediaEngineExists(MediaEngine mediaEngine) {
        return mediaEngines.contains(mediaEngine.id());
    }

    /** Whether a handle names a registry of this instance. */
    public boolean registryExists(Registry registry) {
        return registries.contains(registry.id());
    }

    /** Whether a handle names an api of this instance. */
    public boolean apiExists(Api api) {
        return apis.contains(api.id());
    }

    /**
     * Makes a connection. The handle is good at once; calls wait until it is made. Answered by
     * {@link SpecterMessage.PeerConnectionReady}, or by {@link SpecterMessage.PeerConnectionError},
     * after which the handle names nothing.
     *
     * @param api what it is made with; not consumed
     * @throws SpecterException {@code CLOSED}; {@code NOT_FOUND} if the handle names nothing
     */
    public synchronized PeerConnection newPeerConnection(Api api) {
        requireOpen();
        require(apis, api);
        var handle = new PeerConnection(this, UUID.randomUUID());
        var connection = new Connection(this, handle);
        connections.put(handle.id(), connection);
        connection.open();
        return handle;
    }

    synchronized TrackLocalStaticSample newTrack(
            RtpCodecCapability codec, String id, String streamId) {
        requireOpen();
        return tracks.add(this, codec, id, streamId);
    }

    private void requireOpen() {
        if (closed) {
            throw new SpecterException(SpecterException.Reason.CLOSED, "this Specter is closed");
        }
    }

    private static void require(Set<UUID> known, Handle handle) {
        if (!known.contains(handle.id())) {
            throw notFound(handle);
        }
    }

    static SpecterException notFound(Handle handle) {
        return new SpecterException(
                SpecterException.Reason.NOT_FOUND, handle + " names nothing here");
    }

    // Handles from their ids, which need not name anything

    /** The handle of a media engine. */
    public MediaEngine mediaEngine(UUID id) {
        return new MediaEngine(this, id);
    }

    /** The handle of a registry. */
    public Registry registry(UUID id) {
        return new Registry(this, id);
    }

    /** The handle of an api. */
    public Api api(UUID id) {
        return new Api(this, id);
    }

    /** The handle of a connection. */
    public PeerConnection peerConnection(UUID id) {
        return new PeerConnection(this, id);
    }

    /** The handle of a track. */
    public TrackLocalStaticSample track(UUID id) {
        return new TrackLocalStaticSample(this, id);
    }

    /** The handle of a data channel. */
    public DataChannel dataChannel(UUID id) {
        return new DataChannel(this, id);
    }

    // The end

    /**
     * Closes every connection and forgets everything: no handle names anything any more. Calls
     * under way fail; their messages, and {@link SpecterMessage.PeerConnectionClosed} of each
     * connection, still come. Waits for that, but for 5 seconds at most, and not at all on threads
     * of Specter's, the owner's among them. A second call does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        outbox.release();
        mediaEngines.clear();
        registries.clear();
        apis.clear();
        for (Connection connection : List.copyOf(connections.values())) {
            connection.close();
        }
        connections.clear();
        var done = new CountDownLatch(1);
        tracks.closeAll(() -> thread.execute(() -> closeStack(done)));
        if (OnDemandThread.isCurrent()) {
            return;
        }
        try {
            done.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeStack(CountDownLatch done) {
        if (webRtc != null) {
            webRtc.close();
        }
        outbox.afterwards(done::countDown);
    }

    // For the handles

    Connection connection(PeerConnection handle) {
        Connection connection = connections.get(handle.id());
        if (connection == null || connection.isGone()) {
            throw notFound(handle);
        }
        return connection;
    }

    boolean connectionExists(UUID id) {
        Connection connection = connections.get(id);
        return connection != null && !connection.isGone();
    }

    void closeConnection(PeerConnection handle) {
        if (!connection(handle).close()) {
            throw notFound(handle);
        }
        connections.remove(handle.id());
    }

    void forget(PeerConnection handle) {
        connections.remove(handle.id());
    }

    Channels channels() {
        return channels;
    }

    Tracks tracks() {
        return tracks;
    }

    Outbox outbox() {
        return outbox;
    }

    /** Where connections run their callbacks and carry out calls. */
    Executor thread() {
        return thread;
    }

    boolean sends(ExtraMessage extra) {
        return config.extraMessages().contains(extra);
    }

    /** On the thread: the layer below, made when it is first needed. */
    WebRtc webRtc() {
        if (webRtc == null) {
            webRtc = WebRtc.builder().callbackExecutor(thread).build();
        }
        return webRtc;
    }

    /** The configuration of a connection. */
    RtcConfiguration rtcConfiguration() {
        RtcConfiguration.Builder builder = RtcConfiguration.builder();
        for (String url : config.iceServers()) {
            builder.iceServer(url);
        }
        config.rtcIceServers().forEach(builder::iceServer);
        return builder.build();
    }
}
