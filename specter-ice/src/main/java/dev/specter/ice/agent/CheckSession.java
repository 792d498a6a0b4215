package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;
import dev.specter.ice.path.DatagramPath;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;

import io.netty.util.NetUtil;

import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidatePairState;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.CheckList;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.stack.TransactionID;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The connectivity checks of one ICE generation (RFC 8445, sections 6 to 8), run by ice4j's agent
 * on the event loop. Everything that comes from the network has passed {@link StunFrame}'s checks
 * of integrity before it reaches ice4j, responses included. A pair that is not answered is tried
 * again for as long as the owner does not {@link #pause}. Loop-confined.
 */
public final class CheckSession {
    /** Requests answered before the start; each is held by ice4j until then. */
    private static final int MAX_EARLY_REQUESTS = 128;

    private static final String STREAM = "ice";
    private static final long NEVER = Long.MAX_VALUE;

    private final IceParameters local;
    private final RandomGenerator random;
    private final LongSupplier clock;
    private final CheckListener listener;

    private final LoopAgent agent;
    private final AgentInternals internals;
    private final Component component;
    private final CheckList checkList;
    private final CheckPacer pacer = new CheckPacer();

    private final CandidateBook book;
    private final Nomination nomination;

    private IceParameters remote;
    private byte[] remoteKey = {};
    private int earlyRequests;
    private boolean started;
    private boolean paused;
    private boolean closed;

    /**
     * Makes a session without candidates. The first of the process takes up to a second; see {@link
     * #preload}.
     *
     * @param local our credentials
     * @param maxRemotes most remote addresses taken, told or found
     * @param random for transaction ids and the tie-breaker
     * @param clock the time
     * @param listener told what happens
     */
    public CheckSession(
            IceParameters local,
            int maxRemotes,
            RandomGenerator random,
            LongSupplier clock,
            CheckListener listener) {
        Ice4jSettings.apply();
        this.local = local;
        this.random = random;
        this.clock = clock;
        this.listener = listener;
        agent = new LoopAgent(local, random.nextLong(), new Conclusions());
        agent.getStunStack().connect(new Outside());
        internals = new AgentInternals(agent);
        try {
            IceMediaStream stream = agent.createMediaStream(STREAM);
            component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
            checkList = stream.getCheckList();
        } catch (IOException e) {
            throw new IllegalStateException("a component without sockets does no I/O", e);
        }
        book = new CandidateBook(maxRemotes);
        nomination = new Nomination(checkList, book, this::check);
    }

    /** Makes the first session cheap: has ice4j read its configuration. Blocks. Thread-safe. */
    public static void preload() {
        Ice4jSettings.apply();
        Preloaded.ensure();
    }

    private static final class Preloaded {
        static {
            IceParameters nobody = new IceParameters("none", "nobodynobodynobodynobody", false);
            SecureRandom random = new SecureRandom();
            new CheckSession(nobody, 1, random, System::nanoTime, sent -> {}).close();
        }

        private Preloaded() {}

        static void ensure() {
            // The static initializer did it.
        }
    }

    // ---- candidates

    /**
     * Adds a host candidate; before the start.
     *
     * @param path its socket, not closed here
     * @param localPreference 0 to 65,535, different for each (RFC 8445, section 5.1.2.1)
     * @return the candidate
     */
    public IceCandidate addLocal(DatagramPath path, int localPreference) {
        PathCandidate candidate = new PathCandidate(path, localPreference, component);
        component.addLocalCandidate(candidate);
        IceCandidate told =
                IceCandidate.host(
                        candidate.getFoundation(),
                        candidate.getPriority(),
                        NetUtil.toAddressString(path.address().getAddress()),
                        path.address().getPort());
        book.addLocal(path, told);
        return told;
    }

    /**
     * Takes a candidate of the peer, before or after the start.
     *
     * @param candidate over UDP
     * @param address its address, resolved
     * @return false if it was not used: known, too many, or of no use
     */
    public boolean addRemote(IceCandidate candidate, InetAddress address) {
        boolean useless =
                candidate.port() == 0
                        || address.isAnyLocalAddress()
                        || address.isMulticastAddress();
        InetSocketAddress where = new InetSocketAddress(address, candidate.port());
        if (useless || !book.addRemote(where, candidate)) {
            return false;
        }
        RemoteCandidate added =
                new RemoteCandidate(
                        new TransportAddress(where, Transport.UDP),
                        component,
                        type(candidate.type()),
                        candidate.foundation(),
                        candidate.priority(),
                        null);
        if (started) {
            component.addUpdateRemoteCandidates(added);
            component.updateRemoteCandidates();
            book.refresh(checkList);
            proceed();
        } else {
            component.addRemoteCandidate(added);
        }
        return true;
    }

    private static CandidateType type(IceCandidateType type) {
        return switch (type) {
            case HOST -> CandidateType.HOST_CANDIDATE;
            case SRFLX -> CandidateType.SERVER_REFLEXIVE_CANDIDATE;
            case PRFLX -> CandidateType.PEER_REFLEXIVE_CANDIDATE;
            case RELAY -> CandidateType.RELAYED_CANDIDATE;
        };
    }

    // ---- start

    /**
     * Begins to check; once.
     *
     * @param role who nominates
     * @param peer the peer's credentials
     */
    public void start(IceRole role, IceParameters peer) {
        started = true;
        remote = peer;
        remoteKey = peer.pwd().getBytes(StandardCharsets.UTF_8);
        IceMediaStream stream = agent.getStream(STREAM);
        stream.setRemoteUfrag(peer.ufrag());
        stream.setRemotePassword(peer.pwd());
        // RFC 8445, section 6.1.1: facing a lite agent, the full one is controlling.
        agent.setControlling(peer.lite() || role == IceRole.CONTROLLING);
        // Whoever asks first starts the list's pace maker; it is ours.
        checkList.shouldStartPaceMaker();
        agent.startConnectivityEstablishment();
        proceed();
    }

    /** The role, which a conflict may have changed (RFC 8445, section 7.3.1.1). */
    public IceRole role() {
        return agent.isControlling() ? IceRole.CONTROLLING : IceRole.CONTROLLED;
    }

    // ---- messages

    /** Our credentials. */
    public IceParameters localParameters() {
        return local;
    }

    /**
     * Takes a Binding request whose integrity was checked with our password.
     *
     * @param frame the request
     * @param path where it came
     * @param source who sent it
     * @return false if it was dropped
     */
    public boolean handleRequest(StunFrame frame, DatagramPath path, InetSocketAddress source) {
        if (!admit(frame, path, source)) {
            return false;
        }
        if (!started) {
            // Our role is not known yet, so there is no conflict: let it be the other one.
            agent.setControlling(!frame.isFromControlling());
        }
        boolean handled = agent.getStunStack().handleRequest(frame, path.address(), source);
        if (handled && started) {
            proceed();
        }
        return handled;
    }

    /** Bounds what the peer can make ice4j remember. */
    private boolean admit(StunFrame frame, DatagramPath path, InetSocketAddress source) {
        if (closed || book.path(path.address()) == null) {
            return false;
        }
        if (!started && ++earlyRequests > MAX_EARLY_REQUESTS) {
            return false;
        }
        return book.admit(source, frame.priority());
    }

    /**
     * Takes a Binding response, if it answers a check of this session.
     *
     * @param frame the response
     * @param path where it came
     * @param source who sent it
     * @return what became of it
     */
    public ResponseVerdict handleResponse(
            StunFrame frame, DatagramPath path, InetSocketAddress source) {
        LoopStunStack stack = agent.getStunStack();
        StunExchange exchange = stack.exchange(frame.transactionId());
        if (exchange == null) {
            return ResponseVerdict.UNKNOWN;
        }
        if (!frame.hasIntegrity(remoteKey)) {
            return ResponseVerdict.FORGED;
        }
        // RFC 8445, section 7.2.5.2.1: source and destination must be the request's, swapped.
        if (!exchange.local().equals(path.address()) || !exchange.remote().equals(source)) {
            return ResponseVerdict.FORGED;
        }
        CandidatePair pair = (CandidatePair) exchange.transaction().getApplicationData();
        boolean useful =
                frame.messageClass() == StunClass.SUCCESS
                        ? frame.mappedAddress().isPresent()
                        : frame.errorCode() == 487;
        if (!useful) {
            // ice4j would fail the pair, and with the last one itself, for good.
            exchange.cancel();
            return ResponseVerdict.ACCEPTED;
        }
        if (!stack.handleResponse(exchange, frame)) {
            return ResponseVerdict.FORGED;
        }
        CheckedPair answered = book.get(pair);
        if (answered != null) {
            answered.answered(clock.getAsLong());
        }
        proceed();
        return ResponseVerdict.ACCEPTED;
    }

    /**
     * Whether a datagram from there is the peer's: an authenticated check came from it, or it
     * answered one of ours.
     *
     * @param source where the datagram came from
     */
    public boolean isPeer(InetSocketAddress source) {
        return book.isPeer(source);
    }

    // ---- checks

    /** Sends the checks that are due: triggered ones at once, ordinary ones at their pace. */
    private void proceed() {
        if (!started || closed) {
            return;
        }
        considerNomination(); // a role conflict may just have made us controlling
        CandidatePair pair = AgentInternals.popTriggered(checkList);
        while (pair != null) {
            check(pair);
            pair = AgentInternals.popTriggered(checkList);
        }
        while (wantsOrdinary() && pacer.tryTake(clock.getAsLong())) {
            pair = AgentInternals.nextOrdinary(checkList);
            if (pair == null) {
                return;
            }
            check(pair);
        }
    }

    private boolean wantsOrdinary() {
        return !paused && checkList.stream().anyMatch(CheckSession::isUnchecked);
    }

    private static boolean isUnchecked(CandidatePair pair) {
        return pair.getState() == CandidatePairState.WAITING
                || pair.getState() == CandidatePairState.FROZEN;
    }

    private void check(CandidatePair pair) {
        TransactionID transaction = internals.startCheck(pair);
        if (transaction != null) {
            pair.setStateInProgress(transaction);
        } else {
            pair.setStateFailed();
        }
    }

    /** Sends no more ordinary checks; the peer's are answered, and trigger ours. */
    public void pause() {
        paused = true;
    }

    /** Checks all pairs anew that are not being checked, at the usual pace. */
    public void recheck() {
        paused = false;
        for (CandidatePair pair : List.copyOf(checkList)) {
            if (pair.getState() != CandidatePairState.IN_PROGRESS) {
                pair.setStateWaiting();
            }
        }
        proceed();
    }

    // ---- nomination

    private void considerNomination() {
        if (agent.isControlling()) {
            nomination.consider(clock.getAsLong());
        }
    }

    /**
     * Nominates a pair that works, in place of one that has stopped to; without effect in the
     * controlled role.
     *
     * @param replacement one of {@link #checkedPairs()}
     */
    public void nominate(CheckedPair replacement) {
        if (agent.isControlling() && !replacement.isNominated()) {
            nomination.replace(replacement);
        }
    }

    /** ice4j's conclusions become ours. */
    private final class Conclusions implements LoopAgent.Conclusions {
        @Override
        public void onValid(CandidatePair pair) {
            book.note(pair).answered(clock.getAsLong());
            considerNomination();
        }

        @Override
        public void onNominated(CandidatePair pair) {
            book.note(pair).nominate();
            paused = true; // RFC 8445, section 8.1.2: no more ordinary checks
        }
    }

    /** The pairs that work, or did. */
    public Collection<CheckedPair> checkedPairs() {
        return book.checkedPairs();
    }

    /** The peer's credentials; empty before the start. */
    public Optional<IceParameters> remoteParameters() {
        return Optional.ofNullable(remote);
    }

    /** The peer's candidates, those found by its checks included; a copy. */
    public List<IceCandidate> remoteCandidates() {
        return book.remoteCandidates();
    }

    /** The tie-breaker (RFC 8445, section 16.1). */
    public long tieBreaker() {
        return agent.getTieBreaker();
    }

    // ---- time

    /** Resends, sends the next ordinary checks, nominates: whatever is due. */
    public void handleTimeout(long nowNanos) {
        agent.getStunStack().handleTimeout(nowNanos);
        proceed();
    }

    /** When {@link #handleTimeout} has something to do. */
    public long nextTimeoutNanos() {
        if (closed) {
            return NEVER;
        }
        long next =
                Math.min(agent.getStunStack().nextTimeoutNanos(), nomination.nextTimeoutNanos());
        return started && wantsOrdinary() ? Math.min(next, pacer.nextNanos()) : next;
    }

    /** Ends all checks; the paths stay open. */
    public void close() {
        closed = true;
        agent.free();
    }

    /** What ice4j's stack sees of the world. */
    private final class Outside implements LoopStunStack.Port {
        @Override
        public void send(InetSocketAddress from, InetSocketAddress to, byte[] message) {
            DatagramPath path = book.path(from);
            if (path != null) {
                path.sendNow(message, to);
            }
        }

        @Override
        public long nowNanos() {
            return clock.getAsLong();
        }

        @Override
        public Bytes newTransactionId() {
            byte[] id = new byte[12];
            random.nextBytes(id);
            return Bytes.wrapOwned(id);
        }

        @Override
        public void onUnanswered(Object applicationData) {
            CandidatePair pair = (CandidatePair) applicationData;
            nomination.handleUnanswered(pair);
            if (pair.getState() == CandidatePairState.IN_PROGRESS) {
                pair.setStateWaiting();
            }
            considerNomination();
        }

        @Override
        public void countSent(StunClass messageClass) {
            listener.onSent(messageClass);
        }
    }
}
