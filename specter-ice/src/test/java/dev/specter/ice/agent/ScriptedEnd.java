package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** One agent in front of a peer that does what a test says, datagram by datagram. */
final class ScriptedEnd {
    static final IceParameters THEIRS =
            new IceParameters("scripted", "scriptedscriptedscripted", false);
    static final long HIGH = 2130706431L;
    private static final byte[] KEY = THEIRS.pwd().getBytes(StandardCharsets.UTF_8);

    /** A base that keeps nothing and sends nowhere. */
    static final class PlainBase implements Base {
        private final IceProtocol protocol;
        private final InetSocketAddress address;
        private final Optional<TcpType> tcpType;

        PlainBase(IceProtocol protocol, String ip, int port, Optional<TcpType> tcpType) {
            this.protocol = protocol;
            address = at(ip, port);
            this.tcpType = tcpType;
        }

        @Override
        public IceProtocol protocol() {
            return protocol;
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public Optional<TcpType> tcpType() {
            return tcpType;
        }
    }

    final IceAgent agent;
    final Base base = new PlainBase(IceProtocol.UDP, "192.0.2.1", 1000, Optional.empty());
    final InetSocketAddress peer = at("192.0.2.2", 2000);
    final List<AgentEvent> events = new ArrayList<>();
    long now;

    private final Random random = new Random(7);

    ScriptedEnd() {
        this(AgentOptions.defaults(), false);
    }

    ScriptedEnd(AgentOptions options, boolean lite) {
        agent =
                new IceAgent(
                        options,
                        new IceParameters("ours", "oursoursoursoursoursours", lite),
                        random);
        agent.addLocalCandidate(IceCandidate.host("1", HIGH, "192.0.2.1", 1000), base, now);
        agent.endOfLocalCandidates(now);
    }

    static InetSocketAddress at(String ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static IceCandidate tcp(String ip, int port, TcpType type, long priority) {
        return new IceCandidate(
                "t" + type,
                1,
                IceProtocol.TCP,
                priority,
                ip,
                port,
                IceCandidateType.HOST,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.of(type));
    }

    boolean addPeer() {
        return add(IceCandidate.host("9", HIGH, "192.0.2.2", 2000));
    }

    boolean add(IceCandidate candidate) {
        return agent.addRemoteCandidate(
                candidate, at(candidate.address(), candidate.port()).getAddress(), now);
    }

    // ---- what the peer sends

    StunWriter request() {
        byte[] id = new byte[12];
        random.nextBytes(id);
        return StunWriter.binding(StunClass.REQUEST, Bytes.wrapOwned(id))
                .username("ours:scripted")
                .priority(1862270975L);
    }

    byte[] signed(StunWriter writer) {
        return writer.integrity("oursoursoursoursoursours".getBytes(StandardCharsets.UTF_8))
                .fingerprint();
    }

    boolean receive(byte[] datagram) {
        return receive(peer, datagram);
    }

    boolean receive(InetSocketAddress source, byte[] datagram) {
        return agent.handleStun(base, source, datagram, now);
    }

    byte[] success(StunFrame request, InetSocketAddress mapped) {
        return StunWriter.binding(StunClass.SUCCESS, request.transactionId())
                .mappedAddress(mapped)
                .integrity(KEY)
                .fingerprint();
    }

    byte[] error(StunFrame request, int code) {
        return StunWriter.binding(StunClass.ERROR, request.transactionId())
                .errorCode(code, "no")
                .integrity(KEY)
                .fingerprint();
    }

    // ---- what the agent sends

    /** All that the agent has to send now. */
    List<Transmit> sent() {
        List<Transmit> all = new ArrayList<>();
        for (Transmit t = agent.pollTransmit(); t != null; t = agent.pollTransmit()) {
            all.add(t);
        }
        for (AgentEvent e = agent.pollEvent(); e != null; e = agent.pollEvent()) {
            events.add(e);
        }
        return all;
    }

    static StunFrame frame(Transmit transmit) {
        try {
            return StunFrame.parse(transmit.datagram());
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    /** The requests among what the agent has to send now. */
    List<StunFrame> requests() {
        return sent().stream()
                .map(ScriptedEnd::frame)
                .filter(f -> f.messageClass() == StunClass.REQUEST)
                .toList();
    }

    /** The one answer that the agent has to send now; requests beside it are dropped. */
    StunFrame answer() {
        List<StunFrame> answers =
                sent().stream()
                        .map(ScriptedEnd::frame)
                        .filter(f -> f.messageClass() != StunClass.REQUEST)
                        .toList();
        if (answers.size() != 1) {
            throw new AssertionError(answers.size() + " answers");
        }
        return answers.get(0);
    }

    /** Lets time pass, answering every request to the peer's address if that is wanted. */
    void runFor(long nanos, boolean answering) {
        long end = now + nanos;
        while (true) {
            for (Transmit t : sent()) {
                StunFrame f = frame(t);
                if (answering && f.messageClass() == StunClass.REQUEST && t.remote().equals(peer)) {
                    receive(peer, success(f, t.base().address()));
                }
            }
            if (agent.nextTimeoutNanos() > end) {
                now = end;
                return;
            }
            now = Math.max(now, agent.nextTimeoutNanos());
            agent.handleTimeout(now);
        }
    }
}
