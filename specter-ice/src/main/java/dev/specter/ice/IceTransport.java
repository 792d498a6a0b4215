package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import dev.specter.common.MalformedPacketException;
import dev.specter.ice.agent.CheckSession;
import dev.specter.ice.agent.ResponseVerdict;
import dev.specter.ice.consent.Consent;
import dev.specter.ice.path.DatagramPath;
import dev.specter.ice.path.Path;
import dev.specter.ice.path.PathListener;
import dev.specter.ice.stun.StunFrame;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * One ICE transport (RFC 8445): gathers local candidates, checks them against the peer's, and
 * carries datagrams on the pair that works. Loop-confined: every method is called on the event
 * loop, and so is the listener.
 *
 * <p>Order of use: {@link #gather}, tell {@link #localParameters} and the candidates to the peer,
 * {@link #start} with the peer's parameters, {@link #addRemoteCandidate} as they come, before or
 * after the start. Requests that the peer sends before the start are held, bounded, and answered
 * then.
 */
public final class IceTransport {
    private static final Logger LOG = LoggerFactory.getLogger(IceTransport.class);
    private static final long NEVER = Long.MAX_VALUE;

    /** How long the last generation answers after the next one has a pair. */
    private static final long RETIREMENT_NANOS = 10_000_000_000L;

    /** RFC 7983: a first byte of 0 to 3 is STUN. */
    private static final int LAST_STUN_BYTE = 3;

    private final EventLoop loop;
    private final IceOptions options;
    private final IceListener listener;
    private final EventQueue events;
    private final LoopTimer timer;
    private final Tally tally = new Tally();
    private final Gathering gathering;
    private final Selection selection;

    private Generation current;

    /** The generation before the last restart, while datagrams still go its way; or null. */
    private Generation previous;

    /** Whether datagrams may go on the selected pair. */
    private boolean hasConsent;

    /** The pair that the listener knows. */
    private IceCandidatePair told;

    private IceTransportState state = IceTransportState.NEW;

    /** Where the last datagram came from that was not STUN; most come from there again. */
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
        this.loop = requireNonNull(loop);
        this.options = requireNonNull(options);
        this.listener = requireNonNull(listener);
        events = new EventQueue(loop);
        timer = new LoopTimer(loop, this::handleTimeout);
        gathering = new Gathering(loop, options, tally.sockets, new Arrivals());
        selection = new Selection(options, tally);
        current = new Generation(requireNonNull(local));
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
        return current.local();
    }

    // ---- gathering

    /**
     * Opens sockets and finds local candidates. Returns at once; a second call in the same
     * generation does nothing.
     */
    public void gather() {
        requireOpen();
        Generation generation = current;
        if (generation.gathering() != IceGatheringState.NEW) {
            return;
        }
        setGathering(generation, IceGatheringState.GATHERING);
        gathering.begin(new Round(generation));
    }

    /** The first and later rounds of gathering, for one generation. */
    private final class Round implements Gathering.Round {
        private final Generation generation;

        Round(Generation generation) {
            this.generation = generation;
        }

        @Override
        public boolean isWanted() {
            return generation == current && state != IceTransportState.CLOSED;
        }

        @Override
        public void onAddresses() {
            generation.session(
                    new CheckSession(
                            generation.local(),
                            options.maxRemoteCandidates(),
                            options.random(),
                            timer::nowNanos,
                            tally::countStunSent));
        }

        @Override
        public void onPath(DatagramPath path, int localPreference) {
            IceCandidate candidate = generation.session().addLocal(path, localPreference);
            generation.localCandidates().add(candidate);
            events.add(() -> listener.onLocalCandidate(candidate));
        }

        @Override
        public void onComplete() {
            setGathering(generation, IceGatheringState.COMPLETE);
            generation.order().ifPresent(order -> startSession(generation, order));
            update();
        }
    }

    private void setGathering(Generation generation, IceGatheringState newState) {
        generation.setGathering(newState);
        events.add(() -> listener.onGatheringStateChange(newState));
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
        if (current.isStarted()) {
            throw new IllegalStateException("this generation has been started");
        }
        Generation.StartOrder order =
                new Generation.StartOrder(requireNonNull(role), requireNonNull(remote));
        current.order(order);
        current.hope(timer.nowNanos());
        gather();
        if (current.gathering() == IceGatheringState.COMPLETE) {
            startSession(current, order);
        }
        update();
    }

    private void startSession(Generation generation, Generation.StartOrder order) {
        for (Generation.EarlyCandidate early : generation.earlyCandidates()) {
            addToSession(generation, early.candidate(), early.address());
        }
        generation.earlyCandidates().clear();
        generation.hope(timer.nowNanos());
        generation.session().start(order.role(), order.remote());
    }

    /**
     * Takes a candidate of the peer, before or after the start, also after a failure. TCP
     * candidates, names that cannot be resolved and what exceeds {@link
     * IceOptions#maxRemoteCandidates} are counted and ignored.
     *
     * @param candidate the candidate
     */
    public void addRemoteCandidate(IceCandidate candidate) {
        requireOpen();
        Generation generation = current;
        boolean useless = candidate.protocol() != IceProtocol.UDP || candidate.component() != 1;
        if (useless || generation.earlyCandidates().size() >= options.maxRemoteCandidates()) {
            tally.ignoredCandidates++;
            return;
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(candidate.address());
        if (literal != null) {
            addRemote(generation, candidate, address(literal));
        } else {
            resolve(generation, candidate);
        }
    }

    private static InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private void resolve(Generation generation, IceCandidate candidate) {
        if (generation.resolving() >= options.maxRemoteCandidates()) {
            tally.ignoredCandidates++;
            return;
        }
        generation.resolving(1);
        lookUp(candidate.address())
                .whenComplete(
                        (addresses, failure) -> {
                            List<InetAddress> found = failure == null ? addresses : List.of();
                            loop.execute(() -> resolved(generation, candidate, found));
                        });
    }

    private CompletionStage<List<InetAddress>> lookUp(String name) {
        try {
            return options.hostNameResolver().resolve(name);
        } catch (RuntimeException e) {
            LOG.debug("no address for a remote candidate", e);
            return CompletableFuture.completedFuture(List.of());
        }
    }

    private void resolved(
            Generation generation, IceCandidate candidate, List<InetAddress> addresses) {
        generation.resolving(-1);
        if (state == IceTransportState.CLOSED || generation != current) {
            return;
        }
        if (addresses.isEmpty()) {
            tally.ignoredCandidates++;
        } else {
            // RFC 8839, section 5.1: a name stands for one address, the first.
            addRemote(generation, candidate, addresses.get(0));
        }
        update();
    }

    private void addRemote(Generation generation, IceCandidate candidate, InetAddress address) {
        boolean running =
                generation.isStarted() && generation.gathering() == IceGatheringState.COMPLETE;
        if (running) {
            addToSession(generation, candidate, address);
            update();
        } else {
            generation.earlyCandidates().add(new Generation.EarlyCandidate(candidate, address));
        }
    }

    private void addToSession(Generation generation, IceCandidate candidate, InetAddress address) {
        if (!generation.session().addRemote(candidate, address)) {
            tally.ignoredCandidates++;
            return;
        }
        if (generation.hasFailed()) {
            generation.session().recheck();
        }
        generation.hope(timer.nowNanos());
    }

    /** The peer has no more candidates in this generation (RFC 8838, section 8.2). */
    public void endOfRemoteCandidates() {
        requireOpen();
        current.endRemote();
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
        if (selection.isIn(current) || previous == null) {
            dropPrevious();
            previous = current;
        } else {
            current.close(); // it never had a pair; the one before it still carries datagrams
        }
        current = new Generation(requireNonNull(local));
        update();
        return current.local();
    }

    private void dropPrevious() {
        if (previous != null) {
            previous.close();
            previous = null;
            lastPeer = null;
        }
    }

    // ---- datagrams in

    private final class Arrivals implements PathListener {
        @Override
        public void onDatagram(Path path, InetSocketAddress source, byte[] datagram) {
            handleDatagram((DatagramPath) path, source, datagram);
        }

        @Override
        public void onReadComplete(Path path) {
            if (state != IceTransportState.CLOSED) {
                listener.onReadComplete();
            }
        }

        @Override
        public boolean isPeer(Path path, InetSocketAddress source) {
            return IceTransport.this.isPeer(source);
        }

        @Override
        public void onClosed(Path path, Optional<Throwable> cause) {
            LOG.debug("{} is gone, its pairs will fail", path);
        }
    }

    private void handleDatagram(DatagramPath path, InetSocketAddress source, byte[] datagram) {
        if (state == IceTransportState.CLOSED || datagram.length == 0) {
            return;
        }
        if ((datagram[0] & 0xFF) <= LAST_STUN_BYTE) {
            handleStun(path, source, datagram);
            return;
        }
        if (!source.equals(lastPeer)) {
            if (!isPeer(source)) {
                tally.droppedUnknownSource++;
                return;
            }
            lastPeer = source;
        }
        if (!events.isEmpty()) {
            events.drain();
        }
        tally.datagramsReceived++;
        tally.bytesReceived += datagram.length;
        listener.onDatagram(ByteBuffer.wrap(datagram));
    }

    private boolean isPeer(InetSocketAddress source) {
        return sessions().anyMatch(session -> session.isPeer(source));
    }

    private Stream<Generation> generations() {
        return previous == null ? Stream.of(current) : Stream.of(current, previous);
    }

    private Stream<CheckSession> sessions() {
        return generations().map(Generation::session).filter(session -> session != null);
    }

    private void handleStun(DatagramPath path, InetSocketAddress source, byte[] datagram) {
        StunFrame frame;
        try {
            frame = StunFrame.parse(datagram);
        } catch (MalformedPacketException e) {
            tally.droppedMalformed++;
            return;
        }
        if (frame.method() != StunFrame.BINDING) {
            tally.droppedMalformed++;
            return;
        }
        switch (frame.messageClass()) {
            case REQUEST -> handleRequest(path, source, frame);
            case SUCCESS, ERROR -> handleResponse(path, source, frame);
            case INDICATION -> {} // RFC 8445, section 11: a keep-alive, without an answer
        }
        update();
        events.drain();
    }

    private void handleRequest(DatagramPath path, InetSocketAddress source, StunFrame frame) {
        String fragment = frame.receiverFragment().orElse("");
        Optional<Generation> addressed =
                generations().filter(g -> g.local().ufrag().equals(fragment)).findFirst();
        // Deviates: RFC 8489, section 9.1.3 answers 400 or 401. Whoever does not know the password
        // learns nothing here, not even that somebody listens.
        if (addressed.isEmpty() || !frame.hasIntegrity(addressed.get().localKey())) {
            tally.droppedIntegrity++;
            return;
        }
        tally.requestsReceived++;
        CheckSession session = addressed.get().session();
        if (session == null || !session.handleRequest(frame, path, source)) {
            tally.droppedMalformed++;
        }
    }

    private void handleResponse(DatagramPath path, InetSocketAddress source, StunFrame frame) {
        if (selection.hasAsked(frame)) {
            selection.handleAnswer(frame, path, source, timer.nowNanos());
            return;
        }
        ResponseVerdict verdict = ResponseVerdict.UNKNOWN;
        for (CheckSession session : sessions().toList()) {
            if (verdict == ResponseVerdict.UNKNOWN) {
                verdict = session.handleResponse(frame, path, source);
            }
        }
        switch (verdict) {
            case ACCEPTED -> tally.responsesReceived++;
            case FORGED -> tally.droppedIntegrity++;
            case UNKNOWN -> tally.droppedMalformed++;
        }
    }

    // ---- selection and state

    /** Draws the conclusions from whatever has just happened. */
    private void update() {
        if (state == IceTransportState.CLOSED) {
            return;
        }
        long now = timer.nowNanos();
        select(now);
        // RFC 7675, section 5.1: without consent, nothing but checks is sent.
        hasConsent = !selection.isEmpty() && selection.consent(now) != Consent.EXPIRED;
        transition(computeState(now));
        timer.set(nextTimeoutNanos(now));
    }

    private void select(long nowNanos) {
        selection.assess(nowNanos);
        boolean chosen = selection.chooseIn(current);
        if (previous != null) {
            if (chosen) {
                previous.retire(nowNanos + RETIREMENT_NANOS);
            } else {
                selection.chooseIn(previous);
            }
        }
        selection
                .candidates()
                .filter(candidates -> !candidates.equals(told))
                .ifPresent(
                        candidates -> {
                            told = candidates;
                            events.add(() -> listener.onSelectedPairChange(candidates));
                        });
    }

    /** The state that a user sees; never stored twice. */
    private IceTransportState computeState(long nowNanos) {
        boolean carried = selection.isIn(current) || !current.isStarted();
        if (carried && !selection.isEmpty()) {
            return switch (selection.consent(nowNanos)) {
                case EXPIRED -> IceTransportState.FAILED;
                case LATE -> IceTransportState.DISCONNECTED;
                case FRESH ->
                        selection.isFinal()
                                ? IceTransportState.COMPLETED
                                : IceTransportState.CONNECTED;
            };
        }
        if (!current.isStarted()) {
            return IceTransportState.NEW;
        }
        return current.hasFailed() ? IceTransportState.FAILED : IceTransportState.CHECKING;
    }

    private void transition(IceTransportState newState) {
        if (newState != state) {
            LOG.debug("{}: {} -> {}", current.local().ufrag(), state, newState);
            state = newState;
            events.add(() -> listener.onStateChange(newState));
        }
    }

    // ---- time

    private void handleTimeout() {
        if (state == IceTransportState.CLOSED) {
            return;
        }
        long now = timer.nowNanos();
        sessions().toList().forEach(session -> session.handleTimeout(now));
        selection.handleTimeout(now);
        if (previous != null && now >= previous.retiredNanos()) {
            dropPrevious();
        }
        if (now >= checkingDeadlineNanos()) {
            current.fail();
            current.session().pause();
        }
        update();
        events.drain();
    }

    private long checkingDeadlineNanos() {
        boolean checking =
                current.isStarted()
                        && !current.hasFailed()
                        && !selection.isIn(current)
                        && current.gathering() == IceGatheringState.COMPLETE;
        return checking ? current.lastHopeNanos() + options.checkingTimeout().toNanos() : NEVER;
    }

    private long nextTimeoutNanos(long nowNanos) {
        long next = Math.min(checkingDeadlineNanos(), selection.nextTimeoutNanos(nowNanos));
        if (current.session() != null) {
            next = Math.min(next, current.session().nextTimeoutNanos());
        }
        if (previous != null) {
            next = Math.min(next, previous.retiredNanos());
        }
        if (previous != null && previous.session() != null) {
            next = Math.min(next, previous.session().nextTimeoutNanos());
        }
        return next;
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
        if (!hasConsent) {
            tally.droppedNoPath++;
            return false;
        }
        return selection.write(datagram);
    }

    /** Hands what was sent since the last call to the operating system: the end of a burst. */
    public void flush() {
        selection.flush();
    }

    // ---- what is known

    /** The role, which a conflict may have changed; empty before the start. */
    public Optional<IceRole> role() {
        Optional<IceRole> asked = current.order().map(Generation.StartOrder::role);
        boolean running = asked.isPresent() && current.gathering() == IceGatheringState.COMPLETE;
        return running ? Optional.of(current.session().role()) : asked;
    }

    /** The state. */
    public IceTransportState state() {
        return state;
    }

    /** How far gathering has come in the current generation. */
    public IceGatheringState gatheringState() {
        return current.gathering();
    }

    /**
     * The pair that datagrams go on: the nominated one, or else the best that works; that of the
     * last generation until the current one has one.
     */
    public Optional<IceCandidatePair> selectedPair() {
        return selection.candidates();
    }

    /** Round trip times on the selected pair, counted from its selection. */
    public IceRoundTrips roundTrips() {
        return selection.roundTrips();
    }

    /** The local candidates of the current generation found so far; a copy. */
    public List<IceCandidate> localCandidates() {
        return List.copyOf(current.localCandidates());
    }

    /** The remote candidates of the current generation, told or found by checks; a copy. */
    public List<IceCandidate> remoteCandidates() {
        Stream<IceCandidate> early =
                current.earlyCandidates().stream().map(Generation.EarlyCandidate::candidate);
        Stream<IceCandidate> taken =
                current.session() == null
                        ? Stream.empty()
                        : current.session().remoteCandidates().stream();
        return Stream.concat(early, taken).toList();
    }

    /** The peer's parameters of the current generation; empty before its start. */
    public Optional<IceParameters> remoteParameters() {
        return current.order().map(Generation.StartOrder::remote);
    }

    /** What has been counted up to now. */
    public IceCounters counters() {
        return tally.snapshot();
    }

    // ---- the end

    /**
     * Stops everything and closes the sockets. The state is {@link IceTransportState#CLOSED} at
     * once, and the listener hears nothing more. A second call does nothing.
     */
    public void close() {
        if (state == IceTransportState.CLOSED) {
            return;
        }
        state = IceTransportState.CLOSED;
        events.close();
        timer.set(NEVER);
        current.close();
        dropPrevious();
        gathering.close();
        selection.clear();
        hasConsent = false;
    }

    private void requireOpen() {
        if (state == IceTransportState.CLOSED) {
            throw new IllegalStateException("closed");
        }
    }
}
