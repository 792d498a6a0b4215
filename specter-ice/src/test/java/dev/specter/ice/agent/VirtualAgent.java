package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;
import dev.specter.testkit.Timed;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualNetwork;
import dev.specter.testkit.VirtualSocket;

import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** An agent on a host of the virtual network, with a socket on each address, and its gatherer. */
final class VirtualAgent implements Timed {
    private static final long RESEND_NANOS = 100_000_000L;
    private static final int RESENDS = 6;
    private static final byte DATA = (byte) 0x80;

    final String name;
    final List<IceTransportState> states = new ArrayList<>();
    final List<IceCandidatePair> pairs = new ArrayList<>();
    final List<Integer> received = new ArrayList<>();
    final List<IceCandidate> candidates = new ArrayList<>();

    private final VirtualNetwork network;
    private final Random random;
    private final Map<InetAddress, SocketBase> bases = new LinkedHashMap<>();
    private final IceAgent agent;
    private int generation;
    private int sent;
    private int strangers;

    /** Where candidates are told, and how long that takes; or null. */
    private VirtualAgent peer;

    private long signalingNanos;

    VirtualAgent(String name, VirtualNetwork network, AgentOptions options, long seed) {
        this(name, network, options, seed, false);
    }

    VirtualAgent(
            String name, VirtualNetwork network, AgentOptions options, long seed, boolean lite) {
        this.name = name;
        this.network = network;
        random = new Random(seed);
        agent = new IceAgent(options, newParameters(lite), random);
        network.add(this);
    }

    private IceParameters newParameters(boolean lite) {
        return new IceParameters(
                "ufrag" + name + generation + random.nextInt(1 << 20),
                "password-of-" + name + "-" + random.nextLong() + "-long-enough",
                lite);
    }

    IceAgent agent() {
        return agent;
    }

    // ---- bases

    /** A socket as a base; where it is bound, on a relay for one, is all the same. */
    final class SocketBase implements Base {
        private final VirtualSocket socket;
        private final int localPreference;
        private final IceCandidateType type;
        private Bytes asked;

        SocketBase(VirtualHost host, InetAddress address, int preference, IceCandidateType type) {
            localPreference = preference;
            this.type = type;
            socket = host.bind(address, 0, this::handle);
        }

        @Override
        public IceProtocol protocol() {
            return IceProtocol.UDP;
        }

        @Override
        public InetSocketAddress address() {
            return socket.local();
        }

        private void handle(VirtualSocket at, InetSocketAddress from, byte[] data, long now) {
            if (data.length == 0 || isOurs(data)) {
                return;
            }
            if (data[0] >= 0 && data[0] <= 3) {
                agent.handleStun(this, from, data, now);
                drain();
            } else if (agent.isPeer(this, from) && data.length == 5) {
                received.add(ByteBuffer.wrap(data).getInt(1));
            } else {
                strangers++;
            }
        }

        /** The answer of the STUN server. */
        private boolean isOurs(byte[] data) {
            if (asked == null) {
                return false;
            }
            try {
                StunFrame frame = StunFrame.parse(data);
                if (!frame.transactionId().equals(asked)) {
                    return false;
                }
                asked = null;
                InetSocketAddress mapped = frame.mappedAddress().orElseThrow();
                if (!mapped.equals(address())) {
                    announce(this, IceCandidateType.SRFLX, mapped);
                }
                return true;
            } catch (MalformedPacketException e) {
                return false;
            }
        }

        void ask(InetSocketAddress server) {
            byte[] id = new byte[12];
            random.nextBytes(id);
            asked = Bytes.wrapOwned(id);
            ask(server, RESENDS);
        }

        private void ask(InetSocketAddress server, int left) {
            if (asked == null || left == 0) {
                return;
            }
            socket.send(StunWriter.binding(StunClass.REQUEST, asked).fingerprint(), server);
            network.schedule(network.nowNanos() + RESEND_NANOS, () -> ask(server, left - 1));
        }

        VirtualSocket socket() {
            return socket;
        }
    }

    /** Opens a socket on an address and announces the host candidate. */
    VirtualAgent host(VirtualHost host, InetAddress address) {
        add(host, address, IceCandidateType.HOST);
        return this;
    }

    /** A relayed candidate: a socket on somebody else's host, which never gets lost. */
    VirtualAgent relay(VirtualHost host, InetAddress address) {
        add(host, address, IceCandidateType.RELAY);
        return this;
    }

    private void add(VirtualHost host, InetAddress address, IceCandidateType type) {
        SocketBase base = new SocketBase(host, address, 65535 - bases.size(), type);
        bases.put(address, base);
        announce(base, type, base.address());
    }

    VirtualAgent allHosts(VirtualHost host) {
        host.addresses().forEach(address -> host(host, address));
        return this;
    }

