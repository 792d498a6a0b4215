package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.sctp.OutgoingMessage.Accounting;
import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Seeded random messages over seeded bad paths between ends with features by lot: reliable messages
 * arrive once and, where promised, in order; partially reliable ones at most once and in order;
 * nothing stays in a buffer, and no timer storms. {@code -Dspecter.sctp.scenarios=N} runs more of
 * them, {@code -Dspecter.sctp.seed=S} one, {@code -Dspecter.sctp.maxLoss=P} worse ones.
 */
class RandomScenarioNetworkTest {
    private static final int STREAMS = 8;
    private static final double MAX_LOSS =
            Double.parseDouble(System.getProperty("specter.sctp.maxLoss", "0.5"));

    /** What was sent on a stream, and how. */
    private record Sent(int streamId, Delivery delivery, Reliability reliability, Bytes bytes) {}

    private int interleaved;

    @Test
    void deliversWhatIsPromisedOnBadPaths() {
        int count = Integer.getInteger("specter.sctp.scenarios", 500);
        long only = Long.getLong("specter.sctp.seed", -1);
        long worstPackets = 0;
        List<Long> failed = new ArrayList<>();
        Throwable first = null;
        for (long seed = 1; seed <= count; seed++) {
            if (only < 0 || only == seed) {
                try {
                    worstPackets = Math.max(worstPackets, run(seed));
                } catch (RuntimeException | AssertionError e) {
                    failed.add(seed);
                    first = first == null ? e : first;
                }
            }
        }
        if (first != null) {
            throw new AssertionError("specter.sctp.seed=" + failed + ": " + first, first);
        }
        System.out.printf(
                "%d scenarios, %d of them interleaved, at most %d packets a kB%n",
                count, interleaved, worstPackets);
    }

    private long run(long seed) {
        Scenario scenario = Scenario.of(seed, MAX_LOSS);
        var random = new SplittableRandom(~seed);
        Pair<SctpEnd, SctpEnd> pair = scenario.begin();
        List<Sent> fromA = new ArrayList<>();
        List<Sent> fromZ = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            fromA.addAll(sendSome(pair.a(), scenario, random, pair.nowNanos()));
            fromZ.addAll(sendSome(pair.z(), scenario, random, pair.nowNanos()));
            pair.runFor(Duration.ofMillis(random.nextInt(1, 2_000)));
        }
        long end = pair.nowNanos() + Duration.ofHours(2).toNanos();
        boolean isDone = pair.runUntil(() -> isDrained(pair.a()) && isDrained(pair.z()), end);
        assertTrue(isDone, () -> "not drained: " + pair.a() + " " + pair.z());
        check(fromA, pair.z().messages);
        check(fromZ, pair.a().messages);
        interleaved += pair.a().association.isInterleaved() ? 1 : 0;
        checkEnd(pair.a(), scenario.a());
        checkEnd(pair.z(), scenario.z());
        long packets = pair.aToZ().sentCount() + pair.zToA().sentCount();
        long kilobytes = 10 + (bytes(fromA) + bytes(fromZ)) / 1_000;
        long wakeUps = pair.a().timeoutCalls() + pair.z().timeoutCalls();
        long seconds = pair.nowNanos() / 1_000_000_000;
        assertTrue(wakeUps <= packets + 10 * seconds + 100, "timer storm: " + wakeUps);
        return packets / kilobytes;
    }

    /** Nothing is left in any buffer. */
    private static void checkEnd(SctpEnd end, SctpOptions options) {
        SctpPathMetrics metrics = end.association.pathMetrics();
        assertEquals(0, metrics.flightBytes());
        assertEquals(options.receiveWindowBytes(), metrics.localWindowBytes());
    }

    private static long bytes(List<Sent> sent) {
        return sent.stream().mapToLong(m -> m.bytes.size()).sum();
    }

    private static boolean isDrained(SctpEnd end) {
        if (end.association.state() != SctpState.CONNECTED
                || end.association.pathMetrics().unacknowledgedChunks() > 0) {
            return false;
        }
        for (int stream = 0; stream < STREAMS; stream++) {
            if (end.association.bufferedAmount(stream) > 0) {
                return false;
            }
        }
        return true;
    }

    private static List<Sent> sendSome(
            SctpEnd end, Scenario scenario, SplittableRandom random, long now) {
        List<Sent> sent = new ArrayList<>();
        int count = random.nextInt(0, 30);
        for (int i = 0; i < count; i++) {
            int size =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(1, 20);
                        case 1 -> random.nextInt(1, 1_300);
                        case 2 -> random.nextInt(1, 10_000);
                        default -> random.nextInt(1, scenario.largestMessageBytes());
                    };
            int stream = random.nextInt(STREAMS);
            // A stream has one reliability, since a lost message may hold up those behind it.
            Reliability reliability =
                    switch (stream % 4) {
                        case 0, 1 -> Reliability.RELIABLE;
                        case 2 -> new Reliability.LimitedRetransmits(random.nextInt(3));
                        default ->
                                new Reliability.LimitedLifetime(
                                        Duration.ofMillis(random.nextInt(500)));
                    };
            Delivery delivery = stream < STREAMS / 2 ? Delivery.ORDERED : Delivery.UNORDERED;
            byte[] bytes = Ends.bytes(size, random.nextLong());
            assertEquals(
                    SendResult.QUEUED,
                    end.send(
                            new OutgoingMessage(
                                    stream,
                                    sent.size(),
                                    ByteBuffer.wrap(bytes),
                                    delivery,
                                    reliability,
                                    Accounting.USER),
                            now));
            sent.add(new Sent(stream, delivery, reliability, Bytes.wrapOwned(bytes)));
        }
        return sent;
    }

    private static void check(List<Sent> sent, List<SctpEvent.MessageReceived> received) {
        Map<Integer, List<Sent>> expected = new HashMap<>();
        sent.forEach(m -> expected.computeIfAbsent(m.streamId, id -> new ArrayList<>()).add(m));
        for (SctpEvent.MessageReceived message : received) {
            Bytes bytes = Bytes.copyOf(message.payload());
            List<Sent> left = expected.getOrDefault(message.streamId(), new ArrayList<>());
            int index = 0;
            while (index < left.size() && !left.get(index).bytes.equals(bytes)) {
                index++;
            }
            assertTrue(index < left.size(), "a message that was not sent, or came twice");
            Sent found = left.get(index);
            if (found.delivery == Delivery.ORDERED) {
                for (Sent skipped : left.subList(0, index)) {
                    assertTrue(
                            !(skipped.reliability instanceof Reliability.Reliable),
                            "a reliable message was overtaken");
                }
                left.subList(0, index + 1).clear();
            } else {
                left.remove(index);
            }
        }
        expected.values().stream()
                .flatMap(List::stream)
                .forEach(
                        m ->
                                assertTrue(
                                        !(m.reliability instanceof Reliability.Reliable),
                                        "a reliable message is missing, stream "
                                                + m.streamId
                                                + ", "
                                                + m.bytes.size()));
    }
}
