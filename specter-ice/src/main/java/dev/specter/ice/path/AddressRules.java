package dev.specter.ice.path;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which addresses of this machine are used. Immutable.
 *
 * @param interfaces which interfaces; tunnels and VPNs are interfaces like others
 * @param addresses which of their addresses
 * @param extras addresses that are left out unless they are asked for
 */
public record AddressRules(
        Predicate<NetworkInterface> interfaces,
        Predicate<InetAddress> addresses,
        Set<Extra> extras) {
    private static final AddressRules DEFAULTS =
            new AddressRules(any -> true, any -> true, Set.of());

    /** Addresses of little use to most. */
    public enum Extra {
        /** Loopback addresses; where there are no others they are used in any case. */
        LOOPBACK,
        /** Link-local IPv6 addresses, with their scope; of use to peers without names only. */
        LINK_LOCAL_IPV6
    }

    /** Copies the set. */
    public AddressRules {
        extras = Set.copyOf(extras);
    }

    /** All interfaces, all addresses, no extras. */
    public static AddressRules defaults() {
        return DEFAULTS;
    }

    /** The same with other interfaces. */
    public AddressRules withInterfaces(Predicate<NetworkInterface> filter) {
        return new AddressRules(filter, addresses, extras);
    }

    /** The same with other addresses. */
    public AddressRules withAddresses(Predicate<InetAddress> filter) {
        return new AddressRules(interfaces, filter, extras);
    }

    /** The same with these extras. */
    public AddressRules withExtras(Set<Extra> wanted) {
        return new AddressRules(interfaces, addresses, wanted);
    }
}
