package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.ice.IceParameters;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Both agents' credentials in one generation, and the messages that bear them (RFC 8445, section
 * 7.1; RFC 8489, section 9.1). Loop-confined.
 */
final class Credentials {
    private static final int TRANSACTION_ID_BYTES = 12;
    private static final int MAX_UNKNOWN_LISTED = 8;

    private final IceParameters local;
    private final byte[] localKey;
    private final RandomGenerator random;
    private IceParameters remote;
    private byte[] remoteKey = {};

    Credentials(IceParameters local, RandomGenerator random) {
        this.local = local;
        this.random = random;
        localKey = key(local);
    }

    private static byte[] key(IceParameters parameters) {
        return parameters.pwd().getBytes(StandardCharsets.UTF_8);
    }

    void remote(IceParameters given) {
        remote = given;
        remoteKey = key(given);
    }

    IceParameters local() {
        return local;
    }

    /** The peer's; null before the start. */
    IceParameters remote() {
        return remote;
    }

    /** Whether a request is for us, from somebody who knows our password. */
    boolean vouchForRequest(StunFrame request) {
        return request.hasIntegrity(localKey);
    }

    /** Whether a response is from somebody who knows the peer's password. */
    boolean vouchForResponse(StunFrame response) {
        return remote != null && response.hasIntegrity(remoteKey);
    }

    Bytes newTransactionId() {
        byte[] id = new byte[TRANSACTION_ID_BYTES];
        random.nextBytes(id);
        return Bytes.wrapOwned(id);
    }

    /** A check (RFC 8445, section 7.2.2), with or without USE-CANDIDATE. */
    byte[] request(Bytes id, CandidatePair pair, RoleConflict role, boolean nominating) {
        StunWriter writer =
                StunWriter.binding(StunClass.REQUEST, id)
                        .username(remote.ufrag() + ":" + local.ufrag())
                        .priority(pair.checkPriority())
                        .role(role.isControlling(), role.tieBreaker());
        if (nominating) {
            writer.useCandidate();
        }
        return writer.integrity(remoteKey).fingerprint();
    }

    /** The answer to a check (RFC 8445, section 7.3). */
    byte[] success(StunFrame request, InetSocketAddress source) {
        return StunWriter.binding(StunClass.SUCCESS, request.transactionId())
                .mappedAddress(source)
                .integrity(localKey)
                .fingerprint();
    }

    /** The refusal of a check. */
    byte[] error(StunFrame request, int code, String reason) {
        return StunWriter.binding(StunClass.ERROR, request.transactionId())
                .errorCode(code, reason)
                .integrity(localKey)
                .fingerprint();
    }

    /** RFC 8489, section 6.3.1: the refusal of a check with attributes that we do not know. */
    byte[] unknownAttributes(StunFrame request) {
        List<Integer> unknown = request.unknownRequired();
        return StunWriter.binding(StunClass.ERROR, request.transactionId())
                .errorCode(420, "Unknown Attribute")
                .unknownAttributes(unknown.subList(0, Math.min(unknown.size(), MAX_UNKNOWN_LISTED)))
                .integrity(localKey)
                .fingerprint();
    }
}
