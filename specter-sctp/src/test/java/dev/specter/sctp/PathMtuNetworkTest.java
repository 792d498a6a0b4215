package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Search for the path's packet size (RFC 8899). */
class PathMtuNetworkTest {
    private static final SctpOptions SEARCHING = SctpOptions.builder().maxMtuBytes(9_000).build();

    private static Pair<SctpEnd, SctpEnd> pair(SctpOptions options, LinkProfile path) {
        Pair<SctpEnd, SctpEnd> pair = Ends.pair(options, path, 5);
        Ends.connectBoth(pair);
        return pair;
    }

    private static int mtuBytes(SctpEnd end) {
        return end.association.pathMetrics().mtuBytes();
    }

    private static void transfer(Pair<SctpEnd, SctpEnd> pair, int bytes) {
        int before = pair.z().messages.size();
        pair.a().send(0, new byte[bytes], pair.nowNanos());
        long end = pair.nowNanos() + Duration.ofMinutes(10).toNanos();
        assertTrue(pair.runUntil(() -> pair.z().messages.size() > before, end));
    }

    @Test
    void findsWhatThePathCarries() {
        for (int mtu : new int[] {1_200, 1_300, 1_464, 4_000, 9_000}) {
            for (double loss : new double[] {0, 0.05}) {
                Pair<SctpEnd, SctpEnd> pair =
                        pair(SEARCHING, Ends.PATH.withMtu(mtu).withLoss(loss));
                pair.runFor(Duration.ofMinutes(9));
                int found = mtuBytes(pair.a());
                assertTrue(found <= mtu && (loss > 0 || found > mtu - 20), mtu + ": " + found);
                transfer(pair, 200_000);
            }
        }
    }

    @Test
    void costsNoThroughputWhileItSearches() {
        Pair<SctpEnd, SctpEnd> pair = pair(SEARCHING, Ends.PATH.withMtu(1_400));
        for (int i = 0; i < 10; i++) {
            transfer(pair, 250_000);
        }
        SctpCounters counters = pair.a().association.counters();
        assertEquals(0, counters.dataChunksRetransmitted());
        assertEquals(0, counters.fastRetransmits());
    }

    @Test
    void doesNotSearchUnasked() {
        Pair<SctpEnd, SctpEnd> pair = pair(SctpOptions.defaults(), Ends.PATH.withMtu(9_000));
        pair.runFor(Duration.ofMinutes(1));
        assertEquals(1_200, mtuBytes(pair.a()));
    }

    @Test // section 4.3: black holes
    void comesBackWhenLargePacketsVanish() {
        Pair<SctpEnd, SctpEnd> pair = pair(SEARCHING, Ends.PATH.withMtu(4_000));
        pair.runFor(Duration.ofMinutes(1));
        assertTrue(mtuBytes(pair.a()) > 3_900);
        pair.aToZ().profile(Ends.PATH.withMtu(1_300));
        pair.a().send(0, new byte[50_000], pair.nowNanos());
        pair.runFor(Duration.ofSeconds(10));
        assertEquals(1_200, mtuBytes(pair.a()));
        // What was cut for larger packets is left to IP's own fragments (RFC 9260, section 6.9).
        pair.aToZ().profile(Ends.PATH.withMtu(9_000));
        pair.runFor(Duration.ofSeconds(30));
        assertEquals(1, pair.z().messages.size());
        pair.aToZ().profile(Ends.PATH.withMtu(1_300));
        transfer(pair, 50_000);
        pair.aToZ().profile(Ends.PATH.withMtu(2_000));
        pair.runFor(Duration.ofMinutes(15));
        assertTrue(mtuBytes(pair.a()) > 1_970, "looks again");
    }
}
