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
import java.util.function.Predicate;

/**
 * The addresses of this machine that may become host candidates (RFC 8445, section 5.1.1.1), best
 * first: IPv6, then IPv4, then loopback (RFC 8421). Link-local IPv6 addresses are left out, since
 * browsers give no scope for theirs.
 */
public final class LocalAddresses {
    private LocalAddresses() {}

    /**
     * Asks the operating system. May block for a moment.
     *
     * @param filter which addresses may be used
     * @param includeLoopback whether loopback addresses count although there are others
     * @return the addresses, best first; empty when there is no network at all
     */
    public static List<InetAddress> find(Predicate<InetAddress> filter, boolean includeLoopback) {
        List<InetAddress> all = new ArrayList<>();
        try {
            Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
            while (interfaces.hasMoreElements()) {
                addAll(interfaces.nextElement(), all);
            }
        } catch (SocketException e) {
            // No network, or no right to look at it: nothing to gather.
            return List.of();
        }
        return choose(all, filter, includeLoopback);
    }

    private static void addAll(NetworkInterface networkInterface, Collection<InetAddress> all) {
        try {
            if (networkInterface.isUp()) {
                networkInterface.inetAddresses().forEach(all::add);
            }
        } catch (SocketException e) {
            // It went away while we looked.
            return;
        }
    }

    static List<InetAddress> choose(
            Collection<InetAddress> all, Predicate<InetAddress> filter, boolean includeLoopback) {
        List<InetAddress> usable =
                all.stream()
                        .filter(LocalAddresses::isUsable)
                        .map(LocalAddresses::withoutScope)
                        .filter(filter)
                        .distinct()
                        .sorted(Comparator.comparingInt(LocalAddresses::rank))
                        .toList();
        boolean onlyLoopback = usable.stream().allMatch(InetAddress::isLoopbackAddress);
        return includeLoopback || onlyLoopback
                ? usable
                : usable.stream().filter(a -> !a.isLoopbackAddress()).toList();
    }

    private static boolean isUsable(InetAddress address) {
        // RFC 8445, section 5.1.1.1: deprecated IPv4-compatible, site-local and, without a scope,
        // link-local IPv6 addresses are not used.
        boolean unusableV6 =
                address instanceof Inet6Address v6
                        && (v6.isLinkLocalAddress()
                                || v6.isSiteLocalAddress()
                                || v6.isIPv4CompatibleAddress() && !v6.isLoopbackAddress());
        return !unusableV6 && !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }

    private static InetAddress withoutScope(InetAddress address) {
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
