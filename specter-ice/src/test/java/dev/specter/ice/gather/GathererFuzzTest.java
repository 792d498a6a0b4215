package dev.specter.ice.gather;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceServer;
import dev.specter.ice.IceServerUrl;
import dev.specter.ice.agent.Base;
import dev.specter.ice.agent.Transmit;
import dev.specter.ice.stun.MadeUpStun;
import dev.specter.testkit.FuzzInput;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Gathering from STUN and TURN servers, over datagrams and streams, that say anything. */
class GathererFuzzTest {
    private static final int MAX_STEPS = 200;
    private static final int MAX_OUTPUT_AT_ONCE = 2_000;
    private static final int MAX_TIMEOUTS = 50_000;
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final GatherOptions OPTIONS =
            GatherOptions.of(
                    List.of(
                            IceServer.of("stun:192.0.2.200:3478"),
                            IceServer.of("turn:192.0.2.201:3478", "u", "p"),
                            IceServer.of("turn:192.0.2.202:3478?transport=tcp", "u", "p"),
                            IceServer.of("turn:turn.example:3478", "u", "p")));

    private record Udp(InetSocketAddress address) implements Base {
        @Override
        public IceProtocol protocol() {
            return IceProtocol.UDP;
        }
    }

    @FuzzTest
    void gatherer(byte[] data) {
        var input = new FuzzInput(data);
        var attack = new Attack();
        for (int step = 0; step < MAX_STEPS && input.hasRemaining(); step++) {
            attack.step(input);
            attack.drain();
        }
        attack.advance(attack.nowNanos + 60_000 * MILLI);
        attack.gatherer.close();
        attack.drain();
        assertTrue(attack.gatherer.nextTimeoutNanos() == Long.MAX_VALUE, "a timer of the dead");
    }

    private static final class Attack {
        private final Gatherer gatherer = new Gatherer(OPTIONS, new SplittableRandom(1));
        private final List<Base> bases = new ArrayList<>();
        private final List<Transmit> sent = new ArrayList<>();
        private final List<StreamId> connecting = new ArrayList<>();
        private final List<StreamId> streams = new ArrayList<>();
        private final List<byte[]> written = new ArrayList<>();
        private final List<StreamId> writtenTo = new ArrayList<>();
        private IceServerUrl name;
        private long nowNanos;

        Attack() {
            gatherer.begin(0);
            addBase(1);
            addBase(65);
            gatherer.endOfBases(0);
            drain();
        }

        private void addBase(int number) {
            var base = new Udp(MadeUpStun.address(number));
            bases.add(base);
            gatherer.handleBase(base, 65_535 - bases.size(), nowNanos);
        }

        void step(FuzzInput input) {
            switch (input.below(13)) {
                case 0, 1, 2 -> answer(input);
                case 3 -> fromServer(input, MadeUpStun.relayed(input));
                case 4 -> fromServer(input, input.block());
                case 5 -> {
                    if (!connecting.isEmpty()) {
                        gatherer.handleStreamOpened(connecting.remove(0), nowNanos);
                    }
                }
                case 6 -> {
                    if (!streams.isEmpty()) {
                        gatherer.handleStreamClosed(stream(input), "reset", nowNanos);
                    }
                }
                case 7 -> {
                    if (!streams.isEmpty()) {
                        byte[] bytes = input.isOdd() ? MadeUpStun.relayed(input) : input.block();
                        gatherer.handleStreamBytes(stream(input), ByteBuffer.wrap(bytes), nowNanos);
                    }
                }
                case 8 -> advance(nowNanos + input.u16() * MILLI);
                case 9 -> advance(Math.min(gatherer.nextTimeoutNanos(), nowNanos + 60_000 * MILLI));
                case 10 -> resolve(input);
                case 11 -> {
                    Base base = bases.get(input.below(bases.size()));
                    int size = input.u16();
                    gatherer.send(
                            base,
                            MadeUpStun.address(input.u8()),
                            ByteBuffer.allocate(size),
                            nowNanos);
                }
                case 12 -> {
                    if (input.isOdd()) {
                        gatherer.restart(nowNanos);
                        gatherer.endOfBases(nowNanos);
                    } else {
                        gatherer.handleBaseLost(bases.get(input.below(bases.size())), nowNanos);
                    }
                }
                default -> throw new AssertionError();
            }
        }

