package dev.specter.ice;

import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * External addresses that a NAT maps one to one to local ones, all ports alike, as clouds do for
 * their machines: candidates can name them without asking a STUN server. Immutable.
 */
public final class AddressMapping {
    private static final AddressMapping NONE = new AddressMapping(As.HOST, Map.of(), Map.of());

    /** What a candidate with an external address is. */
    public enum As {
        /** A host candidate, which the external address makes instead of the local one. */
        HOST,
        /** A server-reflexive candidate, beside the host candidate that is its base. */
        SERVER_REFLEXIVE
    }

    private final As as;
    private final Map<InetAddress, InetAddress> pairs;

    /** One for all local addresses of the same family that have none of their own, by size. */
    private final Map<Integer, InetAddress> general;

    private AddressMapping(
            As as, Map<InetAddress, InetAddress> pairs, Map<Integer, InetAddress> general) {
        this.as = as;
        this.pairs = pairs;
        this.general = general;
    }

    /** No NAT, or none that is known. */
    public static AddressMapping none() {
        return NONE;
    }

    /**
     * Reads a mapping.
     *
     * @param as what the candidates shall be
     * @param entries each {@code external/local}, or {@code external} for all other local addresses
     *     of its family; addresses in text, no names
     * @throws IllegalArgumentException if one is not of that form, mixes families, or contradicts
     *     another
     */
    public static AddressMapping parse(As as, Collection<String> entries) {
        Map<InetAddress, InetAddress> pairs = new HashMap<>();
        Map<Integer, InetAddress> general = new HashMap<>();
        for (String entry : entries) {
            int slash = entry.indexOf('/');
            InetAddress external = address(slash < 0 ? entry : entry.substring(0, slash), entry);
            InetAddress before;
            if (slash < 0) {
                before = general.put(family(external), external);
            } else {
                InetAddress local = address(entry.substring(slash + 1), entry);
                if (family(local) != family(external)) {
                    throw new IllegalArgumentException("two families: " + entry);
                }
                before = pairs.put(local, external);
            }
            if (before != null) {
                throw new IllegalArgumentException("a second one for the same: " + entry);
            }
        }
        return new AddressMapping(as, Map.copyOf(pairs), Map.copyOf(general));
    }

    private static InetAddress address(String text, String entry) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw new IllegalArgumentException("not an address: " + entry);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    private static int family(InetAddress address) {
        return address.getAddress().length;
    }

    /** What candidates with external addresses are. */
    public As as() {
        return as;
    }

    /**
     * The external address that stands for a local one.
     *
     * @param local an address of this machine
     * @return empty if it is not mapped
     */
    public Optional<InetAddress> external(InetAddress local) {
        InetAddress own = pairs.get(local);
        return Optional.ofNullable(own != null ? own : general.get(family(local)));
    }
}
