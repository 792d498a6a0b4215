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
    private final NatTable table;
    private InetAddress publicAddress;

    VirtualNat(AddressRealm outer, NatType type, InetAddress publicAddress) {
        this.outer = outer;
        this.type = type;
        this.publicAddress = publicAddress;
        this.table = new NatTable(type, outer.network().newRandom());
        outer.attach(publicAddress, this::receive);
    }

    /** How it behaves. */
    public NatType type() {
        return type;
    }

    /** Its address in the realm to which it is attached, now. */
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

    /**
     * Gives it another address, as when a provider renumbers a line. All mappings but the forwarded
     * ones are forgotten.
     *
     * @param newPublicAddress a literal of the same family
     * @throws IllegalArgumentException when it is not, or taken
     */
    public void renumber(String newPublicAddress) {
        InetAddress address = Addresses.of(newPublicAddress);
        if (!translates(address)) {
            throw new IllegalArgumentException("other family: " + newPublicAddress);
        }
        outer.attach(address, this::receive);
        outer.detach(publicAddress);
        publicAddress = address;
        forgetMappings();
    }

    @Override
    VirtualNetwork network() {
        return outer.network();
    }

    @Override
    AddressRealm widerRealm(InetAddress address) {
        return translates(address) ? this : outer;
    }

    private boolean translates(InetAddress address) {
        return address instanceof Inet4Address == publicAddress instanceof Inet4Address;
    }

    private String place() {
        return "NAT " + publicAddress.getHostAddress();
    }

    @Override
    void leave(VirtualPacket packet) {
        InetSocketAddress to = packet.destination();
        if (!translates(to.getAddress())) {
            outer.route(packet);
            return;
        }
        if (to.getAddress().equals(publicAddress) && !type.hairpinning()) {
            network().record(NetworkEvent.Kind.NO_HAIRPINNING, place(), packet);
            return;
        }
        int port = table.outbound(packet.protocol(), packet.source(), to, network().nowNanos());
        VirtualPacket translated = packet.withSource(new InetSocketAddress(publicAddress, port));
        network().record(NetworkEvent.Kind.SOURCE_TRANSLATED, place(), translated);
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
            network().record(refused.why(), place(), packet);
        } else if (found instanceof NatTable.Admitted admitted) {
            VirtualPacket translated = packet.withDestination(admitted.inside());
            network().record(NetworkEvent.Kind.DESTINATION_TRANSLATED, place(), translated);
            deliver(translated, place());
        }
    }
}
