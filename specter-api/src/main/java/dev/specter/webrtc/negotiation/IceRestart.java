package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The ICE restart that this end asks for by {@code restartIce}, until it is done: the slot
 * LocalIceCredentialsToReplace (webrtc-pc, section 4.4.2); and how the peer asks for one.
 */
final class IceRestart {
    private final Set<IceParameters> credentialsToReplace = new HashSet<>();

    /** Asks for it on all transports that there are. */
    void request(Collection<TransportState> transports) {
        transports.forEach(t -> credentialsToReplace.add(t.local()));
    }

    /** Whether it was asked for and is not done. */
    boolean isPending() {
        return !credentialsToReplace.isEmpty();
    }

    /** Whether an offer is to restart a transport. */
    boolean isPending(TransportState transport) {
        return credentialsToReplace.contains(transport.local());
    }

    /** Section 4.4.1.5, the state is stable: it is done when no old credentials are in force. */
    void settle(Collection<TransportState> transports) {
        if (transports.stream().noneMatch(this::isPending)) {
            credentialsToReplace.clear();
        }
    }

    /**
     * Whether the peer's offer asks for new credentials of ours (RFC 9429, section 5.3.1), which a
     * transport does not have yet.
     */
    static boolean isAskedFor(MediaSection offered, TransportState transport) {
        return transport.startedRemote().isPresent()
                && offered.iceParameters().isPresent()
                && !offered.iceParameters().equals(transport.startedRemote())
                && transport.startedLocal().equals(Optional.of(transport.local()));
    }
}
