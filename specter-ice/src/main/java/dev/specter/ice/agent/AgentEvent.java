package dev.specter.ice.agent;

import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;

/** What an {@link IceAgent} reports. Immutable. */
public sealed interface AgentEvent {
    /**
     * The state is another one.
     *
     * @param state the new state
     */
    record StateChanged(IceTransportState state) implements AgentEvent {}

    /**
     * Datagrams go another way from now on, or the candidates of the same way are known better.
     *
     * @param pair the pair chosen
     */
    record SelectedPairChanged(IceCandidatePair pair) implements AgentEvent {}

    /**
     * A conflict has turned the role round (RFC 8445, sections 7.2.5.1 and 7.3.1.1).
     *
     * @param role the new role
     */
    record RoleChanged(IceRole role) implements AgentEvent {}
}
