package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.NatType;
import dev.specter.testkit.VirtualHost;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Two agents by lot: addresses, NATs, links, roles, when they start and when candidates come,
 * restarts and addresses that go. With a relay they must connect, agree, and stay so. {@code
 * -Dspecter.scenarios=N} runs more.
 */
class ScenarioNetworkTest {
    private static final int SCENARIOS = Integer.getInteger("specter.scenarios", 200);
    private static final long FIRST_SEED = Long.getLong("specter.seed", 1);
    private static final List<NatType> NATS =
            List.of(
                    NatType.FULL_CONE,
                    NatType.ADDRESS_RESTRICTED,
                    NatType.PORT_RESTRICTED,
                    NatType.PORT_RESTRICTED.withHairpinning(true),
                    NatType.SYMMETRIC);

    @Test
    void twoAgentsByLot() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCENARIOS; seed++) {
            try {
                new Scenario(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Scenario {
        private final Random lot;
        private final Duo duo;

        Scenario(long seed) {
            lot = new Random(seed);
            duo = new Duo(seed, link(), AgentOptions.defaults());
        }

        private LinkProfile link() {
            return LinkProfile.PERFECT
                    .withDelay(Duration.ofMillis(lot.nextInt(100)))
                    .withJitter(Duration.ofMillis(lot.nextInt(50)).multipliedBy(lot.nextInt(3)))
                    .withLoss(lot.nextInt(3) * lot.nextDouble() * 0.08)
                    .withDuplication(lot.nextInt(2) * lot.nextDouble() * 0.2)
                    .withCorruption(lot.nextInt(4) == 0 ? 0.02 : 0);
        }

        private VirtualHost host(int side) {
            VirtualHost host;
            if (lot.nextInt(4) == 0) {
                host = duo.network.host("192.0.2." + side);
            } else {
                NatType type = NATS.get(lot.nextInt(NATS.size()));
                host = duo.network.nat(type, "203.0.113." + side).host("10." + side + ".0.1");
            }
            if (lot.nextInt(3) == 0) {
                host.addAddress(duo.network, "2001:db8::" + side);
            }
            return host;
        }

        private long upTo(int millis) {
            return lot.nextInt(millis) * Duo.MILLI;
        }

        void run() {
            VirtualHost hostOfA = host(1);
            VirtualHost hostOfB = host(2);
            duo.a.relay(duo.relay, duo.relayAddress());
            duo.a.allHosts(hostOfA).ask(duo.stun.address());
            duo.b.allHosts(hostOfB).ask(duo.stun.address());
            duo.network.runFor(upTo(500));
            duo.trickle(upTo(200));
            begin();
            duo.awaitBoth(IceTransportState.COMPLETED);
            assertRolesDiffer();
            if (lot.nextBoolean()) {
                restart();
            }
            if (lot.nextInt(3) == 0 && hostOfA.addresses().size() > 1) {
                duo.a.remove(hostOfA.addresses().get(lot.nextInt(hostOfA.addresses().size())));
                duo.awaitConnected();
            }
            duo.network.runFor(Duration.ofSeconds(30));
            duo.awaitConnected(); // several consent checks may have been lost in a row
            assertFalse(duo.a.states.contains(IceTransportState.FAILED), duo::toString);
            assertFalse(duo.b.states.contains(IceTransportState.FAILED), duo::toString);
        }

        /** Starts both, in any order, with any roles. */
        private void begin() {
            IceRole[] roles = IceRole.values();
            IceRole ofA = roles[lot.nextInt(2)];
            IceRole ofB = roles[lot.nextInt(2)];
            boolean first = lot.nextBoolean();
            long gap = upTo(1000);
            if (first) {
                duo.a.start(ofA, duo.b);
            } else {
                duo.b.start(ofB, duo.a);
            }
            duo.network.runFor(gap);
            if (first) {
                duo.b.start(ofB, duo.a);
            } else {
                duo.a.start(ofA, duo.b);
            }
            duo.endGathering();
        }

        private void restart() {
            duo.a.restart();
            duo.network.runFor(upTo(300));
            duo.b.restart();
            duo.trickle(upTo(200));
            begin();
            duo.awaitBoth(IceTransportState.COMPLETED);
            assertRolesDiffer();
        }

        private void assertRolesDiffer() {
            assertTrue(
                    duo.a.agent().role().orElseThrow() != duo.b.agent().role().orElseThrow(),
                    duo::toString);
        }
    }
}
