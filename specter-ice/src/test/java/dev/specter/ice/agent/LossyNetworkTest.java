package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.MalformedPacketException;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.ice.stun.StunFrame;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.NatType;
import dev.specter.testkit.VirtualDatagram;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;

/** Networks that lose, delay, reorder, repeat and spoil. */
class LossyNetworkTest {
    /** What each host's link does, each way: a datagram from one to the other passes two. */
    private static final LinkProfile BAD =
            LinkProfile.PERFECT
                    .withDelay(Duration.ofMillis(20))
                    .withJitter(Duration.ofMillis(100))
                    .withLoss(0.16)
                    .withDuplication(0.1);

    @Test // 30% loss, up to 200 ms of jitter and so reordering, duplicates
    void connectsAndCompletesOverABadNetwork() {
        long[] millis = new long[50];
        for (int seed = 0; seed < millis.length; seed++) {
            Duo duo = new Duo(seed, BAD, AgentOptions.defaults()).direct();
            duo.trickle(0).start().endGathering();
            duo.awaitConnected();
            millis[seed] = duo.network.nowNanos() / Duo.MILLI;
            duo.awaitBoth(IceTransportState.COMPLETED);
            duo.assertMirrored();
        }
        Arrays.sort(millis);
        System.out.printf(
                "30%% loss: connected after %d ms in the median, %d at most%n",
                millis[millis.length / 2], millis[millis.length - 1]);
    }

    @Test
    void connectsThroughPortRestrictedNatsOverABadNetwork() {
        for (int seed = 0; seed < 30; seed++) {
            Duo duo = new Duo(seed, BAD, AgentOptions.defaults());
            duo.a.allHosts(
                    duo.network.nat(NatType.PORT_RESTRICTED, "203.0.113.1").host("10.0.0.1"));
            duo.b.allHosts(
                    duo.network.nat(NatType.PORT_RESTRICTED, "203.0.113.2").host("10.1.0.1"));
            duo.a.ask(duo.stun.address());
            duo.b.ask(duo.stun.address());
            duo.network.runFor(Duration.ofSeconds(1));
            duo.trickle(50 * Duo.MILLI).start().endGathering();
            duo.awaitBoth(IceTransportState.COMPLETED);
        }
    }

    @Test
    void staysConnectedOverABadNetworkForAnHour() {
        Duo duo = new Duo(5, BAD, AgentOptions.defaults()).direct();
        duo.connect();
        duo.a.states.clear();
        duo.network.runFor(Duration.ofHours(1));
        assertFalse(duo.a.states.contains(IceTransportState.FAILED), duo::toString);
        assertFalse(duo.b.states.contains(IceTransportState.FAILED), duo::toString);
        assertTrue(duo.a.isConnected() && duo.b.isConnected(), duo::toString);
        long asked = duo.a.agent().counters().consentRequestsSent();
        assertTrue(asked > 500 && asked < 3000, "consent requests in an hour: " + asked);
    }

    @Test // RFC 8489, section 6.3: what is spoiled is dropped, and counted
    void corruptedMessagesAreDropped() {
        LinkProfile spoiling = BAD.withCorruption(0.2);
        for (int seed = 0; seed < 20; seed++) {
            Duo duo = new Duo(seed, spoiling, AgentOptions.defaults()).direct();
            duo.trickle(0).start().endGathering();
            duo.awaitBoth(IceTransportState.COMPLETED);
        }
    }

    @ParameterizedTest // RFC 8445, section 14.3
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void eachOfTheFirstDatagramsMayBeLost(int lost) {
        for (int which = 0; which < 10; which++) {
            Duo duo =
                    new Duo(
                                    1,
                                    LinkProfile.PERFECT.withDelay(Duration.ofMillis(5)),
                                    AgentOptions.defaults())
                            .direct();
            int[] seen = {0};
            int first = which;
            duo.network.dropIf(
                    p -> {
                        seen[0]++;
                        return seen[0] > first && seen[0] <= first + lost;
                    });
            duo.trickle(0).start().endGathering();
            duo.awaitBoth(IceTransportState.COMPLETED);
            long tookMillis = duo.network.nowNanos() / Duo.MILLI;
            assertTrue(
                    tookMillis <= 100 + (100 << lost), lost + " lost: took " + tookMillis + " ms");
        }
    }

    @Test // RFC 8445, section 14: a few round trips, whatever they take
    void aPerfectPathTakesOneRoundTripToConnectAndTwoToComplete() {
        long delay = 40;
        Duo duo =
                new Duo(
                                1,
                                LinkProfile.PERFECT.withDelay(Duration.ofMillis(delay / 2)),
                                AgentOptions.defaults())
                        .direct();
        duo.trickle(0).start().endGathering();
        duo.awaitConnected();
        assertEquals(2 * delay, duo.network.nowNanos() / Duo.MILLI);
        duo.awaitBoth(IceTransportState.COMPLETED);
        assertEquals(4 * delay, duo.network.nowNanos() / Duo.MILLI);
        // A check each way, which cause one more (section 7.3.1.4), and one to nominate.
        assertEquals(3, duo.a.agent().counters().requestsSent());
        assertEquals(2, duo.b.agent().counters().requestsSent());
    }

    @Test // a pair that answers everything but its nomination is nominated in the end
    void aNominationThatIsLostAllTheTimeIsTriedAgain() {
        Duo duo = new Duo(1, LinkProfile.PERFECT, AgentOptions.defaults()).direct();
        duo.network.dropIf(
                p ->
                        duo.network.nowNanos() < 20_000 * Duo.MILLI
                                && isNomination(((VirtualDatagram) p).data().toArray()));
        duo.trickle(0).start().endGathering();
        duo.awaitConnected();
        duo.awaitBoth(IceTransportState.COMPLETED);
        assertTrue(duo.network.nowNanos() >= 20_000 * Duo.MILLI);
        assertFalse(duo.a.states.contains(IceTransportState.DISCONNECTED), duo::toString);
    }

    private static boolean isNomination(byte[] data) {
        try {
            return data[0] < 4 && StunFrame.parse(data).usesCandidate();
        } catch (MalformedPacketException e) {
            return false;
        }
    }

    @Test // the controlled side's candidates are told late: the controlling side's checks suffice
    void aWayThatOnlyOneSideKnowsIsEnough() {
        Duo duo = new Duo(1, LinkProfile.PERFECT, AgentOptions.defaults()).direct();
        duo.a.trickleTo(duo.b, 0);
        duo.start(IceRole.CONTROLLING, IceRole.CONTROLLED).endGathering();
        duo.awaitConnected();
        duo.exchange();
    }
}
