package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.ice.stun.MadeUpStun;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;
import dev.specter.testkit.FuzzInput;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** An ICE agent under STUN of a fuzzer's: forged, signed, answers to its checks, time between. */
class IceAgentFuzzTest {
    private static final int MAX_STEPS = 200;
    private static final int MAX_OUTPUT_AT_ONCE = 1_000;
    private static final int MAX_TIMEOUTS = 20_000;
    private static final int MAX_TIMEOUTS_AT_ONCE = 300;
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final IceParameters REMOTE =
            new IceParameters("remo", "remotepasswordremote01", false);

    private record Udp(InetSocketAddress address) implements Base {
        @Override
        public IceProtocol protocol() {
            return IceProtocol.UDP;
        }
    }

    @FuzzTest
    void agent(byte[] data) {
        var input = new FuzzInput(data);
        var attack = new Attack(input.u8());
        for (int step = 0; step < MAX_STEPS && input.hasRemaining(); step++) {
            attack.step(input);
            attack.drain();
        }
        attack.advance(attack.nowNanos + 60_000 * MILLI);
    }

    private static final class Attack {
        private final List<Base> bases = List.of(base(1), base(2), base(65));
        private final List<Transmit> sent = new ArrayList<>();
        private final IceAgent agent;
        private int generation;
        private boolean isStarted;
        private long nowNanos;

        Attack(int bits) {
            agent =
                    new IceAgent(
                            AgentOptions.defaults(),
                            local((bits & 1) != 0),
                            new SplittableRandom(1));
            agent.addLocalCandidate(host(bases.get(0)), bases.get(0), 0);
            if ((bits & 2) == 0) {
                start(IceRole.CONTROLLING);
            }
        }

        private static Base base(int number) {
            return new Udp(MadeUpStun.address(number));
        }

        private IceParameters local(boolean lite) {
            return new IceParameters("loc" + generation, "localpasswordlocal0001", lite);
        }

        private static IceCandidate host(Base base) {
            InetSocketAddress address = base.address();
            String ip = address.getAddress().getHostAddress();
            return IceCandidate.host("1", 2_130_706_431L, ip, address.getPort());
        }

        private void start(IceRole role) {
            if (!isStarted) {
                isStarted = true;
                agent.start(role, REMOTE, nowNanos);
            }
        }

        void step(FuzzInput input) {
            Base base = bases.get(input.below(bases.size()));
            InetSocketAddress source = MadeUpStun.address(input.u8());
            switch (input.below(13)) {
                case 0 -> start(input.isOdd() ? IceRole.CONTROLLED : IceRole.CONTROLLING);
                case 1 -> agent.addLocalCandidate(host(base), base, nowNanos);
                case 2 -> agent.addRemoteCandidate(remote(source, input), ip(source), nowNanos);
                case 3 -> agent.handleStun(base, source, request(input), nowNanos);
                case 4 -> agent.handleStun(base, source, forged(input), nowNanos);
                case 5, 6, 7 -> answer(input, source);
                case 8 -> advance(nowNanos + input.u16() * MILLI);
                case 9 -> advance(Math.min(agent.nextTimeoutNanos(), nowNanos + 60_000 * MILLI));
                case 10 -> agent.handleStun(base, source, input.block(), nowNanos);
                case 11 -> restart();
                case 12 -> {
                    switch (input.below(4)) {
                        case 0 -> agent.endOfLocalCandidates(nowNanos);
                        case 1 -> agent.endOfRemoteCandidates(nowNanos);
                        case 2 -> agent.removeBase(base, nowNanos);
                        default -> agent.handleRemoteClosed(base, source, nowNanos);
                    }
                }
                default -> throw new AssertionError();
            }
        }

        private void restart() {
            if (isStarted) {
                generation = (generation + 1) % 10;
                agent.restart(local(false), nowNanos);
                isStarted = false;
            }
        }

        private static java.net.InetAddress ip(InetSocketAddress address) {
            return address.getAddress();
        }

        private static IceCandidate remote(InetSocketAddress address, FuzzInput input) {
            String ip = ip(address).getHostAddress();
            return IceCandidate.host("f" + input.u8(), input.u16() << 8, ip, address.getPort());
        }

