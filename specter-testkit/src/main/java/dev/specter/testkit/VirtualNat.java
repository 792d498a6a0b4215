package dev.specter.testkit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A NAT, and the realm behind it. It translates the addresses of its own address's family; those of
 * the other one are routed as they are, as home routers do with IPv6. Loop-confined.
 */
public final class VirtualNat extends AddressRealm {
    private final AddressRealm outer;
    private final NatType type;
    private final InetAddress publicAddress;
    private final NatTable table;
    private final String place;

    VirtualNat(AddressRealm outer, NatType type, InetAddress publicAddress) {
        this.outer = outer;
        this.type = type;
        this.publicAddress = publicAddress;
        this.table = new NatTable(type, publicAddress, outer.network().newRandom());
        this.place = "NAT " + publicAddress.getHostAddress();
        outer.attach(publicAddress, this::receive);
    }

    /** How it behaves. */
    public NatType type() {
        return type;
    }

    /** Its address in the realm to which it is attached. */
    public InetAddress publicAddress() {
        return publicAddress;
    }

    /**
     * Maps a port for good and for everybody, both of UDP and of TCP: a port forwarding.
     *
     * @param externalPort 1 to 65,535
     * @param inside who gets what is sent there, and whose packets leave from there
     * @throws IllegalArgumentException when the port or the inside endpoint is mapped already
     */
    public void forward(int externalPort, InetSocketAddress inside) {
        table.forward(externalPort, inside, network().nowNanos());
    }

    /** Forgets all mappings but the forwarded ones, as when it is switched off and on. */
    public void forgetMappings() {
        table.clear();
    }

    @Override
    VirtualNetwork network() {
        return outer.network();
    }

    @Override
    AddressRealm outer() {
        return outer;
    }

    @Override
    boolean isPrivate(InetAddress address) {
        return address instanceof Inet4Address == publicAddress instanceof Inet4Address;
    }

    @Override
    void leave(VirtualPacket packet) {
        InetSocketAddress to = packet.destination();
        if (!isPrivate(to.getAddress())) {
            outer.route(packet);
            return;
        }
        if (to.getAddress().equals(publicAddress) && !type.hairpinning()) {
            network().record(NetworkEvent.Kind.NO_HAIRPINNING, place, packet);
            return;
        }
        InetSocketAddress external =
                table.outbound(packet.protocol(), packet.source(), to, network().nowNanos());
        VirtualPacket translated = packet.withSource(external);
        network().record(NetworkEvent.Kind.SOURCE_TRANSLATED, place, translated);
        outer.route(translated);
    }

    private void receive(VirtualPacket packet) {
        NatTable.Inbound found =
                table.inbound(
                        packet.protocol(),
                        packet.destination().getPort(),
                        packet.source(),
                        network().nowNanos());
        if (found instanceof NatTable.Refused refused) {
            network().record(refused.why(), place, packet);
        } else if (found instanceof NatTable.Admitted admitted) {
            VirtualPacket translated = packet.withDestination(admitted.inside());
            network().record(NetworkEvent.Kind.DESTINATION_TRANSLATED, place, translated);
            deliver(translated, place);
        }
    }
}
