package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;

import io.netty.util.NetUtil;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A candidate of ours and where its datagrams leave (RFC 8445, section 4). Immutable.
 *
 * @param candidate as the peer was told
 * @param base where its datagrams leave
 */
record LocalCandidate(IceCandidate candidate, Base base) {
    /** What lies between the type preferences of a TCP candidate and of what is found behind it. */
    private static final int TCP_STEP = 10;

    private static final long BELOW_TYPE = 0xFFFFFF;

    /** Whether this is the candidate that a response's mapped address names. */
    boolean isAt(InetSocketAddress mapped) {
        boolean own = candidate.type() == IceCandidateType.HOST && mapped.equals(base.address());
        boolean told =
                candidate.port() == mapped.getPort()
                        && candidate.address().equals(NetUtil.toAddressString(mapped.getAddress()));
        return own || told;
    }

    /**
     * The priority that a peer-reflexive candidate of this base has (RFC 8445, section 7.1.1): that
     * of PRIORITY in a check. TCP stays below UDP (RFC 6544, section 4.2).
     */
    long reflexivePriority() {
        long preference =
                candidate.protocol() == IceProtocol.UDP
                        ? IceCandidateType.PRFLX.preference()
                        : Math.max(0, (candidate.priority() >> 24) - TCP_STEP);
        return preference << 24 | candidate.priority() & BELOW_TYPE;
    }

    /** RFC 8445, section 7.2.5.3.1: the peer sees us at an address that we did not know. */
    IceCandidate reflexiveAt(InetSocketAddress mapped) {
        return new IceCandidate(
                "prflx",
                1,
                candidate.protocol(),
                reflexivePriority(),
                NetUtil.toAddressString(mapped.getAddress()),
                mapped.getPort(),
                IceCandidateType.PRFLX,
                Optional.of(NetUtil.toAddressString(base.address().getAddress())),
                OptionalInt.of(base.address().getPort()),
                candidate.tcpType());
    }
}
