package dev.specter.testkit;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * A space of addresses in which each one is unique (RFC 2663, section 2.1): the public network, or
 * what lies behind a NAT. Hosts and NATs are made in the realm to which they are attached.
 */
public abstract sealed class AddressRealm permits VirtualNetwork, VirtualNat {
    /** Whoever takes packets for an address of the realm. */
    interface Station {
        void receive(VirtualPacket packet);
    }

    private final Map<InetAddress, Station> stations = new HashMap<>();

    AddressRealm() {}

    /**
     * Adds a host to this realm.
     *
     * @param addresses its addresses, IPv4 or IPv6 literals; more can come and go later
     * @return the new host
     * @throws IllegalArgumentException when one is no literal, or taken
     */
    public final VirtualHost host(String... addresses) {
        var host = new VirtualHost(network(), this);
        for (String address : addresses) {
            host.addAddress(address);
        }
        return host;
    }

    /**
     * Adds a NAT to this realm, with a realm of its own behind it.
     *
     * @param type how it behaves
     * @param publicAddress its address in this realm, an IPv4 or IPv6 literal
     * @return the new NAT
     * @throws IllegalArgumentException when the address is no literal, or taken
     */
    public final VirtualNat nat(NatType type, String publicAddress) {
        return new VirtualNat(this, type, Addresses.of(publicAddress));
    }

    abstract VirtualNetwork network();

    /** Carries a packet onwards for whose destination this realm has no station. */
    abstract void leave(VirtualPacket packet);

    /** The realm around this one when an address is valid there as well; otherwise this one. */
    abstract AddressRealm widerRealm(InetAddress address);

    /** Carries a packet that a station of this realm sends. */
    final void route(VirtualPacket packet) {
        Station station = stations.get(packet.destination().getAddress());
        if (station == null) {
            leave(packet);
        } else {
            station.receive(packet);
        }
    }

    /** Carries a packet that comes from outside, for a station of this realm. */
    final void deliver(VirtualPacket packet, String place) {
        Station station = stations.get(packet.destination().getAddress());
        if (station == null) {
            network().record(NetworkEvent.Kind.NO_ROUTE, place, packet);
        } else {
            station.receive(packet);
        }
    }

    final void attach(InetAddress address, Station station) {
        if (stations.containsKey(address)) {
            throw new IllegalArgumentException("taken: " + address.getHostAddress());
        }
        AddressRealm wider = widerRealm(address);
        if (wider != this) {
            wider.attach(address, station);
        }
        stations.put(address, station);
    }

    final void detach(InetAddress address) {
        stations.remove(address);
        AddressRealm wider = widerRealm(address);
        if (wider != this) {
            wider.detach(address);
        }
    }
}
