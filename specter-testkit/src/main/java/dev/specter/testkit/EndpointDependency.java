package dev.specter.testkit;

import java.net.InetSocketAddress;

/**
 * What of the remote end a NAT looks at, when it maps (RFC 4787, section 4.1) or filters (section
 * 5).
 */
public enum EndpointDependency {
    /** Nothing: Endpoint-Independent Mapping or Filtering. */
    ENDPOINT_INDEPENDENT,
    /** Its IP address: Address-Dependent Mapping or Filtering. */
    ADDRESS_DEPENDENT,
    /** Its IP address and port: Address and Port-Dependent Mapping or Filtering. */
    ADDRESS_AND_PORT_DEPENDENT;

    /** What remote ends have in common between which the NAT makes no difference. */
    Object part(InetSocketAddress remote) {
        return switch (this) {
            case ENDPOINT_INDEPENDENT -> ENDPOINT_INDEPENDENT;
            case ADDRESS_DEPENDENT -> remote.getAddress();
            case ADDRESS_AND_PORT_DEPENDENT -> remote;
        };
    }
}
