package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.DataFragment;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** RACK and tail-loss probes (RFC 8985), beside missing reports (RFC 9260, section 7.2.4). */
class LossDetectionNetworkTest {
    private static final LinkProfile PATH =
            LinkProfile.PERFECT.withDelay(Duration.ofMillis(25)).withMtu(1_200);

    private static final List<LossDetection> DETECTIONS =
            List.of(LossDetection.MISSING_REPORTS, LossDetection.RACK);

    private static SctpOptions options(LossDetection detection) {
        return SctpOptions.builder()
                .lossDetection(detection)
                .receiveWindowBytes(5_000_000)
                .sendBufferBytes(1 << 30)
                .build();
    }

    private static Pair<SctpEnd, SctpEnd> pair(
            LossDetection detection, LinkProfile path, long seed) {
        Pair<SctpEnd, SctpEnd> pair = Ends.pair(options(detection), path, seed);
        Ends.connectBoth(pair);
        return pair;
    }

    private static double transfer(Pair<SctpEnd, SctpEnd> pair, int count, int size) {
        int before = pair.z().messages.size();
        long start = pair.nowNanos();
        for (int i = 0; i < count; i++) {
            pair.a().send(0, new byte[size], start);
        }
        long end = start + Duration.ofHours(1).toNanos();
        assertTrue(pair.runUntil(() -> pair.z().messages.size() == before + count, end));
        return (pair.nowNanos() - start) / 1e9;
    }

    @Test // RFC 8985, section 7: the last packet of a burst
    void probesWhereTheTailIsLost() {
        Pair<SctpEnd, SctpEnd> pair = pair(LossDetection.RACK, PATH, 1);
        transfer(pair, 20, 1_000);
        pair.runFor(Duration.ofSeconds(1));
        int[] left = {8};
        pair.aToZ()
                .dropIf(p -> Packets.has(p, DataFragment.class) && left[0]-- <= 3 && left[0] >= 0);
        double seconds = transfer(pair, 8, 1_100);
        assertEquals(0, pair.a().association.counters().timeouts());
        assertEquals(1, pair.a().association.counters().tailLossProbes());
        assertTrue(seconds < 0.4, "took " + seconds);
    }

    private static final LinkProfile NEAR = PATH.withDelay(Duration.ofMillis(5));

    @Test // RFC 8985, section 7.4: what the probe repaired was a loss
    void halvesTheWindowWhenAProbeRepairedALoss() {
        Pair<SctpEnd, SctpEnd> pair = pair(LossDetection.RACK, NEAR, 1);
        transfer(pair, 20, 1_000);
        pair.runFor(Duration.ofSeconds(1));
        long before = pair.a().association.pathMetrics().cwndBytes();
        pair.aToZ().dropIf(Packets.first(1, DataFragment.class));
        transfer(pair, 1, 1_000);
        assertEquals(1, pair.a().association.counters().tailLossProbes());
        transfer(pair, 2, 1_000);
        pair.runFor(Duration.ofSeconds(1));
        assertEquals(0, pair.a().association.counters().timeouts());
        assertTrue(pair.a().association.pathMetrics().cwndBytes() <= before / 2 + 1_200);
    }

    @Test // a path, or a peer, that stood still for a while
    void keepsTheWindowWhenAProbeWasForNothing() {
        for (boolean hasMore : new boolean[] {false, true}) {
            Pair<SctpEnd, SctpEnd> pair = pair(LossDetection.RACK, NEAR, 1);
            transfer(pair, 60, 1_000);
            pair.runFor(Duration.ofSeconds(1));
            pair.zToA().profile(NEAR.withDelay(Duration.ofMillis(250)));
            int count = hasMore ? 100 : 3;
            for (int i = 0; i < count; i++) {
                pair.a().send(0, new byte[1_100], pair.nowNanos());
            }
            pair.runFor(Duration.ofMillis(100));
            assertEquals(1, pair.a().association.counters().tailLossProbes());
            pair.zToA().profile(NEAR);
            pair.runFor(Duration.ofSeconds(1));
            transfer(pair, 3, 1_000);
            assertEquals(0, pair.a().association.counters().fastRetransmits());
        }
    }

    @Test
    void neverProbesMoreOftenThanAMessageMayBeSent() {
        Pair<SctpEnd, SctpEnd> pair = pair(LossDetection.RACK, PATH, 1);
        transfer(pair, 20, 1_000);
        int[] seen = {0};
        pair.aToZ()
                .dropIf(
                        p -> {
                            seen[0] += Packets.chunks(p, DataFragment.class).size();
                            return Packets.has(p, DataFragment.class);
                        });
        pair.a()
                .send(
                        new OutgoingMessage(
                                3,
                                53,
                                ByteBuffer.allocate(100),
                                OutgoingMessage.Delivery.UNORDERED,
                                new Reliability.LimitedRetransmits(0),
                                OutgoingMessage.Accounting.USER),
                        pair.nowNanos());
        pair.runFor(Duration.ofSeconds(20));
        assertEquals(1, seen[0]);
        assertEquals(0, pair.a().association.pathMetrics().unacknowledgedChunks());
    }

    @Test // RFC 8985, section 6.2, step 4: a path that reorders
    void learnsThatAPathReorders() {
        long[] resent = new long[2];
        for (int i = 0; i < 2; i++) {
            Pair<SctpEnd, SctpEnd> pair =
                    pair(DETECTIONS.get(i), PATH.withJitter(Duration.ofMillis(8)), 3);
            transfer(pair, 2_000, 1_100);
            resent[i] = pair.a().association.counters().dataChunksRetransmitted();
        }
        System.out.printf(
                "8 ms of reordering: %d of 2,000 sent again by missing reports, %d by RACK%n",
                resent[0], resent[1]);
        assertTrue(resent[1] * 5 < resent[0], resent[0] + " " + resent[1]);
    }

    @Test
    void isNoSlowerAndWaitsLess() {
        double[] seconds = new double[2];
        long[] timeouts = new long[2];
        long[] resent = new long[2];
        long[] wakeUps = new long[2];
        for (int seed = 1; seed <= 40; seed++) {
            var random = new SplittableRandom(seed);
            LinkProfile path =
                    PATH.withDelay(Duration.ofMillis(random.nextInt(5, 60)))
                            .withLoss(random.nextDouble() * 0.05)
                            .withJitter(Duration.ofMillis(random.nextInt(2) * 4L));
            for (int i = 0; i < 2; i++) {
                Pair<SctpEnd, SctpEnd> pair = pair(DETECTIONS.get(i), path, seed);
                // Bursts that end, as those of applications do.
                for (int burst = 0; burst < 20; burst++) {
                    seconds[i] += transfer(pair, 12, 1_000);
                    pair.runFor(Duration.ofMillis(200));
                }
                seconds[i] += transfer(pair, 8, 100_000);
                SctpCounters counters = pair.a().association.counters();
                timeouts[i] += counters.timeouts();
                resent[i] += counters.dataChunksRetransmitted();
                wakeUps[i] += pair.a().timeoutCalls() + pair.z().timeoutCalls();
            }
        }
        for (int i = 0; i < 2; i++) {
            System.out.printf(
                    "%s: %.1f s, %d expiries of T3, %d chunks sent again, %d wake-ups%n",
                    DETECTIONS.get(i), seconds[i], timeouts[i], resent[i], wakeUps[i]);
        }
        assertTrue(seconds[1] <= seconds[0], "slower");
        assertTrue(timeouts[1] * 2 <= timeouts[0], "T3");
    }
}