        private StreamId stream(FuzzInput input) {
            return streams.get(input.below(streams.size()));
        }

        private void answer(FuzzInput input) {
            if (input.isOdd() && !written.isEmpty()) {
                int which = written.size() - 1 - input.below(written.size());
                byte[] request = written.get(which);
                if (isRequest(request)) {
                    byte[] bytes = MadeUpStun.answer(input, request);
                    gatherer.handleStreamBytes(
                            writtenTo.get(which), ByteBuffer.wrap(bytes), nowNanos);
                }
            } else if (!sent.isEmpty()) {
                Transmit asked = sent.get(sent.size() - 1 - input.below(sent.size()));
                if (isRequest(asked.datagram())) {
                    byte[] bytes = MadeUpStun.answer(input, asked.datagram());
                    gatherer.handleDatagram(asked.base(), asked.remote(), bytes, nowNanos);
                }
            }
        }

        private static boolean isRequest(byte[] message) {
            return message.length >= 20 && message[0] >= 0 && message[0] < 2;
        }

        private void fromServer(FuzzInput input, byte[] bytes) {
            if (!sent.isEmpty()) {
                Transmit asked = sent.get(input.below(sent.size()));
                gatherer.handleDatagram(asked.base(), asked.remote(), bytes, nowNanos);
            }
        }

        private void resolve(FuzzInput input) {
            if (name != null) {
                var address = MadeUpStun.address(input.u8()).getAddress();
                gatherer.handleServerAddresses(
                        name, input.isOdd() ? List.of() : List.of(address), nowNanos);
            }
        }

        void drain() {
            int count = 0;
            for (Transmit t = gatherer.pollTransmit(); t != null; t = gatherer.pollTransmit()) {
                assertTrue(++count <= MAX_OUTPUT_AT_ONCE, "endless output");
                keep(sent, t);
            }
            for (StreamOutput s = gatherer.pollStream(); s != null; s = gatherer.pollStream()) {
                assertTrue(++count <= MAX_OUTPUT_AT_ONCE, "endless output");
                if (s instanceof StreamOutput.Open open) {
                    connecting.add(open.id());
                    keep(streams, open.id());
                } else if (s instanceof StreamOutput.Write write) {
                    keep(written, write.bytes());
                    keep(writtenTo, write.id());
                } else if (s instanceof StreamOutput.Close close) {
                    connecting.remove(close.id());
                }
            }
            for (IceServerUrl url = gatherer.pollName(); url != null; url = gatherer.pollName()) {
                name = url;
            }
            for (GatherEvent e = gatherer.pollEvent(); e != null; e = gatherer.pollEvent()) {
                assertTrue(++count <= MAX_OUTPUT_AT_ONCE, "endless events");
                if (e instanceof GatherEvent.CandidateFound found) {
                    keep(bases, found.base());
                }
            }
        }

        private static <T> void keep(List<T> list, T last) {
            if (list.size() == 100) {
                list.remove(0);
            }
            list.add(last);
        }

        void advance(long endNanos) {
            int timeouts = 0;
            while (gatherer.nextTimeoutNanos() <= endNanos) {
                assertTrue(++timeouts < MAX_TIMEOUTS, "a storm of timers");
                nowNanos = Math.max(nowNanos, gatherer.nextTimeoutNanos());
                gatherer.handleTimeout(nowNanos);
                drain();
                assertTrue(gatherer.nextTimeoutNanos() > nowNanos, "a timer that is due for ever");
            }
            nowNanos = endNanos;
        }
    }
}
