package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.SctpPacket;
import dev.specter.testkit.FuzzInput;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * An association under attack and its peer. A fuzzer decides which packets arrive, changed how,
 * what is made up, what the users do and when time passes; after each input the association's
 * promises are checked.
 */
final class FuzzedPair {
    /** States that the attack begins in; RFC 9260, section 4. */
    enum Start {
        CLOSED,
        COOKIE_WAIT,
        COOKIE_ECHOED,
        ESTABLISHED,
        SHUTDOWN_PENDING,
        SHUTDOWN_SENT,
        SHUTDOWN_RECEIVED,
        SHUTDOWN_ACK_SENT;

        private static final List<Start> ALL = List.of(values());

        static Start of(int index) {
            return ALL.get(index);
        }
    }

    private static final long TAG = 0xAAAA;
    private static final long PEER_TAG = 0xBBBB;
    private static final int MAX_PACKETS_AT_ONCE = 2_000;
    private static final int MAX_QUEUED = 200;
    private static final int MAX_TIMEOUTS = 5_000;
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final End a;
    private final End z;
    private byte[] lastToA = new byte[0];
    private long nowNanos;

    FuzzedPair(SctpOptions options, SctpOptions peerOptions) {
        a = new End(options, new TestRandom(TAG, 1_000));
        z = new End(peerOptions, new TestRandom(PEER_TAG, 500));
    }

    /** One end and the packets on their way to it. */
    private final class End {
        final SctpAssociation association;
        final SctpOptions options;
        final ArrayDeque<byte[]> arriving = new ArrayDeque<>();
        boolean isConsuming = true;
        boolean isClosed;
        long unconsumedBytes;

        End(SctpOptions options, TestRandom random) {
            this.options = options;
            association = new SctpAssociation(options, random);
        }

        void handlePacket(byte[] packet) {
            association.handlePacket(ByteBuffer.wrap(packet.clone()), nowNanos);
            drain();
        }

        void handleTimeout() {
            association.handleTimeout(nowNanos);
            drain();
            assertTrue(association.nextTimeoutNanos() > nowNanos, "a timer that is due for ever");
        }

        void drain() {
            ArrayDeque<byte[]> peer = (this == a ? z : a).arriving;
            SctpPathMetrics before = association.pathMetrics();
            int packets = 0;
            while (true) {
                drainEvents();
                ByteBuffer packet = association.pollOutput(nowNanos);
                if (packet == null) {
                    break;
                }
                assertTrue(++packets <= MAX_PACKETS_AT_ONCE, "endless output");
                int limit = Math.max(options.mtuBytes(), options.maxMtuBytes());
                assertTrue(packet.remaining() <= limit, "larger than the path takes");
                if (peer.size() < MAX_QUEUED) {
                    byte[] bytes = new byte[packet.remaining()];
                    packet.get(bytes);
                    peer.add(bytes);
                }
            }
            check(before, association.pathMetrics());
        }

        private void drainEvents() {
            for (SctpEvent event = association.pollEvent();
                    event != null;
                    event = association.pollEvent()) {
                assertFalse(isClosed, "an event after the last one");
                if (event instanceof SctpEvent.MessageReceived message) {
                    assertTrue(message.payload().remaining() <= options.maxReceiveMessageBytes());
                    unconsumedBytes += message.windowBytes();
                } else if (event instanceof SctpEvent.Closed) {
                    isClosed = true;
                }
            }
            if (isConsuming && unconsumedBytes > 0) {
                association.consumed(unconsumedBytes, nowNanos);
                unconsumedBytes = 0;
            }
        }

