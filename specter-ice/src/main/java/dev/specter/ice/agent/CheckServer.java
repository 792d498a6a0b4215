package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;

import java.net.InetSocketAddress;

/**
 * The peer's checks: judges and answers them, and learns where the peer is (RFC 8445, section 7.3).
 * Loop-confined.
 */
final class CheckServer {
    private final CheckList list;
    private final LocalCandidates locals;
    private final RemoteCandidates remotes;
    private final Credentials credentials;
    private final RoleConflict role;
    private final Outbox out;

    CheckServer(
            CheckList list,
            LocalCandidates locals,
            RemoteCandidates remotes,
            Credentials credentials,
            RoleConflict role,
            Outbox out) {
        this.list = list;
        this.locals = locals;
        this.remotes = remotes;
        this.credentials = credentials;
        this.role = role;
        this.out = out;
    }

    /** What became of a request. */
    enum Verdict {
        /** Answered; there is a pair for the way it came. */
        ACCEPTED,
        /** The same, and it has turned our role round. */
        ACCEPTED_ROLE_CHANGED,
        /** Answered with an error. */
        REFUSED,
        /** Not answered: it came where no candidate is, or there are too many. */
        DROPPED
    }

    /**
     * Takes a request whose integrity was checked.
     *
     * @param judged whether the roles are known, so that a conflict can be told
     */
    Verdict handleRequest(StunFrame request, Base base, InetSocketAddress source, boolean judged) {
        LocalCandidate local = locals.of(base);
        if (local == null) {
            return Verdict.DROPPED;
        }
        // RFC 8489, section 6.3.1.
        if (!request.unknownRequired().isEmpty()) {
            return refuse(base, source, credentials.unknownAttributes(request));
        }
        // RFC 8445, section 7.1.1: every check has a PRIORITY.
        if (request.priority() == 0) {
            return refuse(base, source, credentials.error(request, 400, "Bad Request"));
        }
        RoleConflict.Verdict roles =
                judged ? role.handleRequest(request) : RoleConflict.Verdict.NONE;
        if (roles == RoleConflict.Verdict.REFUSE) {
            return refuse(base, source, credentials.error(request, 487, "Role Conflict"));
        }
        IceCandidate remote = remotes.at(base, source, request.priority());
        if (remote == null || list.authenticated(local, remote, source) == null) {
            return Verdict.DROPPED;
        }
        out.send(StunClass.SUCCESS, base, source, credentials.success(request, source));
        return roles == RoleConflict.Verdict.SWITCHED
                ? Verdict.ACCEPTED_ROLE_CHANGED
                : Verdict.ACCEPTED;
    }

    private Verdict refuse(Base base, InetSocketAddress source, byte[] answer) {
        out.send(StunClass.ERROR, base, source, answer);
        return Verdict.REFUSED;
    }
}
