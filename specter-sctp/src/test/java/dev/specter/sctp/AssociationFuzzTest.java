package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.SctpPacket;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Packets of real associations, mutated and given a right checksum, at an association in each
 * state: no exception, no endless output.
 */
class AssociationFuzzTest {
    private static final int SEEDS = 600;

    @Test
    void survivesMutatedPacketsInEveryState() {
        int delivered = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                delivered += run(seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        // Many runs end early with an ABORT; enough of them must get somewhere to mean anything.
        assertTrue(delivered > SEEDS, "delivered " + delivered);
    }

    private static int run(long seed) {
        var random = new SplittableRandom(seed);
        double rate = Math.pow(random.nextDouble(), 3);
        LinkProfile path = Ends.PATH.withLoss(0.05).withMtu(65_535);
        SctpOptions options =
                seed % 2 == 0 ? Ends.CLASSIC : SctpOptions.builder().maxMtuBytes(2_000).build();
        Pair<SctpEnd, SctpEnd> pair = Ends.pair(options, path, seed);
        pair.aToZ().dropIf(packet -> injectInto(pair.z(), packet, random, rate, pair));
        pair.zToA().dropIf(packet -> injectInto(pair.a(), packet, random, rate, pair));
        pair.a().connect(0);
        if (random.nextBoolean()) {
            pair.z().connect(0);
        }
        for (int round = 0; round < 8; round++) {
            for (SctpEnd end : new SctpEnd[] {pair.a(), pair.z()}) {
                int size = random.nextInt(1, 8_000);
                end.send(
                        new OutgoingMessage(
                                random.nextInt(10),
                                53,
                                ByteBuffer.allocate(size),
                                random.nextBoolean()
                                        ? OutgoingMessage.Delivery.ORDERED
                                        : OutgoingMessage.Delivery.UNORDERED,
                                random.nextBoolean()
                                        ? Reliability.RELIABLE
                                        : new Reliability.LimitedRetransmits(1),
                                OutgoingMessage.Accounting.USER),
                        pair.nowNanos());
                if (random.nextInt(4) == 0) {
                    end.association.resetStreams(List.of(random.nextInt(10)));
                }
            }
            pair.runFor(Duration.ofMillis(random.nextInt(1, 400)));
        }
        if (random.nextBoolean()) {
            pair.a().association.shutdown(pair.nowNanos());
        }
        pair.runFor(Duration.ofSeconds(20));
        return pair.a().messages.size() + pair.z().messages.size();
    }

    /** Gives a mutated copy of the packet to the end as well; the packet itself goes its way. */
    private static boolean injectInto(
            SctpEnd end,
            ByteBuffer packet,
            SplittableRandom random,
            double rate,
            Pair<SctpEnd, SctpEnd> pair) {
        int copies = random.nextDouble() < rate ? random.nextInt(1, 4) : 0;
        for (int i = 0; i < copies; i++) {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            int changes = random.nextInt(1, 4);
            for (int change = 0; change < changes; change++) {
                // The tag stays right most of the time, or nothing would get past it.
                int from = random.nextInt(10) == 0 ? 0 : SctpPacket.HEADER_BYTES;
                int reach = Math.min(bytes.length, from + (random.nextBoolean() ? 24 : 1_500));
                if (reach > from) {
                    int at = random.nextInt(from, reach);
                    bytes[at] = (byte) (random.nextBoolean() ? bytes[at] + 1 : random.nextInt());
                }
            }
            if (random.nextInt(5) == 0) {
                int size = random.nextInt(SctpPacket.HEADER_BYTES, bytes.length + 20);
                bytes = Arrays.copyOf(bytes, size);
            }
            ByteBuffer mutated = ByteBuffer.wrap(bytes);
            SctpPacket.seal(mutated);
            end.handleDatagram(mutated, pair.nowNanos());
        }
        return false;
    }
}
