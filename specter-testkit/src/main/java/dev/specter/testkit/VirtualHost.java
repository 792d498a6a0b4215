package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A host with addresses that come and go, and a link in each direction that all of them share. A
 * packet passes the sender's link up and the receiver's link down: their delays add. Packets to an
 * address of the host itself pass neither. Loop-confined.
 */
public final class VirtualHost {
    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    private static final int END_PORT = 65_536;

    private final VirtualNetwork network;
    private final AddressRealm home;
    private final RandomGenerator random;
    private final Impairment up;
    private final Impairment down;
    private final Map<InetAddress, AddressRealm> addresses = new LinkedHashMap<>();
    private final Map<InetSocketAddress, VirtualSocket> sockets = new HashMap<>();
    private final TcpStack tcp;
    private String place = "a host without addresses";

    VirtualHost(VirtualNetwork network, AddressRealm home) {
        this.network = network;
        this.home = home;
        this.random = network.newRandom();
        this.tcp = new TcpStack(this, network.newRandom());
        this.up = new Impairment(network.defaultProfile(), network.newRandom());
        this.down = new Impairment(network.defaultProfile(), network.newRandom());
    }

    /** The network that it belongs to. */
    public VirtualNetwork network() {
        return network;
    }

    /** Its addresses now, in the order in which they came. */
    public List<InetAddress> addresses() {
        return List.copyOf(addresses.keySet());
    }

    /**
     * Lets an address appear, in the realm in which the host was made.
     *
     * @param address an IPv4 or IPv6 literal
     * @return the same address
     * @throws IllegalArgumentException when it is no literal, or taken
     */
    public InetAddress addAddress(String address) {
        return addAddress(home, address);
    }

    /**
     * Lets an address appear, in any realm: a host can be at home in several, as a telephone is in
     * those of its Wi-Fi and of its mobile network.
     *
     * @param realm the network, or a NAT for the realm behind it
     * @param address an IPv4 or IPv6 literal
     * @return the same address
     * @throws IllegalArgumentException when it is no literal, or taken in that realm or on this
     *     host
     */
    public InetAddress addAddress(AddressRealm realm, String address) {
        InetAddress added = Addresses.of(address);
        if (addresses.containsKey(added)) {
            throw new IllegalArgumentException("taken: " + address);
        }
        realm.attach(added, this::receive);
        addresses.put(added, realm);
        if (addresses.size() == 1) {
            place = "host " + address;
        }
        return added;
    }

    /**
     * Lets an address go. Nothing is sent from it any more, nothing arrives at it, what is still on
     * its way there is lost; sockets bound to it stay open.
     *
     * @param address a literal
     * @throws IllegalArgumentException when the host does not have it
     */
    public void removeAddress(String address) {
        InetAddress removed = Addresses.of(address);
        AddressRealm realm = addresses.remove(removed);
        if (realm == null) {
            throw new IllegalArgumentException("not here: " + address);
        }
        realm.detach(removed);
    }

    /** Changes both links of the host, for what is sent later. */
    public void setProfile(LinkProfile profile) {
        setProfile(profile, profile);
    }

    /**
     * Changes the links of the host, for what is sent later.
     *
     * @param upward for what it sends
     * @param downward for what it receives
     */
    public void setProfile(LinkProfile upward, LinkProfile downward) {
        up.profile(upward);
        down.profile(downward);
    }

    /**
     * Opens a UDP socket.
     *
     * @param address one of the host's
     * @param port 1 to 65,535, or 0 for a free one from 49,152 upwards
     * @param handler takes what arrives
     * @return the socket
     * @throws IllegalArgumentException when the host does not have that address
     * @throws IllegalStateException when the port is taken
     */
    public VirtualSocket bind(InetAddress address, int port, DatagramHandler handler) {
        var local = endpoint(new InetSocketAddress(address, port), sockets::containsKey);
        var socket = new VirtualSocket(this, local, handler);
        sockets.put(local, socket);
        return socket;
    }

    /**
     * Takes TCP connections.
     *
     * @param address one of the host's
     * @param port 1 to 65,535, or 0 for a free one from 49,152 upwards
     * @param acceptor takes the connections that come about
     * @return the listening port
     * @throws IllegalArgumentException when the host does not have that address
     * @throws IllegalStateException when somebody listens there
     */
    public VirtualListener listen(InetAddress address, int port, StreamAcceptor acceptor) {
        return tcp.listen(new InetSocketAddress(address, port), acceptor);
    }

    /**
     * Opens a TCP connection. The path's MTU is that of the two hosts now, and stays.
     *
     * @param from one of the host's addresses, and a port or 0 for a free one from 49,152 upwards;
     *     a port can have any number of connections to different ends, beside a listener
     * @param to the peer
     * @param handler learns what becomes of it, after this call
     * @return this end
     * @throws IllegalArgumentException when the host does not have that address, or the peer is
     *     unresolved or of the other family
     * @throws IllegalStateException when there is that connection already
     */
    public VirtualConnection connect(
            InetSocketAddress from, InetSocketAddress to, StreamHandler handler) {
        if (to.isUnresolved() || !isSameFamily(from.getAddress(), to.getAddress())) {
            throw new IllegalArgumentException(from + " cannot connect to " + to);
        }
        return tcp.connect(from, to, handler);
    }

