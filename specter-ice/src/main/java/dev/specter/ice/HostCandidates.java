package dev.specter.ice;

import dev.specter.ice.path.DatagramPath;

import io.netty.util.NetUtil;

/** Host candidates on sockets of ours (RFC 8445, section 5.1). */
final class HostCandidates {
    private HostCandidates() {}

    /**
     * The candidate of a socket.
     *
     * @param path the socket
     * @param localPreference 0 to 65,535, different for each (RFC 8445, section 5.1.2.1)
     */
    static IceCandidate of(DatagramPath path, int localPreference) {
        String address = NetUtil.toAddressString(path.address().getAddress());
        return IceCandidate.host(
                // RFC 8445, section 5.1.1.3: one for each base address, type and protocol.
                Integer.toHexString(address.hashCode()),
                priority(IceCandidateType.HOST, localPreference),
                address,
                path.address().getPort());
    }

    /** RFC 8445, section 5.1.2.1, for component 1. */
    static long priority(IceCandidateType type, int localPreference) {
        return (long) type.preference() << 24 | (long) localPreference << 8 | 256 - 1;
    }
}