        private void check(SctpPathMetrics before, SctpPathMetrics after) {
            long flight = after.flightBytes();
            assertTrue(flight >= 0 && after.unacknowledgedChunks() >= 0, "negative flight");
            assertTrue(after.peerWindowBytes() >= 0, "negative window of the peer's");
            assertTrue(after.cwndBytes() >= 1 && after.ssthreshBytes() >= 1);
            // RFC 9260, section 6.1, rules A and B: one packet more than either window, a probe's.
            long slack = 2L * after.mtuBytes();
            long cwnd = Math.max(before.cwndBytes(), after.cwndBytes());
            assertTrue(flight <= Math.max(before.flightBytes(), cwnd) + slack, "beyond cwnd");
            assertTrue(
                    after.localWindowBytes() >= 0
                            && after.localWindowBytes() <= options.receiveWindowBytes(),
                    "window announced");
            assertTrue(
                    unconsumedBytes <= options.receiveWindowBytes() + options.reassemblyBytes(),
                    "more than was announced is held");
            assertTrue(after.rtoNanos() >= 0 && after.rtoNanos() <= options.rtoMax().toNanos());
            if (isClosed) {
                assertEquals(Long.MAX_VALUE, association.nextTimeoutNanos(), "a timer of the dead");
                assertEquals(SctpState.CLOSED, association.state());
            }
        }
    }

    /** Brings the association into a state. */
    void begin(Start start) {
        switch (start) {
            case CLOSED -> {}
            case COOKIE_WAIT -> connect();
            case COOKIE_ECHOED -> {
                connect();
                deliver(z);
                deliver(a);
            }
            case ESTABLISHED -> establish();
            case SHUTDOWN_PENDING -> {
                establish();
                send(a, 1, 1, 3_000);
                shutdown(a);
            }
            case SHUTDOWN_SENT -> {
                establish();
                shutdown(a);
            }
            case SHUTDOWN_RECEIVED -> {
                establish();
                send(a, 1, 0, 3_000);
                a.arriving.clear();
                z.arriving.clear();
                shutdown(z);
                deliver(a);
            }
            case SHUTDOWN_ACK_SENT -> {
                establish();
                shutdown(z);
                deliver(a);
            }
        }
    }

    private void connect() {
        a.association.connect(nowNanos);
        a.drain();
    }

    private void establish() {
        connect();
        exchange(50);
        assertEquals(SctpState.CONNECTED, a.association.state());
        assertEquals(SctpState.CONNECTED, z.association.state());
    }

    private void shutdown(End end) {
        end.association.shutdown(nowNanos);
        end.drain();
    }

    /** One decision of the fuzzer's. */
    void step(FuzzInput input) {
        switch (input.below(16)) {
            case 0 -> deliver(a);
            case 1 -> deliver(z);
            case 2 -> a.arriving.poll();
            case 3 -> z.arriving.poll();
            case 4 -> deliverChanged(input);
            case 5 -> a.handlePacket(madeUp(input));
            case 6 -> a.handlePacket(lastToA);
            case 7 -> advance(nowNanos + input.u16() * MILLI);
            case 8 -> advance(Math.min(nowNanos + 100_000 * MILLI, dueNanos()));
            case 9 -> send(a, input.u8(), input.u8(), input.u16());
            case 10 -> send(z, input.u8(), input.u8(), input.u16());
            case 11 -> {
                (input.isOdd() ? z : a).association.resetStreams(List.of(input.below(12)));
                a.drain();
                z.drain();
            }
            case 12 -> {
                a.isConsuming = input.isOdd();
                a.drain();
            }
            case 13 -> exchange(1 + input.below(20));
            case 14 -> a.arriving.addLast(a.arriving.isEmpty() ? lastToA : a.arriving.poll());
            case 15 -> {
                switch (input.below(4)) {
                    case 0 -> shutdown(a);
                    case 1 -> shutdown(z);
                    case 2 -> connect();
                    default -> {
                        z.association.connect(nowNanos);
                        z.drain();
                    }
                }
            }
            default -> throw new AssertionError();
        }
    }

    private void deliver(End end) {
        byte[] packet = end.arriving.poll();
        if (packet != null) {
            lastToA = end == a ? packet : lastToA;
            end.handlePacket(packet);
        }
    }

