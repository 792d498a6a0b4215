package dev.specter.ice.agent;

import static java.util.Objects.requireNonNull;

import dev.specter.common.MalformedPacketException;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceCheckedPair;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceRoundTrips;
import dev.specter.ice.IceTransportState;
import dev.specter.ice.consent.Consent;
import dev.specter.ice.consent.ConsentTimes;
import dev.specter.ice.stun.StunFrame;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * An ICE agent with one data stream of one component (RFC 8445, RFC 8838), and the consent to send
 * on what it has selected (RFC 7675). Sans I/O: it knows no sockets, TURN servers or TCP
 * connections, only {@link Base}s; it is told what arrives and when, and hands out what to send.
 * After every input the owner polls {@link #pollTransmit} and {@link #pollEvent} until they are
 * empty, and then {@link #nextTimeoutNanos}. Loop-confined.
 */
public final class IceAgent {
    /** How long the last generation answers after the next one has a pair. */
    private static final long RETIREMENT_NANOS = 10_000_000_000L;

    private final AgentOptions options;
    private final RandomGenerator random;
    private final AgentCounters counters = new AgentCounters();
    private final Outbox out = new Outbox(counters);
    private final Selection selection;

    private Generation current;

    /** The generation before the last restart, while datagrams still go its way; or null. */
    private Generation previous;

    /** Whether datagrams may go on the selected pair. */
    private boolean hasConsent;

    /** Whether the current generation has had a pair. */
    private boolean wasConnected;

    private IceTransportState state = IceTransportState.NEW;

    /** When the last input came. */
    private long inputNanos;

    /** The pair that the owner knows. */
    private IceCandidatePair toldPair;

    /** The role that the owner knows; null before the start. */
    private IceRole toldRole;

    /**
     * Makes an agent without candidates.
     *
     * @param options the settings
     * @param local credentials of the first generation; {@code lite} makes it a lite agent
     * @param random for transaction ids, tie-breakers and jitter
     */
    public IceAgent(AgentOptions options, IceParameters local, RandomGenerator random) {
        this.options = requireNonNull(options);
        this.random = requireNonNull(random);
        selection =
                new Selection(
                        new ConsentTimes(
                                options.consentInterval().toNanos(),
                                options.disconnectedTimeout().toNanos(),
                                options.consentTimeout().toNanos()),
                        random,
                        out,
                        counters);
        current = generation(local);
    }

    private Generation generation(IceParameters local) {
        return new Generation(options, local, random, out, selection::handleAnswered);
    }

    // ---- candidates

    /**
     * Takes a candidate of our own, as it was gathered, in any order and at any time.
     *
     * @param candidate what the peer is told
     * @param base where its datagrams leave
     * @param nowNanos the time
     */
    public void addLocalCandidate(IceCandidate candidate, Base base, long nowNanos) {
        current.addLocal(new LocalCandidate(candidate, base), nowNanos);
        conclude(nowNanos);
    }

    /** Gathering is complete in the current generation. */
    public void endOfLocalCandidates(long nowNanos) {
        current.endLocal();
        conclude(nowNanos);
    }

    /**
     * A socket, an allocation or an interface is gone: its pairs are dead, and another one takes
     * over if the selected one is among them.
     *
     * @param base the base, which may be unknown
     * @param nowNanos the time
     */
    public void removeBase(Base base, long nowNanos) {
        boolean selected = selection.pair() != null && selection.pair().base() == base;
        if (previous != null) {
            previous.removeBase(base, nowNanos).forEach(selection::handleRemoved);
        }
        current.removeBase(base, nowNanos).forEach(selection::handleRemoved);
        if (selected) {
            current.recheck(nowNanos);
        }
        conclude(nowNanos);
    }

    /**
     * The connection of a TCP base to one remote address has ended: that pair is checked again, and
     * one that answers takes over.
     *
     * @param base the base
     * @param remote the address at its other end
     * @param nowNanos the time
     */
    public void handleRemoteClosed(Base base, InetSocketAddress remote, long nowNanos) {
        current.handleRemoteClosed(base, remote, nowNanos);
        if (previous != null) {
            previous.handleRemoteClosed(base, remote, nowNanos);
        }
        conclude(nowNanos);
    }

    /**
     * Takes a candidate of the peer, before or after the start, also after a failure.
     *
     * @param candidate as the peer told it
     * @param address its address: a name was resolved outside
     * @param nowNanos the time
     * @return false, and counted, if it is of no use, known, or one too many
     */
    public boolean addRemoteCandidate(IceCandidate candidate, InetAddress address, long nowNanos) {
        boolean taken = current.addRemote(candidate, address, nowNanos);
        if (!taken) {
            counters.ignoredCandidates++;
        }
        conclude(nowNanos);
        return taken;
    }

    /** The peer has no more candidates in this generation (RFC 8838, section 8.2). */
    public void endOfRemoteCandidates(long nowNanos) {
        current.endRemote();
        conclude(nowNanos);
    }

    // ---- start and restart

    /**
     * Begins to check pairs; once per generation.
     *
     * @param role who nominates, unless one agent is lite (RFC 8445, section 6.1.1)
     * @param remote the peer's credentials
     * @param nowNanos the time
     * @throws IllegalStateException if this generation has been started
     */
    public void start(IceRole role, IceParameters remote, long nowNanos) {
        if (current.isStarted()) {
            throw new IllegalStateException("this generation has been started");
        }
        current.start(requireNonNull(role), requireNonNull(remote), nowNanos);
        conclude(nowNanos);
    }

    /**
     * Begins a new generation (RFC 8445, section 9): no candidates on either side, not started.
     * Datagrams go on over the old pair until the new generation has one.
     *
     * @param local the new credentials
     * @param nowNanos the time
     */
    public void restart(IceParameters local, long nowNanos) {
        if (selection.isIn(current) || previous == null) {
            dropPrevious();
            previous = current;
            previous.supersede();
        } else {
            current.close(); // it never had a pair; the one before it still carries datagrams
        }
        current = generation(requireNonNull(local));
        wasConnected = false;
        toldRole = null;
        conclude(nowNanos);
    }

    private void dropPrevious() {
        if (previous != null) {
            previous.close();
            previous = null;
        }
    }

    // ---- messages

    /**
     * Takes a STUN message.
     *
     * @param base where it arrived
     * @param source who sent it, or says so
     * @param datagram all of it; not written into afterwards
     * @param nowNanos the time
     * @return false, and counted, if it was dropped
     */
    public boolean handleStun(Base base, InetSocketAddress source, byte[] datagram, long nowNanos) {
        boolean taken;
        try {
            StunFrame frame = StunFrame.parse(datagram);
            taken = frame.method() == StunFrame.BINDING && handle(base, source, frame, nowNanos);
        } catch (MalformedPacketException e) {
            counters.droppedMalformed++;
            return false;
        }
        conclude(nowNanos);
        return taken;
    }

    private boolean handle(Base base, InetSocketAddress source, StunFrame frame, long nowNanos) {
        return switch (frame.messageClass()) {
            case REQUEST -> handleRequest(base, source, frame, nowNanos);
            case SUCCESS, ERROR -> handleResponse(base, source, frame, nowNanos);
            case INDICATION -> true; // RFC 8445, section 11: a keep-alive, without an answer
        };
    }

    private boolean handleRequest(
            Base base, InetSocketAddress source, StunFrame frame, long nowNanos) {
        Generation addressed = addressed(frame.receiverFragment().orElse(""));
        // Deviates: RFC 8489, section 9.1.3 answers 400 or 401. Whoever does not know the password
        // learns nothing here, not even that somebody listens.
        if (addressed == null || !addressed.credentials().vouchForRequest(frame)) {
            counters.droppedIntegrity++;
            return false;
        }
        counters.requestsReceived++;
        boolean taken = addressed.handleRequest(frame, base, source, nowNanos);
        if (!taken) {
            counters.droppedMalformed++;
        }
        return taken;
    }

    /** The generation with that user name fragment of ours; or null. */
    private Generation addressed(String fragment) {
        if (current.credentials().local().ufrag().equals(fragment)) {
            return current;
        }
        boolean old = previous != null && previous.credentials().local().ufrag().equals(fragment);
        return old ? previous : null;
    }

    private boolean handleResponse(
            Base base, InetSocketAddress source, StunFrame frame, long nowNanos) {
        if (selection.hasAsked(frame.transactionId())) {
            return selection.handleAnswer(frame, base, source, nowNanos);
        }
        ResponseVerdict verdict = current.handleResponse(frame, base, source, nowNanos);
        if (verdict == ResponseVerdict.UNKNOWN && previous != null) {
            verdict = previous.handleResponse(frame, base, source, nowNanos);
        }
        switch (verdict) {
            case ACCEPTED -> counters.responsesReceived++;
            case FORGED -> counters.droppedIntegrity++;
            case UNKNOWN -> counters.droppedMalformed++;
        }
        return verdict == ResponseVerdict.ACCEPTED;
    }

    /**
     * Whether a datagram that came this way is the peer's: an authenticated check came by it, or
     * one of ours was answered on it.
     *
     * @param base where it arrived
     * @param source where it came from
     */
    public boolean isPeer(Base base, InetSocketAddress source) {
        return isPeer(current, base, source) || previous != null && isPeer(previous, base, source);
    }

    private static boolean isPeer(Generation generation, Base base, InetSocketAddress source) {
        CandidatePair pair = generation.list().get(base, source);
        return pair != null && pair.isAuthentic();
    }

    // ---- conclusions

    /** Draws them from whatever has just happened. */
    private void conclude(long nowNanos) {
        inputNanos = nowNanos;
        select(nowNanos);
        // RFC 7675, section 5.1: without consent, nothing but checks is sent.
        hasConsent = !selection.isEmpty() && selection.consent(nowNanos) != Consent.EXPIRED;
        wasConnected |= selection.isIn(current);
        current.carrying(selection.isIn(current));
        IceTransportState next = computeState(nowNanos);
        if (next != state) {
            state = next;
            out.tell(new AgentEvent.StateChanged(next));
        }
        tellPairAndRole();
    }

    private void select(long nowNanos) {
        selection.assess(nowNanos);
        boolean chosen = selection.chooseIn(current, nowNanos);
        if (previous != null) {
            if (chosen) {
                previous.retire(nowNanos + RETIREMENT_NANOS);
            } else {
                selection.chooseIn(previous, nowNanos);
            }
        }
    }

    private void tellPairAndRole() {
        IceCandidatePair pair = selection.candidates().orElse(toldPair);
        if (pair != null && !pair.equals(toldPair)) {
            toldPair = pair;
            out.tell(new AgentEvent.SelectedPairChanged(pair));
        }
        IceRole role = role().orElse(null);
        if (role != null && toldRole != null && role != toldRole) {
            out.tell(new AgentEvent.RoleChanged(role));
        }
        toldRole = role;
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
        if (current.hasFailed()) {
            return IceTransportState.FAILED;
        }
        if (wasConnected) {
            return IceTransportState.DISCONNECTED;
        }
        // webrtc-pc, section 5.6: checking begins with the first candidate of the peer.
        boolean isWaiting = state == IceTransportState.NEW && current.list().pairs().isEmpty();
        return isWaiting ? IceTransportState.NEW : IceTransportState.CHECKING;
    }

    // ---- time

    /**
     * Resends, sends what is due, gives up what is over. Harmless early or late.
     *
     * @param nowNanos the time
     */
    public void handleTimeout(long nowNanos) {
        current.handleTimeout(nowNanos);
        if (previous != null) {
            previous.handleTimeout(nowNanos);
        }
        selection.handleTimeout(nowNanos);
        if (previous != null && nowNanos >= previous.retiredNanos()) {
            dropPrevious();
        }
        if (nowNanos >= checkingDeadlineNanos()) {
            current.fail();
        }
        conclude(nowNanos);
    }

    private long checkingDeadlineNanos() {
        return current.checkingDeadlineNanos(options.checkingTimeout().toNanos());
    }

    /** When {@link #handleTimeout} has something to do; {@code Long.MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        long next = Math.min(checkingDeadlineNanos(), selection.nextTimeoutNanos(inputNanos));
        next = Math.min(next, current.nextTimeoutNanos());
        if (previous != null) {
            next = Math.min(next, previous.retiredNanos());
            next = Math.min(next, previous.nextTimeoutNanos());
        }
        return next;
    }

    // ---- out

    /** The next datagram to send, or null when there is none now. */
    public Transmit pollTransmit() {
        return out.pollTransmit();
    }

    /** The next thing to know, or null when there is none now. */
    public AgentEvent pollEvent() {
        return out.pollEvent();
    }

    // ---- what is known

    /** The state; never {@link IceTransportState#CLOSED}. */
    public IceTransportState state() {
        return state;
    }

    /** The role, which a conflict may have changed; empty before the start. */
    public Optional<IceRole> role() {
        return current.isStarted() ? Optional.of(current.role().role()) : Optional.empty();
    }

    /** Our credentials in the current generation. */
    public IceParameters localParameters() {
        return current.credentials().local();
    }

    /** The peer's credentials in the current generation; empty before its start. */
    public Optional<IceParameters> remoteParameters() {
        return Optional.ofNullable(current.credentials().remote());
    }

    /** Whether datagrams may be sent: there is a pair, and the peer has not ceased to consent. */
    public boolean hasConsent() {
        return hasConsent;
    }

    /** Where datagrams leave; null if there is no pair. */
    public Base selectedBase() {
        return selection.isEmpty() ? null : selection.pair().base();
    }

    /** Where datagrams go to; null if there is no pair. */
    public InetSocketAddress selectedRemote() {
        return selection.isEmpty() ? null : selection.pair().remote();
    }

    /** The pairs of the current generation; a copy. */
    public List<IceCheckedPair> checkedPairs() {
        return current.list().pairs().stream()
                .map(
                        pair ->
                                new IceCheckedPair(
                                        pair.candidates(),
                                        IceCheckedPair.State.valueOf(pair.state().name())))
                .toList();
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

    /** The local candidates of the current generation; a copy. */
    public List<IceCandidate> localCandidates() {
        return current.locals().all();
    }

    /** The remote candidates of the current generation, told or found by checks; a copy. */
    public List<IceCandidate> remoteCandidates() {
        return current.remotes().all();
    }

    /** The role and the pairs of the current generation, for people to read. */
    String describe() {
        StringBuilder text = new StringBuilder(current.role().role().toString());
        current.list().pairs().forEach(pair -> text.append(System.lineSeparator()).append(pair));
        return text.toString();
    }

    /** What has been counted up to now. */
    public AgentCounters counters() {
        return counters;
    }
}
