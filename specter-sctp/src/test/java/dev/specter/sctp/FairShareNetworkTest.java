package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.testkit.Endpoint;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;

/** Two associations on one bottleneck get about the same of it. */
class FairShareNetworkTest {
    /** Two ends behind one link, told apart by a byte before their packets. */
    private record Two(SctpEnd first, SctpEnd second) implements Endpoint {
        @Override
        public void handleDatagram(ByteBuffer datagram, long nowNanos) {
            SctpEnd end = datagram.get() == 1 ? first : second;
            end.handleDatagram(datagram, nowNanos);
        }

        @Override
        public ByteBuffer pollOutput() {
            ByteBuffer packet = first.pollOutput();
            byte mark = 1;
            if (packet == null) {
                packet = second.pollOutput();
                mark = 2;
            }
            return packet == null
                    ? null
                    : ByteBuffer.allocate(packet.remaining() + 1).put(mark).put(packet).flip();
        }

        @Override
        public void handleTimeout(long nowNanos) {
            first.handleTimeout(nowNanos);
            second.handleTimeout(nowNanos);
        }

        @Override
        public long nextTimeoutNanos() {
            return Math.min(first.nextTimeoutNanos(), second.nextTimeoutNanos());
        }
    }

    private static Two two(SctpOptions first, SctpOptions second, SplittableRandom random) {
        return new Two(new SctpEnd(first, random.split()), new SctpEnd(second, random.split()));
    }

    private static long received(SctpEnd end) {
        return end.messages.stream().mapToLong(m -> m.payload().remaining()).sum();
    }

    @Test
    void sharesABottleneck() {
        SctpOptions rack = SctpOptions.builder().sendBufferBytes(1 << 30).build();
        SctpOptions reports = rack.toBuilder().lossDetection(LossDetection.MISSING_REPORTS).build();
        LinkProfile path =
                LinkProfile.PERFECT
                        .withDelay(Duration.ofMillis(20))
                        .withMtu(1_300)
                        .withBitrate(8_000_000, 50_000);
        for (SctpOptions other : new SctpOptions[] {rack, reports}) {
            var random = new SplittableRandom(4);
            var pair = new Pair<>(two(rack, other, random), two(rack, other, random), path, 4);
            pair.a().first().connect(0);
            pair.a().second().connect(0);
            for (int i = 0; i < 800; i++) {
                pair.a().first().send(0, new byte[100_000], 0);
            }
            pair.runFor(Duration.ofSeconds(2)); // the second one comes late
            for (int i = 0; i < 800; i++) {
                pair.a().second().send(0, new byte[100_000], pair.nowNanos());
            }
            pair.runFor(Duration.ofSeconds(5));
            long first = received(pair.z().first());
            long second = received(pair.z().second());
            pair.runFor(Duration.ofSeconds(60));
            first = received(pair.z().first()) - first;
            second = received(pair.z().second()) - second;
            double share = (double) first / (first + second);
            System.out.printf(
                    "shared 1 MB/s: %d kB/s and %d kB/s (%s)%n",
                    first / 60_000, second / 60_000, other.lossDetection());
            assertTrue(first + second > 60 * 800_000, "the path is used");
            assertTrue(share > 0.35 && share < 0.65, "share " + share);
        }
    }
}
