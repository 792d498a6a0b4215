package dev.specter.ice.gather;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceGatheringState;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceServerUrl;
import dev.specter.ice.agent.Base;
import dev.specter.ice.agent.Transmit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * Finds the candidates of one transport (RFC 8445, section 5.1) for as long as it lives, over all
 * its generations: host candidates of the bases it is told of, server-reflexive ones, and relayed
 * ones, whose allocations it keeps alive and relays over. Sans I/O: after every call the owner
 * takes what {@link #pollTransmit}, {@link #pollStream}, {@link #pollName} and {@link #pollEvent}
 * hand out, and calls {@link #handleTimeout} at {@link #nextTimeoutNanos}. Loop-confined.
 *
 * <p>A server that is silent, or whose name is not resolved, holds up neither candidates of others
 * nor, for longer than {@link GatherOptions#timeout}, the end of gathering; should it answer after
 * all, its candidates come late.
 */
public final class Gatherer {
    /** RFC 8445, section 14.2: the least time between new requests that NATs must bear (Ta). */
    private static final long PACE_NANOS = 5_000_000L;

    private static final int SLOT_STEP = 256;
    private static final int HIGHEST_PREFERENCE = 65535;

    private final RandomGenerator random;
    private final Outbox outbox = new Outbox();
    private final FoundCandidates found;
    private final CandidateFactory factory;
    private final Servers servers = new Servers(outbox);
    private final IdentityHashMap<Base, LocalBase> bases = new IdentityHashMap<>(2);
    private final List<LocalBase> basesInOrder = new ArrayList<>(2);
    private final List<ServerTask> tasks = new ArrayList<>();
    private final Queue<ServerTask> waiting = new ArrayDeque<>(1);
    private GatherOptions options;

    /** What is in force from the next generation on. */
    private GatherOptions next;

    private IceGatheringState state = IceGatheringState.NEW;
    private boolean basesKnown;
    private boolean keepingAlive = true;
    private boolean closed;
    private long nextStartNanos;

    /**
     * Idle until {@link #begin}.
     *
     * @param options the settings
     * @param random for transaction ids
     */
    public Gatherer(GatherOptions options, RandomGenerator random) {
        this.options = options;
        this.next = options;
        this.random = random;
        found = new FoundCandidates(outbox.events, options.policy());
        factory = new CandidateFactory(options);
        servers.configure(options);
    }

    /**
     * Changes servers and policy, from the next generation on. Servers that are there already keep
     * what was gathered of them. What was gathered of others carries on, without being reported
     * again, until {@link #endSuperseded} or another change.
     *
     * @param changed the settings; mapping, names and times are those of the beginning
     */
    public void configure(GatherOptions changed) {
        next = changed;
    }

    private void reconfigure() {
        if (next.equals(options)) {
            return;
        }
        endSuperseded();
        options = next;
        found.policy(options.policy());
        servers.configure(options);
        for (ServerTask task : List.copyOf(tasks)) {
            if (!task.isDecided() && !servers.isAsked(task)) {
                end(task);
            }
        }
    }

    /** Gives back what was gathered of servers that are not configured any longer. */
    public void endSuperseded() {
        for (ServerTask task : List.copyOf(tasks)) {
            if (!servers.isAsked(task)) {
                end(task);
            }
        }
    }

    private void end(ServerTask task) {
        task.close();
        tasks.remove(task);
        waiting.remove(task);
    }

    /**
     * Begins the first generation. Bases follow, then {@link #endOfBases}.
     *
     * @param nowNanos the time
     */
    public void begin(long nowNanos) {
        if (state == IceGatheringState.NEW) {
            reconfigure();
            gather(nowNanos);
        }
    }

    /**
     * Begins another generation: known candidates are reported once more, servers that failed are
     * asked once more. Bases are to be told of as after {@link #begin}; known ones may be repeated.
     *
     * @param nowNanos the time
     */
    public void restart(long nowNanos) {
        reconfigure();
        found.announce(servers::contains);
        tasks.removeIf(ServerTask::isFailed);
        gather(nowNanos);
        for (LocalBase local : basesInOrder) {
            servers.forEach(server -> addTask(server, local, nowNanos));
        }
    }

    private void gather(long nowNanos) {
        if (closed) {
            return;
        }
        state = IceGatheringState.GATHERING;
        basesKnown = false;
        servers.resolve(
                nowNanos + timeoutNanos(),
                (server, addresses) -> handleAddresses(server, addresses, nowNanos));
    }

    /**
     * There is a socket.
     *
     * @param base what it is
     * @param localPreference RFC 8445, section 5.1.2.1, different for each: 0 to 65,535
     * @param nowNanos the time
     */
    public void handleBase(Base base, int localPreference, long nowNanos) {
        handleBase(base, localPreference, BaseUse.ALL, nowNanos);
    }

    /**
     * There is a socket.
     *
     * @param base what it is
     * @param localPreference RFC 8445, section 5.1.2.1, different for each: 0 to 65,535
     * @param use what it is good for
     * @param nowNanos the time
     */
    public void handleBase(Base base, int localPreference, BaseUse use, long nowNanos) {
        if (closed || bases.containsKey(base)) {
            return;
        }
        LocalBase local = new LocalBase(base, localPreference, use);
        bases.put(base, local);
        basesInOrder.add(local);
        boolean isShown = use != BaseUse.RELAY_ONLY;
        if (isShown) {
            found.add(factory.host(base, localPreference), base, Optional.empty());
            factory.external(base)
                    .ifPresent(ip -> addReflexive(local, ip, Optional.empty(), Optional.empty()));
        }
        servers.forEach(server -> addTask(server, local, nowNanos));
        progress(nowNanos);
    }

    /**
     * All sockets of this generation were told of.
     *
     * @param nowNanos the time
     */
    public void endOfBases(long nowNanos) {
        basesKnown = true;
        progress(nowNanos);
    }

    /**
     * A socket is gone, and with it what was found from it. {@link GatherEvent.BaseGone} is
     * reported of the relayed bases that it carried, not of itself.
     *
     * @param base which one
     * @param nowNanos the time
     */
    public void handleBaseLost(Base base, long nowNanos) {
        LocalBase local = bases.remove(base);
        if (local == null) {
            return;
        }
        basesInOrder.remove(local);
        found.remove(base);
        for (ServerTask task : List.copyOf(tasks)) {
            if (task.isFrom(local)) {
                end(task);
            }
        }
        outbox.transmits.removeIf(t -> t.base() == base);
        progress(nowNanos);
    }

    /**
     * The name of a server was resolved; see {@link #pollName}.
     *
     * @param url whose
     * @param addresses best first; empty if there are none
     * @param nowNanos the time
     */
    public void handleServerAddresses(
            IceServerUrl url, List<InetAddress> addresses, long nowNanos) {
        if (!closed) {
            servers.resolved(
                    url, addresses, (server, found) -> handleAddresses(server, found, nowNanos));
        }
        progress(nowNanos);
    }

    private void handleAddresses(Server server, List<InetAddress> addresses, long nowNanos) {
        server.resolved(addresses);
        if (server.transport() == ServerTransport.UDP) {
            basesInOrder.forEach(local -> addTask(server, local, nowNanos));
        } else if (tasks.stream().noneMatch(task -> task.isOf(server))) {
            add(new RelayTask(server, Optional.empty(), this, random));
        }
    }

    private void addTask(Server server, LocalBase local, long nowNanos) {
        if (!servers.isWanted(server)
                || server.transport() != ServerTransport.UDP
                || local.base.protocol() != IceProtocol.UDP
                || !local.isGoodFor(server)
                || server.addresses.stream().noneMatch(local::canReach)
                || tasks.stream().anyMatch(t -> t.isOf(server) && t.isFrom(local))) {
            return;
        }
        add(
                server.url.scheme().isRelay()
                        ? new RelayTask(server, Optional.of(local), this, random)
                        : new ReflexiveTask(server, local, this, random));
        if (state == IceGatheringState.COMPLETE) {
            state = IceGatheringState.GATHERING; // an interface that appeared
        }
        startTasks(nowNanos);
    }

    private void add(ServerTask task) {
        tasks.add(task);
        waiting.add(task);
    }

    private void startTasks(long nowNanos) {
        while (!waiting.isEmpty() && nowNanos >= nextStartNanos) {
            nextStartNanos = nowNanos + PACE_NANOS;
            waiting.remove().start(nowNanos);
        }
    }

    private void progress(long nowNanos) {
        startTasks(nowNanos);
        if (state == IceGatheringState.GATHERING
                && basesKnown
                && servers.areDecided()
                && tasks.stream().allMatch(ServerTask::isDecided)) {
            state = IceGatheringState.COMPLETE;
            outbox.events.add(new GatherEvent.Complete());
        }
    }

    /**
     * A datagram came to a socket.
     *
     * @param base which one
     * @param source who sent it, or says so
     * @param datagram all of it; kept if it is ours
     * @param nowNanos the time
     * @return whether it was from a server, and for nobody else
     */
    public boolean handleDatagram(
            Base base, InetSocketAddress source, byte[] datagram, long nowNanos) {
        LocalBase local = bases.get(base);
        if (local == null || !local.handleDatagram(source, datagram, nowNanos)) {
            return false;
        }
        if (state == IceGatheringState.GATHERING) {
            progress(nowNanos);
        }
        return true;
    }

    /**
     * A stream is connected, TLS included.
     *
     * @param id which one
     * @param nowNanos the time
     */
    public void handleStreamOpened(StreamId id, long nowNanos) {
        relay(id).ifPresent(task -> task.handleStreamOpened(nowNanos));
        progress(nowNanos);
    }

    /**
     * Bytes came over a stream.
     *
     * @param id which one
     * @param bytes from position to limit; not kept
     * @param nowNanos the time
     */
    public void handleStreamBytes(StreamId id, ByteBuffer bytes, long nowNanos) {
        relay(id).ifPresent(task -> task.handleStreamBytes(bytes, nowNanos));
        progress(nowNanos);
    }

    /**
     * A stream could not be connected, or is closed; not by us.
     *
     * @param id which one
     * @param reason for people to read
     * @param nowNanos the time
     */
    public void handleStreamClosed(StreamId id, String reason, long nowNanos) {
        relay(id).ifPresent(task -> task.handleStreamClosed(reason, nowNanos));
        progress(nowNanos);
    }

    private Optional<RelayTask> relay(StreamId id) {
        for (ServerTask task : tasks) {
            if (task instanceof RelayTask relay && relay.isStream(id)) {
                return Optional.of(relay);
            }
        }
        return Optional.empty();
    }

    /**
     * Sends a datagram from a relayed base: the way to the peer is opened first, which holds up to
     * 16 datagrams. Dropped without a word if the base is gone.
     *
     * @param base one of a {@link GatherEvent.CandidateFound} with a relayed candidate
     * @param peer to whom
     * @param datagram from position to limit, which stay; copied once
     * @param nowNanos the time
     * @return false if the base is not a relayed one
     */
    public boolean send(Base base, InetSocketAddress peer, ByteBuffer datagram, long nowNanos) {
        if (!(base instanceof RelayedBase relayed)) {
            return false;
        }
        relayed.task().send(relayed, peer, datagram, nowNanos);
        return true;
    }

    /**
     * Whether NAT bindings of reflexive candidates are to be kept; they are until said otherwise.
     * No longer needed once the pairs in use have traffic of their own.
     *
     * @param needed whether a peer may still begin to use them
     */
    public void keepReflexive(boolean needed) {
        keepingAlive = needed;
    }

    /**
     * Lets time pass.
     *
     * @param nowNanos the time
     */
    public void handleTimeout(long nowNanos) {
        if (closed) {
            return;
        }
        for (int i = 0; i < tasks.size(); i++) {
            ServerTask task = tasks.get(i);
            if (nowNanos >= task.nextTimeoutNanos()) {
                task.handleTimeout(nowNanos);
            }
        }
        servers.handleTimeout(nowNanos);
        progress(nowNanos);
    }

    /** When {@link #handleTimeout} has something to do. */
    public long nextTimeoutNanos() {
        if (closed) {
            return Long.MAX_VALUE;
        }
        long due = waiting.isEmpty() ? Long.MAX_VALUE : nextStartNanos;
        if (state == IceGatheringState.GATHERING) {
            due = Math.min(due, servers.nextTimeoutNanos());
        }
        for (int i = 0; i < tasks.size(); i++) {
            due = Math.min(due, tasks.get(i).nextTimeoutNanos());
        }
        return due;
    }

    /** Gives allocations back and ends; nothing is waited for. Outputs are still to be taken. */
    public void close() {
        closed = true;
        tasks.forEach(ServerTask::close);
        tasks.clear();
        waiting.clear();
        bases.clear();
        basesInOrder.clear();
        outbox.events.clear();
        outbox.names.clear();
    }

    /** The server that showed or gave a candidate; empty for others. */
    public Optional<IceServerUrl> serverOf(IceCandidate candidate) {
        return found.serverOf(candidate).map(server -> server.url);
    }

    /** How far it is. */
    public IceGatheringState state() {
        return state;
    }

    /** Hands out a datagram to be sent from a base that the owner told of, or null. */
    public Transmit pollTransmit() {
        return outbox.transmits.poll();
    }

    /** Hands out what is to be done with a stream, or null. */
    public StreamOutput pollStream() {
        return outbox.streams.poll();
    }

    /**
     * Hands out a server whose name is to be resolved, or null; {@link #handleServerAddresses} has
     * the answer.
     */
    public IceServerUrl pollName() {
        return outbox.names.poll();
    }

    /** Hands out the next event, or null. */
    public GatherEvent pollEvent() {
        return outbox.events.poll();
    }

    // What the tasks need.

    Outbox outbox() {
        return outbox;
    }

    long timeoutNanos() {
        return options.timeout().toNanos();
    }

    long keepAliveNanos() {
        return options.keepAlive().toNanos();
    }

    boolean isKeepingAlive() {
        return keepingAlive;
    }

    /** Whether a server may tell us to use an address. */
    static boolean isCandidateAddress(InetSocketAddress address) {
        return address.getPort() != 0
                && !address.getAddress().isAnyLocalAddress()
                && !address.getAddress().isMulticastAddress();
    }

    void foundReflexive(
            LocalBase local, InetSocketAddress mapped, Server server, InetSocketAddress address) {
        addReflexive(local, mapped, Optional.of(server), Optional.of(address.getAddress()));
    }

    private void addReflexive(
            LocalBase local,
            InetSocketAddress mapped,
            Optional<Server> server,
            Optional<InetAddress> address) {
        int preference = Math.max(0, local.preference - SLOT_STEP * found.reflexive(local.base));
        found.add(factory.reflexive(local.base, preference, mapped, address), local.base, server);
    }

    void foundRelayed(
            RelayedBase base,
            Server server,
            Optional<LocalBase> local,
            InetSocketAddress serverAddress,
            Optional<InetSocketAddress> mapped) {
        // RFC 8445, section 5.1.2.1: each candidate has a priority of its own.
        int slot = 2 * server.index + base.order();
        int preference = local.map(l -> l.preference).orElse(HIGHEST_PREFERENCE);
        found.add(
                factory.relay(
                        base,
                        Math.max(0, preference - SLOT_STEP * slot),
                        server.transport(),
                        serverAddress.getAddress(),
                        mapped),
                base,
                Optional.of(server));
        if (local.isPresent() && mapped.isPresent() && local.get().use != BaseUse.RELAY_ONLY) {
            foundReflexive(local.get(), mapped.get(), server, serverAddress);
        }
    }

    void lostRelayed(RelayedBase base) {
        found.remove(base);
        outbox.events.add(new GatherEvent.BaseGone(base));
    }

    void relayed(RelayedBase base, InetSocketAddress peer, ByteBuffer datagram) {
        outbox.events.add(new GatherEvent.Relayed(base, peer, datagram));
    }
}
