package dev.specter.ice.agent;

import dev.specter.ice.IceCandidateType;
import dev.specter.ice.path.DatagramPath;

import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;

/** A host candidate on a path of ours; ice4j knows its address only. Loop-confined. */
final class PathCandidate extends HostCandidate {
    private final DatagramPath path;
    private final int localPreference;

    PathCandidate(DatagramPath path, int localPreference, Component component) {
        super(new TransportAddress(path.address(), Transport.UDP), component);
        this.path = path;
        this.localPreference = localPreference;
    }

    DatagramPath path() {
        return path;
    }

    /** RFC 8445, section 5.1.2.1; ice4j's own would give two addresses the same preference. */
    @Override
    public long computePriorityForType(CandidateType type) {
        IceCandidateType ours =
                type == CandidateType.HOST_CANDIDATE
                        ? IceCandidateType.HOST
                        : IceCandidateType.PRFLX;
        return priority(ours, localPreference);
    }

    static long priority(IceCandidateType type, int localPreference) {
        return (long) type.preference() << 24 | (long) localPreference << 8 | 256 - 1;
    }
}