    /** Has a STUN server tell what it sees of each socket. */
    VirtualAgent ask(InetSocketAddress server) {
        boolean v4 = server.getAddress().getAddress().length == 4;
        bases.values().stream()
                .filter(base -> base.type == IceCandidateType.HOST)
                .filter(b -> b.address().getAddress().getAddress().length == 4 == v4)
                .forEach(base -> base.ask(server));
        return this;
    }

    private void announce(SocketBase base, IceCandidateType type, InetSocketAddress where) {
        boolean related = type != IceCandidateType.HOST;
        IceCandidate candidate =
                new IceCandidate(
                        type + base.address().getAddress().getHostAddress().replaceAll("\\W", ""),
                        1,
                        IceProtocol.UDP,
                        (long) type.preference() << 24 | (long) base.localPreference << 8 | 255,
                        NetUtil.toAddressString(where.getAddress()),
                        where.getPort(),
                        type,
                        related
                                ? Optional.of(base.address().getAddress().getHostAddress())
                                : Optional.empty(),
                        related ? OptionalInt.of(base.address().getPort()) : OptionalInt.empty(),
                        Optional.empty());
        candidates.add(candidate);
        agent.addLocalCandidate(candidate, base, network.nowNanos());
        drain();
        tell(candidate);
    }

    void endGathering() {
        agent.endOfLocalCandidates(network.nowNanos());
        drain();
        if (peer != null) {
            VirtualAgent to = peer;
            int of = to.generation;
            network.schedule(
                    network.nowNanos() + signalingNanos,
                    () -> {
                        if (to.generation == of) {
                            to.agent.endOfRemoteCandidates(network.nowNanos());
                            to.drain();
                        }
                    });
        }
    }

    SocketBase base(InetAddress address) {
        return bases.get(address);
    }

    /** The interface with that address is gone. */
    void remove(InetAddress address) {
        SocketBase base = bases.remove(address);
        base.socket.close();
        agent.removeBase(base, network.nowNanos());
        drain();
    }

    // ---- signaling

    /** Tells candidates, those found already first, and later ones as they are found. */
    void trickleTo(VirtualAgent other, long nanos) {
        peer = other;
        signalingNanos = nanos;
        candidates.forEach(this::tell);
    }

    private void tell(IceCandidate candidate) {
        if (peer != null) {
            VirtualAgent to = peer;
            int of = to.generation;
            network.schedule(
                    network.nowNanos() + signalingNanos,
                    () -> {
                        if (to.generation == of) {
                            to.addRemote(candidate);
                        }
                    });
        }
    }

    boolean addRemote(IceCandidate candidate) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(candidate.address());
        try {
            boolean taken =
                    agent.addRemoteCandidate(
                            candidate, InetAddress.getByAddress(literal), network.nowNanos());
            drain();
            return taken;
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    void start(IceRole role, VirtualAgent other) {
        start(role, other.agent.localParameters());
    }

    void start(IceRole role, IceParameters remote) {
        agent.start(role, remote, network.nowNanos());
        drain();
    }

    /** Begins a new generation over the same sockets; without signaling until told again. */
    void restart() {
        generation++;
        peer = null;
        candidates.clear();
        agent.restart(newParameters(agent.localParameters().lite()), network.nowNanos());
        drain();
        bases.values().forEach(base -> announce(base, base.type, base.address()));
    }

    // ---- data

    /** Sends a numbered datagram; false without consent. */
    boolean send() {
        if (!agent.hasConsent()) {
            return false;
        }
        byte[] data = ByteBuffer.allocate(5).put(DATA).putInt(sent).array();
        sent++;
        ((SocketBase) agent.selectedBase()).socket.send(data, agent.selectedRemote());
        return true;
    }

    int sent() {
        return sent;
    }

    /** Datagrams that came from nobody the agent knows. */
    int strangers() {
        return strangers;
    }

    // ---- the loop

    private void drain() {
        for (Transmit t = agent.pollTransmit(); t != null; t = agent.pollTransmit()) {
            ((SocketBase) t.base()).socket.send(t.datagram(), t.remote());
        }
        for (AgentEvent e = agent.pollEvent(); e != null; e = agent.pollEvent()) {
            if (e instanceof AgentEvent.StateChanged changed) {
                states.add(changed.state());
            } else if (e instanceof AgentEvent.SelectedPairChanged changed) {
                pairs.add(changed.pair());
            }
        }
    }

    @Override
    public void handleTimeout(long nowNanos) {
        agent.handleTimeout(nowNanos);
        drain();
    }

    @Override
    public long nextTimeoutNanos() {
        return agent.nextTimeoutNanos();
    }

    boolean isConnected() {
        return agent.state() == IceTransportState.CONNECTED
                || agent.state() == IceTransportState.COMPLETED;
    }

    boolean is(IceTransportState state) {
        return agent.state() == state;
    }

    @Override
    public String toString() {
        return name + " " + states + " " + agent.selectedPair();
    }
}
