package dev.specter.ice.gather;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceServerUrl;
import dev.specter.ice.agent.Base;
import dev.specter.ice.agent.Transmit;
import dev.specter.testkit.CloseReason;
import dev.specter.testkit.StreamHandler;
import dev.specter.testkit.Timed;
import dev.specter.testkit.VirtualConnection;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualNetwork;
import dev.specter.testkit.VirtualSocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Drives a {@link Gatherer} over the sockets of a virtual host, and keeps what it reports. */
final class GatheringHost implements Timed {
    final VirtualNetwork network;
    final VirtualHost host;
    final Gatherer gatherer;
    final List<GatherEvent.CandidateFound> found = new ArrayList<>();
    final List<GatherEvent.GatheringError> errors = new ArrayList<>();
    final List<GatherEvent.Relayed> relayed = new ArrayList<>();
    final List<Base> gone = new ArrayList<>();
    final List<SocketBase> bases = new ArrayList<>();
    final Map<String, List<InetAddress>> names = new HashMap<>();
    final List<byte[]> strays = new ArrayList<>();
    Consumer<GatherEvent.Relayed> onRelayed = relayed::add;
    long completeNanos = -1;
    int completes;
    private final Map<StreamId, VirtualConnection> streams =
            new TreeMap<>((a, b) -> Integer.compare(a.number(), b.number()));

    /** A UDP socket as a base. */
    final class SocketBase implements Base {
        final VirtualSocket socket;

        SocketBase(InetAddress address, int port) {
            socket = host.bind(address, port, this::onDatagram);
        }

        private void onDatagram(
                VirtualSocket at, InetSocketAddress from, byte[] data, long nowNanos) {
            if (!gatherer.handleDatagram(this, from, data, nowNanos)) {
                strays.add(data);
            }
            drain();
        }

        @Override
        public IceProtocol protocol() {
            return IceProtocol.UDP;
        }

        @Override
        public InetSocketAddress address() {
            return socket.local();
        }
    }

    GatheringHost(VirtualNetwork network, VirtualHost host, GatherOptions options) {
        this.network = network;
        this.host = host;
        gatherer = new Gatherer(options, new SplittableRandom(1));
        network.add(this);
    }

    /** Begins, with a socket on each address of the host. */
    GatheringHost begin() {
        gatherer.begin(network.nowNanos());
        for (InetAddress address : host.addresses()) {
            open(address);
        }
        gatherer.endOfBases(network.nowNanos());
        drain();
        return this;
    }

    SocketBase open(InetAddress address) {
        return open(address, 0);
    }

    SocketBase open(InetAddress address, int port) {
        SocketBase base = new SocketBase(address, port);
        gatherer.handleBase(base, 65535 - bases.size(), network.nowNanos());
        bases.add(base);
        drain();
        return base;
    }

    void send(Base base, InetSocketAddress peer, byte[] datagram) {
        gatherer.send(base, peer, ByteBuffer.wrap(datagram), network.nowNanos());
        drain();
    }

    void close() {
        gatherer.close();
        drain();
        network.remove(this);
    }

    Optional<String> serverOf(IceCandidate candidate) {
        return gatherer.serverOf(candidate).map(IceServerUrl::toString);
    }

    void configure(GatherOptions options) {
        gatherer.configure(options);
    }

    void endSuperseded() {
        gatherer.endSuperseded();
        drain();
    }

    void restart() {
        found.clear();
        gatherer.restart(network.nowNanos());
        gatherer.endOfBases(network.nowNanos());
        drain();
    }

    @Override
    public void handleTimeout(long nowNanos) {
        gatherer.handleTimeout(nowNanos);
        drain();
    }

    @Override
    public long nextTimeoutNanos() {
        return gatherer.nextTimeoutNanos();
    }

    void drain() {
        for (Transmit t = gatherer.pollTransmit(); t != null; t = gatherer.pollTransmit()) {
            ((SocketBase) t.base()).socket.send(t.datagram(), t.remote());
        }
        for (StreamOutput s = gatherer.pollStream(); s != null; s = gatherer.pollStream()) {
            handle(s);
        }
        for (IceServerUrl url = gatherer.pollName(); url != null; url = gatherer.pollName()) {
            if (names.containsKey(url.host())) {
                gatherer.handleServerAddresses(url, names.get(url.host()), network.nowNanos());
                drain();
            }
        }
        for (GatherEvent e = gatherer.pollEvent(); e != null; e = gatherer.pollEvent()) {
            handle(e);
        }
    }

    private void handle(StreamOutput output) {
        if (output instanceof StreamOutput.Open open) {
            VirtualConnection made =
                    host.connect(
                            new InetSocketAddress(host.addresses().get(0), 0),
                            open.server(),
                            new Stream(open.id()));
            streams.put(open.id(), made);
        } else if (output instanceof StreamOutput.Write write) {
            streams.get(write.id()).send(write.bytes());
        } else if (output instanceof StreamOutput.Close close) {
            streams.remove(close.id()).close();
        }
    }

    private void handle(GatherEvent event) {
        if (event instanceof GatherEvent.CandidateFound candidate) {
            found.add(candidate);
        } else if (event instanceof GatherEvent.GatheringError error) {
            errors.add(error);
        } else if (event instanceof GatherEvent.BaseGone base) {
            gone.add(base.base());
            found.removeIf(f -> f.base() == base.base());
        } else if (event instanceof GatherEvent.Relayed data) {
            onRelayed.accept(data);
        } else if (event instanceof GatherEvent.Complete) {
            completes++;
            completeNanos = network.nowNanos();
        }
    }

    private final class Stream implements StreamHandler {
        private final StreamId id;

        Stream(StreamId id) {
            this.id = id;
        }

        @Override
        public void onConnected(VirtualConnection at, long nowNanos) {
            if (streams.containsKey(id)) {
                gatherer.handleStreamOpened(id, nowNanos);
                drain();
            }
        }

        @Override
        public void onData(VirtualConnection at, byte[] data, long nowNanos) {
            if (streams.containsKey(id)) {
                gatherer.handleStreamBytes(id, ByteBuffer.wrap(data), nowNanos);
                drain();
            }
        }

        @Override
        public void onClosed(VirtualConnection at, CloseReason reason, long nowNanos) {
            if (streams.remove(id) != null) {
                gatherer.handleStreamClosed(id, reason.toString(), nowNanos);
                drain();
            }
        }
    }

    List<IceCandidate> candidates(IceCandidateType type) {
        return found.stream()
                .map(GatherEvent.CandidateFound::candidate)
                .filter(c -> c.type() == type)
                .toList();
    }

    Base relay() {
        return found.stream()
                .filter(f -> f.candidate().type() == IceCandidateType.RELAY)
                .findFirst()
                .orElseThrow()
                .base();
    }

    boolean hasRelay() {
        return !candidates(IceCandidateType.RELAY).isEmpty();
    }
}
