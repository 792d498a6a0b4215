package dev.specter.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Random networks with NATs behind NATs, random traffic and addresses that come and go. */
class RandomNetworkTest {
    private static final List<NatType> TYPES =
            List.of(
                    NatType.FULL_CONE,
                    NatType.ADDRESS_RESTRICTED.withHairpinning(true),
                    NatType.PORT_RESTRICTED.withPortAssignment(NatType.PortAssignment.PRESERVED),
                    NatType.SYMMETRIC.withMappingLifetime(Duration.ofMillis(500)));

    /** A network, built and run from one seed. */
    private static final class Run {
        private final SplittableRandom random;
        private final VirtualNetwork network;
        private final List<VirtualHost> hosts = new ArrayList<>();
        private final List<VirtualSocket> sockets = new ArrayList<>();

        /** Where datagrams have come from, as their receivers saw it, and where sockets are. */
        private final List<InetSocketAddress> targets = new ArrayList<>();

        private final StringBuilder story = new StringBuilder();
        private int addressesMade;

        Run(long seed) {
            random = new SplittableRandom(seed);
            network =
                    new VirtualNetwork(
                            seed,
                            LinkProfile.PERFECT
                                    .withDelay(Duration.ofMillis(5))
                                    .withJitter(Duration.ofMillis(20))
                                    .withLoss(0.05)
                                    .withCorruption(0.01)
                                    .withMtu(600)
                                    .withBitrate(1_000_000, 5_000));
            network.tap(event -> story.append(event).append('\n'));
            build(network, 0);
            for (int i = 0; i < 1_000; i++) {
                act();
                network.runFor(random.nextLong(10_000_000));
            }
            network.runFor(Duration.ofMinutes(1));
        }

        private void build(AddressRealm realm, int depth) {
            for (int i = 0; i < 3; i++) {
                VirtualHost host = realm.host(newAddress());
                hosts.add(host);
                VirtualSocket socket = host.bind(host.addresses().get(0), 0, this::receive);
                sockets.add(socket);
                targets.add(socket.local());
                if (depth < 2) {
                    NatType type = TYPES.get(random.nextInt(TYPES.size()));
                    build(realm.nat(type, newAddress()), depth + 1);
                }
            }
        }

        private String newAddress() {
            addressesMade++;
            return "10.0." + addressesMade / 256 + "." + addressesMade % 256;
        }

        private void receive(VirtualSocket at, InetSocketAddress from, byte[] data, long nowNanos) {
            targets.add(from);
            if (random.nextInt(3) == 0) {
                at.send(data, from);
            }
        }

        private void act() {
            VirtualSocket socket = sockets.get(random.nextInt(sockets.size()));
            socket.send(new byte[random.nextInt(600)], targets.get(random.nextInt(targets.size())));
            if (random.nextInt(20) == 0) {
                VirtualHost host = hosts.get(random.nextInt(hosts.size()));
                for (InetAddress address : host.addresses()) {
                    host.removeAddress(address.getHostAddress());
                    network.schedule(
                            network.nowNanos() + 50_000_000,
                            () -> host.addAddress(address.getHostAddress()));
                }
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void accountsForEachPacketAndRepeatsEachRun(long seed) {
        var run = new Run(seed);
        Map<NetworkEvent.Kind, Long> counts = new EnumMap<>(NetworkEvent.Kind.class);
        for (NetworkEvent.Kind kind : NetworkEvent.Kind.values()) {
            counts.put(kind, run.network.count(kind));
        }
        String text = "seed " + seed + ": " + counts;
        long dropped =
                counts.entrySet().stream()
                        .filter(entry -> entry.getKey().isDrop())
                        // It has not been sent.
                        .filter(entry -> entry.getKey() != NetworkEvent.Kind.ADDRESS_GONE)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
        long delivered = counts.get(NetworkEvent.Kind.DELIVERED);
        assertEquals(counts.get(NetworkEvent.Kind.SENT), delivered + dropped, text);
        assertTrue(delivered > 100 && dropped > 100, text);
        assertTrue(counts.get(NetworkEvent.Kind.DESTINATION_TRANSLATED) > 10, text);
        assertEquals(run.story.toString(), new Run(seed).story.toString(), "seed " + seed);
    }
}
