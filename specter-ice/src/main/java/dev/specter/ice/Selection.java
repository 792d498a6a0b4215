package dev.specter.ice;

import dev.specter.common.Bytes;
import dev.specter.ice.agent.CheckSession;
import dev.specter.ice.agent.CheckedPair;
import dev.specter.ice.consent.Consent;
import dev.specter.ice.consent.ConsentChecker;
import dev.specter.ice.consent.ConsentTimes;
import dev.specter.ice.path.DatagramPath;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The pair that datagrams go on (RFC 8445, section 12.1), and the peer's consent to that (RFC
 * 7675). Loop-confined.
 */
final class Selection {
    private static final long NEVER = Long.MAX_VALUE;

    private final ConsentTimes consentTimes;
    private final RandomGenerator random;
    private final Tally tally;

    private CheckedPair pair;
    private Generation generation;
    private ConsentChecker checker;

    Selection(IceOptions options, Tally tally) {
        this.tally = tally;
        random = options.random();
        consentTimes =
                new ConsentTimes(
                        options.consentInterval().toNanos(),
                        options.disconnectedTimeout().toNanos(),
                        options.consentTimeout().toNanos());
    }

    boolean isEmpty() {
        return pair == null;
    }

    /** Whether the pair belongs to that generation. */
    boolean isIn(Generation candidate) {
        return pair != null && generation == candidate;
    }

    Optional<IceCandidatePair> candidates() {
        return Optional.ofNullable(pair).map(CheckedPair::candidates);
    }

    /** Whether nothing will change for the better. */
    boolean isFinal() {
        return pair.isNominated()
                && generation.isRemoteComplete()
                && generation.gathering() == IceGatheringState.COMPLETE;
    }

    IceRoundTrips roundTrips() {
        return checker == null
                ? IceRoundTrips.NONE
                : new IceRoundTrips(
                        checker.roundTripNanos(),
                        checker.totalRoundTripNanos(),
                        checker.roundTrips());
    }

    Consent consent(long nowNanos) {
        return checker.consent(nowNanos);
    }

    // ---- choice

    /** Marks the pair when the peer has stopped to answer on it. */
    void assess(long nowNanos) {
        if (pair != null && checker.consent(nowNanos) != Consent.FRESH) {
            pair.suspect();
        }
    }

    /**
     * Takes the best pair of a generation: the nominated one, or else the best that works; not one
     * that is silent if another answers.
     *
     * @return whether there is any
     */
    boolean chooseIn(Generation from) {
        Comparator<CheckedPair> order =
                Comparator.<CheckedPair, Boolean>comparing(p -> !p.isSuspect())
                        .thenComparing(CheckedPair::isNominated)
                        .thenComparing(CheckedPair::priority, Long::compareUnsigned);
        Optional<CheckedPair> best =
                from.session() == null
                        ? Optional.empty()
                        : from.session().checkedPairs().stream().max(order);
        best.filter(p -> p != pair).ifPresent(p -> take(p, from));
        return best.isPresent();
    }

    private void take(CheckedPair chosen, Generation from) {
        if (isIn(from) && pair.isSuspect()) {
            pair.retire();
            from.session().nominate(chosen);
        }
        pair = chosen;
        generation = from;
        checker = new ConsentChecker(consentTimes, random, chosen.lastAnswerNanos());
    }

    // ---- datagrams

    /** Queues a datagram; false if there is no pair or no room. */
    boolean write(ByteBuffer datagram) {
        int size = datagram.remaining();
        if (!pair.path().write(datagram, pair.remote())) {
            return false;
        }
        tally.datagramsSent++;
        tally.bytesSent += size;
        return true;
    }

    void flush() {
        if (pair != null) {
            pair.path().flush();
        }
    }

    // ---- consent

    /** Whether a response answers one of the consent checks. */
    boolean hasAsked(StunFrame response) {
        return checker != null && checker.isOutstanding(response.transactionId());
    }

    void handleAnswer(StunFrame frame, DatagramPath path, InetSocketAddress source, long nowNanos) {
        boolean symmetric = path == pair.path() && source.equals(pair.remote());
        if (!symmetric || !frame.hasIntegrity(remoteKey())) {
            tally.droppedIntegrity++;
            return;
        }
        tally.responsesReceived++;
        // RFC 7675, section 5.1: a success response renews consent; nothing else does.
        if (frame.messageClass() == StunClass.SUCCESS) {
            checker.handleAnswer(frame.transactionId(), nowNanos);
            pair.answered(nowNanos);
        }
    }

    void handleTimeout(long nowNanos) {
        Bytes id = checker == null ? null : checker.pollRequest(nowNanos);
        if (id == null) {
            return;
        }
        pair.path().sendNow(request(id), pair.remote());
        tally.requestsSent++;
        tally.consentRequestsSent++;
        if (checker.consent(nowNanos) != Consent.FRESH) {
            generation.session().recheck(); // another pair may still work
        }
    }

    private byte[] request(Bytes id) {
        CheckSession session = generation.session();
        String receiver = generation.order().orElseThrow().remote().ufrag();
        return StunWriter.binding(StunClass.REQUEST, id)
                .username(receiver + ":" + generation.local().ufrag())
                .priority(pair.candidates().local().priority())
                .role(session.role() == IceRole.CONTROLLING, session.tieBreaker())
                .integrity(remoteKey())
                .fingerprint();
    }

    private byte[] remoteKey() {
        String pwd = generation.order().orElseThrow().remote().pwd();
        return pwd.getBytes(StandardCharsets.UTF_8);
    }

    long nextTimeoutNanos(long nowNanos) {
        return checker == null ? NEVER : checker.nextTimeoutNanos(nowNanos);
    }

    void clear() {
        pair = null;
        checker = null;
    }
}
