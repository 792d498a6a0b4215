package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import dev.specter.ice.agent.AgentEvent;
import dev.specter.ice.agent.Base;
import dev.specter.ice.agent.IceAgent;
import dev.specter.ice.path.Path;
import dev.specter.ice.path.PathListener;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One ICE transport (RFC 8445): gathers local candidates, has an {@link IceAgent} check them
 * against the peer's, and carries datagrams on the pair that works. Loop-confined: every method is
 * called on the event loop, and so is the listener.
 *
 * <p>Order of use: {@link #gather}, tell {@link #localParameters} and the candidates to the peer,
 * {@link #start} with the peer's parameters, {@link #addRemoteCandidate} as they come, before or
 * after the start. Requests that the peer sends before the start are answered, and checked back
 * then.
 */
public final class IceTransport {
    private static final Logger LOG = LoggerFactory.getLogger(IceTransport.class);
    private static final long NEVER = Long.MAX_VALUE;

    /** RFC 7983: a first byte of 0 to 3 is STUN. */
    private static final int LAST_STUN_BYTE = 3;

    /** RFC 7983: from 64 to 79 it is a TURN channel's. */
    private static final int FIRST_CHANNEL_BYTE = 64;

    private static final int LAST_CHANNEL_BYTE = 79;

    private final EventLoop loop;
    private final IceOptions options;
    private final IceNetwork network;
    private final IceListener listener;
    private final EventQueue events;
    private final LoopTimer timer;
    private final Tally tally = new Tally();
    private final Gathering gathering;
    private final IceAgent agent;

    /** What is gathered and resolved in the current generation. */
    private Generation current;

    private boolean closed;

    /** Where datagrams leave and go to; null while there is no pair. */
    private Path selectedPath;

    private InetSocketAddress selectedRemote;

    /** Where the last datagram came from that was not STUN; most come from there again. */
    private Path lastPath;

    private InetSocketAddress lastPeer;

    /**
     * Makes a transport that has no sockets yet.
     *
     * @param loop owns the transport for life; an NIO loop
     * @param options the settings
     * @param listener told what happens
     */
    public IceTransport(EventLoop loop, IceOptions options, IceListener listener) {
        this(loop, options, IceCredentials.generate(options.random()), listener);
    }

    /**
     * Makes a transport whose first generation has the caller's credentials, since a description
     * may name them before the transport is needed.
     *
     * @param loop owns the transport for life; an NIO loop
     * @param options the settings
     * @param local credentials of the first generation
     * @param listener told what happens
     */
    public IceTransport(
            EventLoop loop, IceOptions options, IceParameters local, IceListener listener) {
        this(loop, options, IceNetwork.plain(), local, listener);
    }

    /**
     * Makes a transport that shares things with others.
     *
     * @param loop owns the transport for life; an NIO loop
     * @param options the settings
     * @param network what is shared
     * @param local credentials of the first generation
     * @param listener told what happens
     */
    public IceTransport(
            EventLoop loop,
            IceOptions options,
            IceNetwork network,
            IceParameters local,
            IceListener listener) {
        this.loop = requireNonNull(loop);
        this.options = requireNonNull(options);
        this.network = requireNonNull(network);
        this.listener = requireNonNull(listener);
        events = new EventQueue(loop);
        timer = new LoopTimer(loop, this::handleTimeout);
        gathering =
                new Gathering(
                        loop,
                        options,
                        network,
                        tally.sockets,
                        new Arrivals(),
                        timer::nowNanos,
                        new FromGathering());
        agent = new IceAgent(options.agentOptions(), requireNonNull(local), options.random());
        current = new Generation();
    }

    /**
     * Loads and runs what the first transport of the process would wait for otherwise. Blocks; call
     * it on a thread that may wait. Later calls return at once. Thread-safe.
     */
    public static void warmUp() {
        WarmUp.run();
    }

    /** The credentials of the current generation. */
    public IceParameters localParameters() {
        return agent.localParameters();
    }

    // ---- gathering

    /**
     * Opens sockets and finds local candidates. Returns at once; a second call in the same
     * generation does nothing.
     */
    public void gather() {
        requireOpen();
        if (current.gathering == IceGatheringState.NEW) {
            current.setGathering(IceGatheringState.GATHERING);
            gathering.begin(localParameters().ufrag());
            update();
        }
    }

    /** The edge of one generation: how far gathering is, and the names of its candidates. */
    private final class Generation {
        private final NameLookups names =
                new NameLookups(loop, network.candidateNames(), options.maxRemoteCandidates());
        private IceGatheringState gathering = IceGatheringState.NEW;
        private boolean remoteEnd;

        private void setGathering(IceGatheringState newState) {
            gathering = newState;
            tell(() -> listener.onGatheringStateChange(newState));
        }

        /** What is told of this generation only while it is the current one. */
        private void tell(Runnable event) {
            events.add(
                    () -> {
                        if (this == current) {
                            event.run();
                        }
                    });
        }

        /** The end counts once all names are resolved. */
        private void considerEnd() {
            if (remoteEnd && names.isIdle()) {
                agent.endOfRemoteCandidates(timer.nowNanos());
            }
        }
    }

    /**
     * Changes servers and policy, for the next generation: what is gathered stays (RFC 9429,
     * section 4.1.18). Relayed candidates of servers that are left out last until that generation
     * has completed.
     *
     * @param servers asked from then on
     * @param policy which candidates are used from then on
     */
    public void configure(List<IceServer> servers, IceTransportPolicy policy) {
        requireOpen();
        gathering.configure(options.toBuilder().servers(servers).transportPolicy(policy).build());
    }

    private final class FromGathering implements Gathering.Listener {
        @Override
        public void onCandidate(IceCandidate candidate, Path base) {
            if (current.gathering != IceGatheringState.NEW) { // else it is told of again
                current.tell(() -> listener.onLocalCandidate(candidate));
                agent.addLocalCandidate(candidate, base, timer.nowNanos());
            }
        }

        @Override
        public void onPathGone(Path path) {
            agent.removeBase(path, timer.nowNanos());
        }

        @Override
        public void onRelayed(Path path, InetSocketAddress peer, ByteBuffer datagram) {
            handleRelayed(path, peer, datagram);
        }

        @Override
        public void onError(IceGatheringError error) {
            events.add(() -> listener.onGatheringError(error));
        }

        @Override
        public void onComplete() {
            if (current.gathering == IceGatheringState.GATHERING) {
                current.setGathering(IceGatheringState.COMPLETE);
                agent.endOfLocalCandidates(timer.nowNanos());
            }
        }

        @Override
        public void onInput() {
            update();
            events.drain();
        }

        @Override
        public void onReadComplete() {
            if (!closed) {
                listener.onReadComplete();
            }
        }
    }

    // ---- starting, candidates, restart

    /**
     * Begins to check pairs. Once per generation; gathers if that was not asked for before.
     *
     * @param role who nominates; a conflict is resolved as RFC 8445, section 7.3.1.1 says
     * @param remote the peer's credentials
     * @throws IllegalStateException if this generation has been started, or the transport is closed
     */
    public void start(IceRole role, IceParameters remote) {
        requireOpen();
        agent.start(role, remote, timer.nowNanos());
        gather();
        update();
    }

    /**
     * Takes a candidate of the peer, before or after the start, also after a failure. Active TCP
     * candidates, which come to us by themselves, names that cannot be resolved and what exceeds
     * {@link IceOptions#maxRemoteCandidates} are counted and ignored.
     *
     * @param candidate the candidate
     */
    public void addRemoteCandidate(IceCandidate candidate) {
        requireOpen();
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(candidate.address());
        if (literal != null) {
            agent.addRemoteCandidate(candidate, address(literal), timer.nowNanos());
            update();
            return;
        }
        Generation generation = current;
        boolean begun =
                generation.names.begin(
                        candidate.address(), found -> resolved(generation, candidate, found));
        if (!begun) {
            tally.ignoredCandidates++;
        }
    }

    private static InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private void resolved(
            Generation generation, IceCandidate candidate, List<InetAddress> addresses) {
        if (generation != current || closed) {
            return;
        }
        if (addresses.isEmpty()) {
            tally.ignoredCandidates++;
        } else {
            // RFC 8839, section 5.1: a name stands for one address, the first.
            agent.addRemoteCandidate(candidate, addresses.get(0), timer.nowNanos());
        }
        generation.considerEnd();
        update();
    }

    /** The peer has no more candidates in this generation (RFC 8838, section 8.2). */
    public void endOfRemoteCandidates() {
        requireOpen();
        current.remoteEnd = true;
        current.considerEnd();
        update();
    }

    /**
     * Begins a new generation (RFC 8445, section 9): new local credentials, no remote candidates,
     * not started. Datagrams go on over the old pair until the new generation has one. Then {@link
     * #gather} and {@link #start} as for the first.
     *
     * @return the new local parameters
     * @throws IllegalStateException if the transport is closed
     */
    public IceParameters restart() {
        return restart(IceCredentials.generate(options.random()));
    }

    /**
     * Begins a new generation, as {@link #restart()}, with the caller's credentials.
     *
     * @param local the new local parameters
     * @return the same
     * @throws IllegalStateException if the transport is closed
     */
    public IceParameters restart(IceParameters local) {
        requireOpen();
        current = new Generation();
        agent.restart(local, timer.nowNanos());
        update();
        return local;
    }

    // ---- datagrams in

    private final class Arrivals implements PathListener {
        @Override
        public void onDatagram(Path path, InetSocketAddress source, byte[] datagram) {
            handleDatagram(path, source, datagram);
        }

        @Override
        public void onReadComplete(Path path) {
            if (!closed) {
                listener.onReadComplete();
            }
        }

        @Override
        public boolean isPeer(Path path, InetSocketAddress source) {
            return agent.isPeer(path, source);
        }

        @Override
        public void onClosed(Path path, Optional<Throwable> cause) {
            if (!closed) {
                gathering.handlePathGone(path);
                update();
            }
        }

        @Override
        public void onRemoteClosed(Path path, InetSocketAddress remote) {
            if (!closed) {
                agent.handleRemoteClosed(path, remote, timer.nowNanos());
                update();
            }
        }
    }

    private void handleDatagram(Path path, InetSocketAddress source, byte[] datagram) {
        if (closed || datagram.length == 0) {
            return;
        }
        int first = datagram[0] & 0xFF;
        boolean isStun = first <= LAST_STUN_BYTE;
        boolean isRelayed = first >= FIRST_CHANNEL_BYTE && first <= LAST_CHANNEL_BYTE;
        if ((isStun || isRelayed) && gathering.handleDatagram(path, source, datagram)) {
            update();
            events.drain();
        } else if (isStun) {
            handleStun(path, source, datagram);
        } else {
            handleData(path, source, ByteBuffer.wrap(datagram));
        }
    }

    /** What a TURN server hands on is as if it had come to a socket. */
    private void handleRelayed(Path path, InetSocketAddress peer, ByteBuffer datagram) {
        if (!datagram.hasRemaining()) {
            return;
        }
        if ((datagram.get(datagram.position()) & 0xFF) <= LAST_STUN_BYTE) {
            byte[] message = new byte[datagram.remaining()];
            datagram.get(message);
            agent.handleStun(path, peer, message, timer.nowNanos());
            lastPath = null;
        } else {
            handleData(path, peer, datagram);
        }
    }

    private void handleStun(Path path, InetSocketAddress source, byte[] datagram) {
        agent.handleStun(path, source, datagram, timer.nowNanos());
        lastPath = null; // what it has changed may be whose datagrams go up
        update();
        events.drain();
    }

    private void handleData(Path path, InetSocketAddress source, ByteBuffer datagram) {
        if (path != lastPath || !source.equals(lastPeer)) {
            if (!agent.isPeer(path, source)) {
                tally.droppedUnknownSource++;
                return;
            }
            lastPath = path;
            lastPeer = source;
        }
        if (!events.isEmpty()) {
            events.drain();
        }
        tally.datagramsReceived++;
        tally.bytesReceived += datagram.remaining();
        listener.onDatagram(datagram);
    }

    // ---- what the agent wants

    /** Carries out what the agent has concluded from whatever has just happened. */
    private void update() {
        if (closed) {
            return;
        }
        gathering.drain();
        if (closed) {
            return; // by the listener, which gets what a server has handed on
        }
        Gathering.write(agent::pollTransmit);
        for (AgentEvent event = agent.pollEvent(); event != null; event = agent.pollEvent()) {
            report(event);
        }
        select(agent.selectedBase(), agent.selectedRemote());
        timer.set(Math.min(agent.nextTimeoutNanos(), gathering.nextTimeoutNanos()));
    }

    private void report(AgentEvent event) {
        if (event instanceof AgentEvent.StateChanged changed) {
            LOG.debug("{} is {}", localParameters().ufrag(), changed.state());
            // Once a pair is chosen for good, its own traffic keeps its binding.
            gathering.keepReflexive(changed.state() != IceTransportState.COMPLETED);
            events.add(() -> listener.onStateChange(changed.state()));
        } else if (event instanceof AgentEvent.SelectedPairChanged changed) {
            events.add(() -> listener.onSelectedPairChange(changed.pair()));
        } else if (event instanceof AgentEvent.RoleChanged changed) {
            events.add(() -> listener.onRoleChange(changed.role()));
        }
    }

    private void select(Base base, InetSocketAddress remote) {
        if (selectedPath != null && selectedPath != base) {
            selectedPath.flush();
        }
        selectedPath = (Path) base;
        selectedRemote = remote;
    }

    private void handleTimeout() {
        if (!closed) {
            agent.handleTimeout(timer.nowNanos());
            gathering.handleTimeout();
            update();
            events.drain();
        }
    }

    // ---- datagrams out

    /**
     * Sends a datagram on the selected pair, or on the best valid one while none is nominated. It
     * leaves at the next {@link #flush}.
     *
     * @param datagram array-backed, from position to limit, up to 65,507 bytes; given away
     * @return false, and counted, when there is no path, no consent, or no room
     */
    public boolean send(ByteBuffer datagram) {
        if (closed || !agent.hasConsent()) {
            tally.droppedNoPath++;
            return false;
        }
        int sizeBytes = datagram.remaining();
        boolean written = selectedPath.write(datagram, selectedRemote);
        if (written) {
            tally.datagramsSent++;
            tally.bytesSent += sizeBytes;
        }
        return written;
    }

    /** Hands what was sent since the last call to the operating system: the end of a burst. */
    public void flush() {
        if (selectedPath != null) {
            selectedPath.flush();
        }
    }

    // ---- what is known

    /** The role, which a conflict may have changed; empty before the start. */
    public Optional<IceRole> role() {
        return agent.role();
    }

    /** The state. */
    public IceTransportState state() {
        return closed ? IceTransportState.CLOSED : agent.state();
    }

    /** How far gathering has come in the current generation. */
    public IceGatheringState gatheringState() {
        return current.gathering;
    }

    /**
     * The pair that datagrams go on: the nominated one, or else the best that works; that of the
     * last generation until the current one has one.
     */
    public Optional<IceCandidatePair> selectedPair() {
        return closed ? Optional.empty() : agent.selectedPair();
    }

    /** The pairs of the current generation that were or will be checked; a copy. */
    public List<IceCheckedPair> checkedPairs() {
        return agent.checkedPairs();
    }

    /** The server that showed or gave a local candidate; empty for others. */
    public Optional<IceServerUrl> serverOf(IceCandidate local) {
        return gathering.serverOf(local);
    }

    /** Round trip times on the selected pair, counted from its selection. */
    public IceRoundTrips roundTrips() {
        return agent.roundTrips();
    }

    /** The local candidates of the current generation found so far; a copy. */
    public List<IceCandidate> localCandidates() {
        return agent.localCandidates();
    }

    /** The remote candidates of the current generation, told or found by checks; a copy. */
    public List<IceCandidate> remoteCandidates() {
        return agent.remoteCandidates();
    }

    /** The peer's parameters of the current generation; empty before its start. */
    public Optional<IceParameters> remoteParameters() {
        return agent.remoteParameters();
    }

    /** What has been counted up to now. */
    public IceCounters counters() {
        return tally.snapshot(agent.counters());
    }

    // ---- the end

    /**
     * Stops everything and closes the sockets. The state is {@link IceTransportState#CLOSED} at
     * once, and the listener hears nothing more. A second call does nothing.
     */
    public void close() {
        if (!closed) {
            closed = true;
            events.close();
            timer.set(NEVER);
            gathering.close();
            select(null, null);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}
