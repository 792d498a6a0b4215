package dev.specter.ice.turn;

import dev.specter.common.Bytes;
import dev.specter.ice.stun.LongTermAuth;
import dev.specter.ice.stun.LongTermCredential;
import dev.specter.ice.stun.StunAttribute;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunTransaction;
import dev.specter.ice.stun.StunWriter;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * The requests of one client that are under way: resent, signed, signed anew when the server says
 * so, and matched with answers that can be believed (RFC 8489, sections 6.2 and 9.2.5).
 * Loop-confined.
 */
final class TurnRequests {
    private static final int FINGERPRINT_BYTES = 8;
    private static final int TRANSACTION_ID_BYTES = 12;
    private static final int MAX_STALE_NONCES = 3;

    /** How a request ended: with the answer, or with a failure. */
    record Answer(
            TurnRequest request,
            Optional<StunFrame> success,
            TurnFailure failure,
            Optional<InetSocketAddress> alternateServer) {
        static Answer success(TurnRequest request, StunFrame frame) {
            return new Answer(
                    request, Optional.of(frame), new TurnFailure(0, ""), Optional.empty());
        }

        static Answer failure(TurnRequest request, TurnFailure failure) {
            return new Answer(request, Optional.empty(), failure, Optional.empty());
        }
    }

    private final Optional<LongTermAuth> auth;
    private final boolean reliable;
    private final RandomGenerator random;
    private final Queue<byte[]> outputs;
    private final Map<Bytes, Pending> pending = new HashMap<>();
    private long nextDueNanos = Long.MAX_VALUE;

    private static final class Pending {
        final TurnRequest request;
        StunTransaction transaction;
        boolean signed;
        int stale;
        int refused;
        TurnFailure unverified = TurnFailure.TIMED_OUT;

        Pending(TurnRequest request) {
            this.request = request;
        }
    }

    TurnRequests(
            Optional<LongTermCredential> credential,
            boolean reliable,
            RandomGenerator random,
            Queue<byte[]> outputs) {
        this.auth = credential.map(LongTermAuth::new);
        this.reliable = reliable;
        this.random = random;
        this.outputs = outputs;
    }

    void send(TurnRequest request, long nowNanos) {
        transmit(new Pending(request), nowNanos);
    }

    /** Sends a request whose answer nobody waits for, if the server would take it. */
    void sendAndForget(TurnRequest request) {
        if (isChallenged() || auth.isEmpty()) {
            outputs.add(write(request, newTransactionId()));
        }
    }

    private void transmit(Pending p, long nowNanos) {
        Bytes id = newTransactionId();
        byte[] message = write(p.request, id);
        p.signed = isChallenged();
        p.transaction = new StunTransaction(id, message, pace(p.request), nowNanos);
        pending.put(id, p);
        nextDueNanos = Math.min(nextDueNanos, p.transaction.dueNanos());
        outputs.add(p.transaction.message());
    }

    private StunTransaction.Pace pace(TurnRequest request) {
        if (reliable) {
            return StunTransaction.Pace.STREAM;
        }
        return request instanceof TurnRequest.Allocate
                ? StunTransaction.Pace.UDP
                : StunTransaction.Pace.URGENT;
    }

    private byte[] write(TurnRequest request, Bytes id) {
        int capacity =
                StunFrame.HEADER_BYTES
                        + TurnRequest.MAX_BYTES
                        + FINGERPRINT_BYTES
                        + (isChallenged() ? auth.get().sizeBytes() : 0);
        StunWriter out = StunWriter.message(StunClass.REQUEST, request.method(), id, capacity);
        request.write(out);
        if (isChallenged()) {
            auth.get().sign(out);
        }
        return out.fingerprint();
    }

    private boolean isChallenged() {
        return auth.isPresent() && auth.get().isChallenged();
    }

    Bytes newTransactionId() {
        byte[] id = new byte[TRANSACTION_ID_BYTES];
        random.nextBytes(id);
        return Bytes.wrapOwned(id);
    }