        private Bytes key() {
            return Bytes.wrapOwned(
                    agent.localParameters().pwd().getBytes(StandardCharsets.US_ASCII));
        }

        /** A check of the peer's, signed as it should be. */
        private byte[] request(FuzzInput input) {
            byte[] id = new byte[12];
            id[11] = (byte) input.u8();
            StunWriter out =
                    StunWriter.message(
                            StunClass.REQUEST, StunFrame.BINDING, Bytes.wrapOwned(id), 70_000);
            int how = input.u8();
            out.username(agent.localParameters().ufrag() + ":remo");
            out.priority((how & 1) == 0 ? 1_845_501_695L : how);
            out.role((how & 2) != 0, (how & 4) == 0 ? -1 : how);
            if ((how & 8) != 0) {
                out.useCandidate();
            }
            return MadeUpStun.finish(input, MadeUpStun.attributes(input, out), key().toArray());
        }

        /** What one who knows no password can send: nothing of it is taken. */
        private byte[] forged(FuzzInput input) {
            Bytes id =
                    sent.isEmpty()
                            ? Bytes.ofHex("000102030405060708090a0b")
                            : id(sent.get(input.below(sent.size())));
            return MadeUpStun.message(
                    input, MadeUpStun.messageClass(input), StunFrame.BINDING, id, new byte[] {9});
        }

        private static Bytes id(Transmit transmit) {
            return Bytes.wrapOwned(java.util.Arrays.copyOfRange(transmit.datagram(), 8, 20));
        }

        /** Answers a datagram of the agent's, mostly as its peer would. */
        private void answer(FuzzInput input, InetSocketAddress other) {
            if (sent.isEmpty()) {
                return;
            }
            Transmit asked = sent.get(sent.size() - 1 - input.below(sent.size()));
            int how = input.u8();
            StunClass kind = (how & 3) != 3 ? StunClass.SUCCESS : StunClass.ERROR;
            StunWriter out = StunWriter.message(kind, StunFrame.BINDING, id(asked), 70_000);
            if (kind == StunClass.ERROR) {
                out.errorCode((how & 4) == 0 ? 487 : 300 + input.u8(), "");
            } else {
                out.mappedAddress((how & 8) == 0 ? asked.base().address() : other);
            }
            if ((how & 16) != 0) {
                MadeUpStun.attributes(input, out);
            }
            byte[] key = REMOTE.pwd().getBytes(StandardCharsets.US_ASCII);
            InetSocketAddress from = (how & 32) == 0 ? asked.remote() : other;
            byte[] message = MadeUpStun.finish(input, out, key);
            agent.handleStun(asked.base(), from, message, nowNanos);
        }

        void drain() {
            int count = 0;
            for (Transmit t = agent.pollTransmit(); t != null; t = agent.pollTransmit()) {
                assertTrue(++count <= MAX_OUTPUT_AT_ONCE, "endless output");
                assertTrue(bases.contains(t.base()));
                try {
                    StunFrame.parse(t.datagram());
                } catch (MalformedPacketException e) {
                    throw new AssertionError("we wrote what nobody can read", e);
                }
                if (sent.size() == 200) {
                    sent.remove(0);
                }
                sent.add(t);
            }
            while (agent.pollEvent() != null) {
                assertTrue(++count <= MAX_OUTPUT_AT_ONCE, "endless events");
            }
            assertNotEquals(IceTransportState.CLOSED, agent.state());
            boolean connected = agent.state() == IceTransportState.CONNECTED;
            assertFalse(connected && !agent.hasConsent(), "connected without consent");
        }

        void advance(long endNanos) {
            int timeouts = 0;
            int atOnce = 0;
            while (agent.nextTimeoutNanos() <= endNanos) {
                assertTrue(++timeouts < MAX_TIMEOUTS, "a storm of timers");
                // A burst of checks goes one by one.
                atOnce = agent.nextTimeoutNanos() <= nowNanos ? atOnce + 1 : 0;
                assertTrue(atOnce < MAX_TIMEOUTS_AT_ONCE, "a timer that is due for ever");
                nowNanos = Math.max(nowNanos, agent.nextTimeoutNanos());
                agent.handleTimeout(nowNanos);
                drain();
            }
            nowNanos = endNanos;
        }
    }
}
