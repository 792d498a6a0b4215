package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.sctp.OutgoingMessage.Accounting;
import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.testkit.LinkProfile;
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
 * Seeded random messages over seeded bad paths: reliable messages arrive once and, where promised,
 * in order; partially reliable ones at most once and in order. {@code -Dspecter.sctp.scenarios=N}
 * runs more of them, {@code -Dspecter.sctp.seed=S} one, {@code -Dspecter.sctp.maxLoss=P} worse
 * ones.
 */
class RandomScenarioNetworkTest {
    private static final int STREAMS = 8;
    private static final double MAX_LOSS =
            Double.parseDouble(System.getProperty("specter.sctp.maxLoss", "0.3"));

    /** What was sent on a stream, and how. */
    private record Sent(int streamId, Delivery delivery, Reliability reliability, Bytes bytes) {}

    @Test
    void deliversWhatIsPromisedOnBadPaths() {
        int count = Integer.getInteger("specter.sctp.scenarios", 100);
        long only = Long.getLong("specter.sctp.seed", -1);
        long worstPackets = 0;
        for (long seed = 1; seed <= count; seed++) {
            if (only < 0 || only == seed) {
                try {
                    worstPackets = Math.max(worstPackets, run(seed));
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("specter.sctp.seed=" + seed + ": " + e, e);
                }
            }
        }
        System.out.println(count + " scenarios, at most " + worstPackets + " packets a kB");
    }

    private static long run(long seed) {
        var random = new SplittableRandom(seed);
        double loss = random.nextInt(4) == 0 ? 0 : random.nextDouble() * MAX_LOSS;
        LinkProfile profile =
                LinkProfile.PERFECT
                        .withDelay(Duration.ofMillis(random.nextInt(1, 80)))
                        .withJitter(Duration.ofMillis(random.nextInt(3) * 15L))
                        .withLoss(loss)
                        .withDuplication(random.nextInt(3) == 0 ? 0.1 : 0)
                        .withCorruption(random.nextInt(3) == 0 ? 0.05 : 0);
        SctpOptions options =
                SctpOptions.builder()
                        .maxRetransmits(1_000)
                        .maxInitRetransmits(40)
                        .mtuBytes(random.nextInt(600, 1_400))
                        .receiveWindowBytes(random.nextInt(2) == 0 ? 300_000 : 2_000_000)
                        .sendBufferBytes(1 << 30)
                        .build();
        Pair<SctpEnd, SctpEnd> pair = Ends.pair(options, profile, seed);
        if (random.nextBoolean()) {
            pair.z().connect(0);
        }
        pair.a().connect(0);
        List<Sent> fromA = new ArrayList<>();
        List<Sent> fromZ = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            fromA.addAll(sendSome(pair.a(), random, pair.nowNanos()));
            fromZ.addAll(sendSome(pair.z(), random, pair.nowNanos()));
            pair.runFor(Duration.ofMillis(random.nextInt(1, 2_000)));
        }
        long end = pair.nowNanos() + Duration.ofMinutes(60).toNanos();
        boolean isDone = pair.runUntil(() -> isDrained(pair.a()) && isDrained(pair.z()), end);
        assertTrue(isDone, () -> "not drained: " + pair.a() + " " + pair.z());
        check(fromA, pair.z().messages);
        check(fromZ, pair.a().messages);
        long packets = pair.aToZ().sentCount() + pair.zToA().sentCount();
        long kilobytes = 10 + (bytes(fromA) + bytes(fromZ)) / 1_000;
        return packets / kilobytes;
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

    private static List<Sent> sendSome(SctpEnd end, SplittableRandom random, long now) {
        List<Sent> sent = new ArrayList<>();
        int count = random.nextInt(0, 30);
        for (int i = 0; i < count; i++) {
            int size =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(1, 20);
                        case 1 -> random.nextInt(1, 1_300);
                        case 2 -> random.nextInt(1, 10_000);
                        default -> random.nextInt(1, 60_000);
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
