package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;

import java.net.InetSocketAddress;

/**
 * Our checks: sends them, resends them, and judges the answers (RFC 8445, section 7.2).
 * Loop-confined.
 */
final class CheckClient {
    private static final int ROLE_CONFLICT = 487;
    private static final int FORBIDDEN = 403;

    /** Learns what the checks have shown. */
    interface Conclusions {
        /** A check was answered; the pair is valid. */
        void onSucceeded(CandidatePair pair, boolean nominating, long nowNanos);

        /** A check was refused, or not answered in time. */
        void onFailed(CandidatePair pair, boolean nominating, long nowNanos);

        /** The peer has the same role, and ours has been turned round. */
        void onRoleChange(long nowNanos);
    }

    private final CheckList list;
    private final LocalCandidates locals;
    private final Credentials credentials;
    private final RoleConflict role;
    private final Outbox out;
    private final Conclusions conclusions;
    private final ChecksUnderWay transactions = new ChecksUnderWay();
    private final RetransmissionTimeout rto = new RetransmissionTimeout();

    CheckClient(
            CheckList list,
            LocalCandidates locals,
            Credentials credentials,
            RoleConflict role,
            Outbox out,
            Conclusions conclusions) {
        this.list = list;
        this.locals = locals;
        this.credentials = credentials;
        this.role = role;
        this.out = out;
        this.conclusions = conclusions;
    }

    // ---- sending

    /**
     * Checks a pair; {@code nominating} adds USE-CANDIDATE (RFC 8445, sections 7.2.4 and 8.1.1).
     */
    void check(CandidatePair pair, boolean nominating, long nowNanos) {
        Bytes id = credentials.newTransactionId();
        byte[] message = credentials.request(id, pair, role, nominating);
        ConnectivityCheck transaction =
                new ConnectivityCheck(
                        new ConnectivityCheck.Request(id, pair, role.role(), nominating, message),
                        pair.base().protocol() == IceProtocol.TCP,
                        rto.nanos(list.active()),
                        nowNanos);
        transactions.add(transaction);
        pair.begin(transaction);
        send(transaction);
    }

    private void send(ConnectivityCheck transaction) {
        CandidatePair pair = transaction.pair();
        out.send(StunClass.REQUEST, pair.base(), pair.remote(), transaction.message());
    }

    /** RFC 8445, section 7.3.1.4: the peer has checked a pair that we are checking. */
    void expedite(CandidatePair pair, long nowNanos) {
        pair.check().expedite(rto.nanos(0));
        handleTimeout(nowNanos);
    }

    /** RFC 8445, section 8.1.2: what is worse than the nominated pair is not asked for again. */
    void ceaseBelow(CandidatePair nominated) {
        for (ConnectivityCheck each : transactions.all()) {
            if (nominated.outranks(each.pair())) {
                each.cease();
            }
        }
    }

    /** Forgets the checks of a pair. */
    void forget(CandidatePair pair) {
        transactions.end(pair);
    }

    // ---- answers

    /**
     * Takes a response, if it answers a check of ours.
     *
     * @return what became of it
     */
    ResponseVerdict handleResponse(
            StunFrame frame, Base base, InetSocketAddress source, long nowNanos) {
        ConnectivityCheck transaction = transactions.get(frame.transactionId());
        if (transaction == null) {
            return transactions.hasEnded(frame.transactionId())
                    ? ResponseVerdict.ACCEPTED
                    : ResponseVerdict.UNKNOWN;
        }
        CandidatePair pair = transaction.pair();
        // RFC 8445, section 7.2.5.2.1: source and destination must be the request's, swapped.
        // Deviates: such an answer is dropped and does not fail the pair, which might be what a
        // third party wants.
        boolean symmetric = pair.base() == base && pair.remote().equals(source);
        if (!symmetric || !credentials.vouchForResponse(frame)) {
            return ResponseVerdict.FORGED;
        }
        transactions.end(transaction);
        if (frame.messageClass() == StunClass.ERROR) {
            handleError(frame.errorCode(), transaction, nowNanos);
        } else if (frame.mappedAddress().isEmpty() || !frame.unknownRequired().isEmpty()) {
            fail(transaction, nowNanos); // RFC 8489, section 6.3.3
        } else {
            succeed(transaction, frame.mappedAddress().get(), nowNanos);
        }
        return ResponseVerdict.ACCEPTED;
    }

    private void handleError(int code, ConnectivityCheck transaction, long nowNanos) {
        CandidatePair pair = transaction.pair();
        if (code == ROLE_CONFLICT && transaction.role() != role.role()) {
            list.trigger(pair); // it has been settled since
        } else if (code == ROLE_CONFLICT && role.handleRefusal()) {
            // RFC 8445, section 7.2.5.1: the role changes, and the pair is checked again.
            conclusions.onRoleChange(nowNanos);
            list.trigger(pair);
        } else if (code == FORBIDDEN) {
            pair.revoke(nowNanos);
            transactions.end(pair);
            conclusions.onFailed(pair, transaction.isNominating(), nowNanos);
        } else {
            fail(transaction, nowNanos);
        }
    }

    /** RFC 8445, section 7.2.5.3. */
    private void succeed(ConnectivityCheck transaction, InetSocketAddress mapped, long nowNanos) {
        CandidatePair pair = transaction.pair();
        long roundTripNanos = transaction.roundTripNanos(nowNanos);
        if (roundTripNanos >= 0) {
            rto.handleRoundTrip(roundTripNanos);
        }
        if (pair.isRevoked()) {
            return;
        }
        IceCandidate seen = locals.seenAs(pair.base(), mapped);
        pair.succeed(seen, role.role(), nowNanos);
        if (!transaction.isNominating()) {
            // What still asks the same has been answered; a nomination has not.
            transactions.all().stream()
                    .filter(each -> each.pair() == pair && !each.isNominating())
                    .forEach(transactions::end);
        }
        list.unfreeze(pair);
        conclusions.onSucceeded(pair, transaction.isNominating(), nowNanos);
    }

    private void fail(ConnectivityCheck transaction, long nowNanos) {
        CandidatePair pair = transaction.pair();
        if (pair.check() == transaction) {
            pair.fail(nowNanos);
        }
        conclusions.onFailed(pair, transaction.isNominating(), nowNanos);
    }

    // ---- time

    /** Resends and gives up what is due. */
    void handleTimeout(long nowNanos) {
        for (ConnectivityCheck each : transactions.all()) {
            switch (each.handleTimeout(nowNanos)) {
                case NOTHING -> {}
                case RESEND -> send(each);
                case GIVE_UP -> {
                    transactions.end(each);
                    fail(each, nowNanos);
                }
            }
        }
    }

    long nextTimeoutNanos() {
        return transactions.nextTimeoutNanos();
    }

    void close() {
        transactions.clear();
    }
}