    /** Takes a response; null if it ends no request. */
    Answer handleResponse(StunFrame frame, long nowNanos) {
        Pending p = pending.get(frame.transactionId());
        if (p == null
                || p.request.method() != frame.method()
                || !frame.unknownRequired().isEmpty()) {
            return null;
        }
        boolean error = frame.messageClass() == StunClass.ERROR;
        TurnFailure failure = new TurnFailure(frame.errorCode(), frame.errorReason());
        if (error && isChallenge(frame)) {
            return handleChallenge(p, frame, failure, nowNanos);
        }
        if (p.signed && !auth.get().hasIntegrity(frame)) {
            return handleUnverified(p, error, failure);
        }
        pending.remove(frame.transactionId());
        return error
                ? new Answer(
                        p.request,
                        Optional.empty(),
                        failure,
                        frame.address(StunAttribute.ALTERNATE_SERVER))
                : Answer.success(p.request, frame);
    }

    private static boolean isChallenge(StunFrame frame) {
        return (frame.errorCode() == TurnFailure.UNAUTHENTICATED
                        || frame.errorCode() == TurnFailure.STALE_NONCE)
                && frame.view(StunAttribute.NONCE).isPresent();
    }

    private Answer handleChallenge(Pending p, StunFrame frame, TurnFailure failure, long nowNanos) {
        boolean again;
        if (auth.isEmpty()) {
            again = false;
        } else if (!p.signed && isChallenged()) {
            again = true; // another request has learned the nonce meanwhile
        } else if (!auth.get().handleChallenge(frame)) {
            again = false;
        } else if (frame.errorCode() == TurnFailure.STALE_NONCE) {
            p.stale++;
            again = p.stale <= MAX_STALE_NONCES;
        } else {
            // RFC 8489, section 9.2.5: never twice with the same credentials. But a server that
            // was started anew may ask so once for a nonce of its own.
            p.refused += p.signed ? 1 : 0;
            again = p.refused <= 1;
        }
        pending.remove(frame.transactionId());
        if (again) {
            transmit(p, nowNanos);
            return null;
        }
        return Answer.failure(p.request, failure);
    }

    /**
     * RFC 8489, section 9.2.5: over UDP an answer without integrity is as good as none; what it
     * said is reported if no other comes. Over a stream no other can come.
     */
    private Answer handleUnverified(Pending p, boolean error, TurnFailure failure) {
        p.unverified =
                error
                        ? failure
                        : new TurnFailure(TurnFailure.UNREACHABLE, "answer without integrity");
        if (!reliable) {
            return null;
        }
        pending.remove(p.transaction.id());
        return Answer.failure(p.request, p.unverified);
    }

    /** Lets time pass; gives a request that nobody answered, or null. To be called until null. */
    Answer handleTimeout(long nowNanos) {
        if (nowNanos < nextDueNanos) {
            return null;
        }
        long due = Long.MAX_VALUE;
        Answer timedOut = null;
        for (Iterator<Pending> each = pending.values().iterator(); each.hasNext(); ) {
            Pending p = each.next();
            switch (p.transaction.handleTimeout(nowNanos)) {
                case NOTHING -> {}
                case RESEND -> outputs.add(p.transaction.message());
                case TIMED_OUT -> {
                    if (timedOut == null) {
                        each.remove();
                        timedOut = Answer.failure(p.request, p.unverified);
                        continue;
                    }
                }
            }
            due = Math.min(due, p.transaction.dueNanos());
        }
        nextDueNanos = due;
        return timedOut;
    }

    /** What servers said that cannot be believed, or that there was no answer. */
    TurnFailure unverified() {
        return pending.values().stream()
                .map(p -> p.unverified)
                .filter(failure -> !failure.equals(TurnFailure.TIMED_OUT))
                .findFirst()
                .orElse(TurnFailure.TIMED_OUT);
    }

    long nextTimeoutNanos() {
        return nextDueNanos;
    }

    void clear() {
        pending.clear();
        nextDueNanos = Long.MAX_VALUE;
    }
}
