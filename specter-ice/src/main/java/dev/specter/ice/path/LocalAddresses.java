package dev.specter.ice.path;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;

/**
 * The addresses of this machine that may become host candidates (RFC 8445, section 5.1.1.1), best
 * first: IPv6, then IPv4, then what reaches less far (RFC 8421). Java cannot tell temporary and
 * deprecated IPv6 addresses from others: the system does not give deprecated ones to new sockets
 * unless they are named, so they are offered, and checks on them work for as long as they last.
 */
public final class LocalAddresses {
    private LocalAddresses() {}

    /** An address and where it is. */
    record Located(NetworkInterface networkInterface, InetAddress address) {}

    /**
     * Asks the operating system. May block for a moment.
     *
     * @param rules which addresses may be used
     * @return the addresses, best first; empty when there is no network at all
     */
    public static List<InetAddress> find(AddressRules rules) {
        return choose(all(), rules);
    }

    /** Every address of every interface that is up. */
    static List<Located> all() {
        List<Located> all = new ArrayList<>();
        try {
            Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
            while (interfaces.hasMoreElements()) {
                addAll(interfaces.nextElement(), all);
            }
        } catch (SocketException e) {
            // No network, or no right to look at it: nothing to gather.
            return List.of();
        }
        return all;
    }

    private static void addAll(NetworkInterface networkInterface, Collection<Located> all) {
        try {
            if (networkInterface.isUp()) {
                networkInterface
                        .inetAddresses()
                        .forEach(address -> all.add(new Located(networkInterface, address)));
            }
        } catch (SocketException e) {
            // It went away while we looked.
            return;
        }
    }

    static List<InetAddress> choose(Collection<Located> all, AddressRules rules) {
        List<InetAddress> usable =
                all.stream()
                        .filter(located -> isUsable(located.address(), rules))
                        .filter(located -> rules.interfaces().test(located.networkInterface()))
                        .map(located -> withoutUselessScope(located.address()))
                        .filter(rules.addresses())
                        .distinct()
                        .sorted(Comparator.comparingInt(LocalAddresses::rank))
                        .toList();
        boolean onlyLoopback = usable.stream().allMatch(InetAddress::isLoopbackAddress);
        return onlyLoopback || rules.extras().contains(AddressRules.Extra.LOOPBACK)
                ? usable
                : usable.stream().filter(a -> !a.isLoopbackAddress()).toList();
    }

    private static boolean isUsable(InetAddress address, AddressRules rules) {
        // RFC 8445, section 5.1.1.1: deprecated IPv4-compatible and site-local addresses are not
        // used. Link-local ones mean nothing without a scope, and peers give none for theirs.
        boolean linkLocal = rules.extras().contains(AddressRules.Extra.LINK_LOCAL_IPV6);
        boolean unusableV6 =
                address instanceof Inet6Address v6
                        && (v6.isLinkLocalAddress() && !linkLocal
                                || v6.isSiteLocalAddress()
                                || v6.isIPv4CompatibleAddress() && !v6.isLoopbackAddress());
        return !unusableV6 && !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }

    /** Java gives a scope to every IPv6 address; only link-local ones need it. */
    private static InetAddress withoutUselessScope(InetAddress address) {
        if (address.isLinkLocalAddress()) {
            return address;
        }
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    private static int rank(InetAddress address) {
        int family = address instanceof Inet6Address ? 0 : 1;
        return family
                + (address.isLinkLocalAddress() ? 2 : 0)
                + (address.isLoopbackAddress() ? 4 : 0);
    }
}
