package dev.specter.ice.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An interface that multicast works on. Immutable.
 *
 * @param networkInterface which
 * @param prefixes the networks that are reached without a router
 */
record MdnsLink(NetworkInterface networkInterface, List<Prefix> prefixes) {
    /** The first bits of an address. */
    record Prefix(InetAddress address, int bits) {
        boolean contains(InetAddress other) {
            byte[] a = address.getAddress();
            byte[] b = other.getAddress();
            boolean equal = a.length == b.length;
            for (int i = 0; equal && i < bits; i++) {
                int mask = 0x80 >> i % 8;
                equal = (a[i / 8] & mask) == (b[i / 8] & mask);
            }
            return equal;
        }
    }

    boolean hasIpv4() {
        return prefixes.stream().anyMatch(p -> p.address() instanceof Inet4Address);
    }

    boolean hasIpv6() {
        return prefixes.stream().anyMatch(p -> !(p.address() instanceof Inet4Address));
    }

    /** RFC 6762, section 11: only what comes from the link is heard. */
    boolean reaches(InetAddress source) {
        return source.isLinkLocalAddress()
                || source.isLoopbackAddress()
                || prefixes.stream().anyMatch(prefix -> prefix.contains(source));
    }

    /** All there are. Asks the operating system: may block for a moment. */
    static List<MdnsLink> all() {
        List<MdnsLink> links = new ArrayList<>();
        try {
            for (NetworkInterface each :
                    Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (each.isUp() && each.supportsMulticast()) {
                    List<Prefix> prefixes =
                            each.getInterfaceAddresses().stream().map(MdnsLink::prefix).toList();
                    links.add(new MdnsLink(each, prefixes));
                }
            }
        } catch (SocketException e) {
            // An interface went away while we looked; the next time will do.
            return links;
        }
        return links;
    }

    private static Prefix prefix(InterfaceAddress address) {
        int most = address.getAddress().getAddress().length * 8;
        int bits = Math.max(0, Math.min(most, address.getNetworkPrefixLength()));
        return new Prefix(address.getAddress(), bits);
    }
}
