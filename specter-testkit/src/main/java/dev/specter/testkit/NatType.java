package dev.specter.testkit;

import java.time.Duration;

/**
 * How a NAT behaves, in the terms of RFC 4787. The constants have the names of RFC 3489, which are
 * still in use. Immutable.
 *
 * @param mapping when two flows from one inside endpoint share an external port (section 4.1)
 * @param filtering whose packets may come in through a mapping (section 5)
 * @param portAssignment how an external port is chosen (section 4.2.1)
 * @param hairpinning whether two hosts behind the NAT reach each other by their external endpoints
 *     (section 6); the source is then the external one, too
 * @param mappingLifetime how long a UDP mapping, and the permission that it gives to a remote end,
 *     outlives the last outbound packet (section 4.3); inbound packets refresh nothing. Those of
 *     TCP live for the 2 hours and 4 minutes of RFC 5382, section 5
 */
public record NatType(
        EndpointDependency mapping,
        EndpointDependency filtering,
        PortAssignment portAssignment,
        boolean hairpinning,
        Duration mappingLifetime) {
    /** How a NAT chooses the external port of a mapping. */
    public enum PortAssignment {
        /** A random one. */
        RANDOM,
        /** The inside one where it is free, otherwise a random one. */
        PRESERVED
    }

    /** Everybody may send to a mapping, and there is one for each inside endpoint. */
    public static final NatType FULL_CONE =
            of(EndpointDependency.ENDPOINT_INDEPENDENT, EndpointDependency.ENDPOINT_INDEPENDENT);

    /** Hosts that were sent to may send back, from any port. */
    public static final NatType ADDRESS_RESTRICTED =
            of(EndpointDependency.ENDPOINT_INDEPENDENT, EndpointDependency.ADDRESS_DEPENDENT);

    /** Endpoints that were sent to may send back. */
    public static final NatType PORT_RESTRICTED =
            of(
                    EndpointDependency.ENDPOINT_INDEPENDENT,
                    EndpointDependency.ADDRESS_AND_PORT_DEPENDENT);

    /** Another external port for each remote endpoint, which alone may send back. */
    public static final NatType SYMMETRIC =
            of(
                    EndpointDependency.ADDRESS_AND_PORT_DEPENDENT,
                    EndpointDependency.ADDRESS_AND_PORT_DEPENDENT);

    /**
     * A NAT with random ports, without hairpinning, whose mappings live for the 2 minutes that are
     * the least (RFC 4787, section 4.3, REQ-5).
     */
    public static NatType of(EndpointDependency mapping, EndpointDependency filtering) {
        return new NatType(mapping, filtering, PortAssignment.RANDOM, false, Duration.ofMinutes(2));
    }

    /** The same with another choice of ports. */
    public NatType withPortAssignment(PortAssignment newPortAssignment) {
        return new NatType(mapping, filtering, newPortAssignment, hairpinning, mappingLifetime);
    }

    /** The same with or without hairpinning. */
    public NatType withHairpinning(boolean newHairpinning) {
        return new NatType(mapping, filtering, portAssignment, newHairpinning, mappingLifetime);
    }

    /** The same with another lifetime of UDP mappings. */
    public NatType withMappingLifetime(Duration newMappingLifetime) {
        return new NatType(mapping, filtering, portAssignment, hairpinning, newMappingLifetime);
    }
}