    /**
     * The endpoint to bind: the wanted one, or one of its address with a free port when it has port
     * 0.
     */
    InetSocketAddress endpoint(InetSocketAddress wanted, Predicate<InetSocketAddress> isTaken) {
        if (!addresses.containsKey(wanted.getAddress())) {
            throw new IllegalArgumentException("no address of " + place + ": " + wanted);
        }
        InetSocketAddress found = wanted;
        for (int tries = FIRST_EPHEMERAL_PORT; wanted.getPort() == 0 && tries < END_PORT; tries++) {
            int port = random.nextInt(FIRST_EPHEMERAL_PORT, END_PORT);
            found = new InetSocketAddress(wanted.getAddress(), port);
            if (!isTaken.test(found)) {
                return found;
            }
        }
        if (isTaken.test(found)) {
            throw new IllegalStateException("in use: " + found);
        }
        return found;
    }

    void unbind(InetSocketAddress local) {
        sockets.remove(local);
    }

    /** Sends a packet from one of the host's addresses; false when that cannot be. */
    boolean send(VirtualPacket packet) {
        InetAddress from = packet.source().getAddress();
        InetAddress to = packet.destination().getAddress();
        AddressRealm realm = addresses.get(from);
        if (realm == null) {
            network.record(NetworkEvent.Kind.ADDRESS_GONE, place, packet);
            return false;
        }
        if (!isSameFamily(from, to)) {
            network.record(NetworkEvent.Kind.NO_ROUTE, place, packet);
            return false;
        }
        network.record(NetworkEvent.Kind.SENT, place, packet);
        if (network.isDropWanted(packet)) {
            network.record(NetworkEvent.Kind.DROPPED_ON_REQUEST, place, packet);
        } else if (addresses.containsKey(to)) {
            network.schedule(network.nowNanos(), () -> arrive(packet));
        } else {
            pass(up, packet, realm::route);
        }
        return true;
    }

    private static boolean isSameFamily(InetAddress one, InetAddress other) {
        return one instanceof Inet4Address == other instanceof Inet4Address;
    }

    /** The largest IP packet that both links let through. */
    int mtuBytes() {
        return Math.min(up.profile().mtuBytes(), down.profile().mtuBytes());
    }

    private void receive(VirtualPacket packet) {
        pass(down, packet, this::arrive);
    }

    private void pass(Impairment link, VirtualPacket packet, Consumer<VirtualPacket> onwards) {
        Impairment.Verdict verdict =
                link.send(
                        packet.data().size(),
                        packet.sizeBytes(),
                        network.nowNanos(),
                        (dueNanos, bit) ->
                                network.schedule(dueNanos, () -> carry(packet, bit, onwards)));
        switch (verdict) {
            case PASSED -> {}
            case LOST -> network.record(NetworkEvent.Kind.LOST, place, packet);
            case TOO_BIG -> network.record(NetworkEvent.Kind.TOO_BIG, place, packet);
            case QUEUE_FULL -> network.record(NetworkEvent.Kind.QUEUE_FULL, place, packet);
        }
    }

    private void carry(VirtualPacket packet, int corruptedBit, Consumer<VirtualPacket> onwards) {
        if (corruptedBit == Impairment.WHOLE) {
            onwards.accept(packet);
        } else if (packet instanceof VirtualDatagram datagram) {
            byte[] data = datagram.data().toArray();
            Impairment.flip(data, corruptedBit);
            onwards.accept(datagram.withData(Bytes.wrapOwned(data)));
        } else {
            network.record(NetworkEvent.Kind.CORRUPTED, place, packet);
        }
    }

    private void arrive(VirtualPacket packet) {
        if (!addresses.containsKey(packet.destination().getAddress())) {
            network.record(NetworkEvent.Kind.NO_ROUTE, place, packet);
        } else if (packet instanceof VirtualDatagram datagram) {
            deliver(datagram);
        } else if (packet instanceof VirtualSegment segment) {
            boolean known = tcp.knows(segment);
            network.record(
                    known ? NetworkEvent.Kind.DELIVERED : NetworkEvent.Kind.NO_SOCKET,
                    place,
                    segment);
            tcp.receive(segment);
        }
    }

    private void deliver(VirtualDatagram datagram) {
        VirtualSocket socket = sockets.get(datagram.destination());
        if (socket == null) {
            network.record(NetworkEvent.Kind.NO_SOCKET, place, datagram);
            return;
        }
        network.record(NetworkEvent.Kind.DELIVERED, place, datagram);
        socket.receive(datagram, network.nowNanos());
    }
}