    /** The next packet with some bytes changed, chunks added or its end cut off, sealed again. */
    private void deliverChanged(FuzzInput input) {
        byte[] packet = a.arriving.isEmpty() ? lastToA.clone() : a.arriving.poll().clone();
        int changes = input.below(4);
        for (int i = 0; i < changes && packet.length > 0; i++) {
            packet[input.u16() % packet.length] ^= (byte) input.u8();
        }
        int cut = input.u8();
        packet = Arrays.copyOf(packet, packet.length - Math.min(cut, packet.length));
        byte[] more = input.block();
        byte[] whole = Arrays.copyOf(packet, packet.length + more.length);
        System.arraycopy(more, 0, whole, packet.length, more.length);
        a.handlePacket(sealed(whole));
    }

    /** Chunks of the fuzzer's behind a header that is right, most of the time. */
    private static byte[] madeUp(FuzzInput input) {
        int tag = input.u8();
        byte[] chunks = input.block();
        var packet = ByteBuffer.allocate(SctpPacket.HEADER_BYTES + chunks.length);
        packet.putShort((short) 5000).putShort((short) 5000);
        packet.putInt((int) (tag == 1 ? 0 : tag == 2 ? PEER_TAG : TAG)).putInt(0).put(chunks);
        return sealed(packet.array());
    }

    private static byte[] sealed(byte[] packet) {
        if (packet.length >= SctpPacket.HEADER_BYTES) {
            SctpPacket.seal(ByteBuffer.wrap(packet));
        }
        return packet;
    }

    private void send(End end, int streamId, int how, int size) {
        Reliability reliability =
                switch (how >> 1 & 3) {
                    case 0, 1 -> Reliability.RELIABLE;
                    case 2 -> new Reliability.LimitedRetransmits(how >> 3);
                    default -> new Reliability.LimitedLifetime(Duration.ofMillis(how));
                };
        var message =
                new OutgoingMessage(
                        streamId,
                        how,
                        ByteBuffer.allocate(1 + size),
                        (how & 1) == 0
                                ? OutgoingMessage.Delivery.ORDERED
                                : OutgoingMessage.Delivery.UNORDERED,
                        reliability,
                        OutgoingMessage.Accounting.USER);
        assertNotNull(end.association.send(message, nowNanos));
        end.drain();
    }

    private long dueNanos() {
        return Math.min(a.association.nextTimeoutNanos(), z.association.nextTimeoutNanos());
    }

    private void advance(long endNanos) {
        int timeouts = 0;
        while (dueNanos() <= endNanos) {
            assertTrue(++timeouts < MAX_TIMEOUTS, "a storm of timers");
            nowNanos = Math.max(nowNanos, dueNanos());
            for (End end : List.of(a, z)) {
                if (end.association.nextTimeoutNanos() <= nowNanos) {
                    end.handleTimeout();
                }
            }
        }
        nowNanos = endNanos;
    }

    /** Lets packets through, a round each 10 ms. */
    private void exchange(int rounds) {
        for (int round = 0; round < rounds && !(a.arriving.isEmpty() && z.arriving.isEmpty()); ) {
            round++;
            advance(nowNanos + 10 * MILLI);
            int toA = a.arriving.size();
            int toZ = z.arriving.size();
            for (int i = 0; i < toA; i++) {
                deliver(a);
            }
            for (int i = 0; i < toZ; i++) {
                deliver(z);
            }
        }
    }

    /** Half a minute on a good path, then the end: nothing is left to do. */
    void finish() {
        long endNanos = nowNanos + 30_000 * MILLI;
        while (nowNanos < endNanos) {
            exchange(100);
            advance(Math.min(endNanos, Math.max(nowNanos, dueNanos())));
        }
        a.association.abort("over");
        a.drain();
        assertTrue(a.isClosed);
        a.handlePacket(lastToA);
        a.handleTimeout();
        assertNull(a.association.pollOutput(nowNanos));
    }
}
