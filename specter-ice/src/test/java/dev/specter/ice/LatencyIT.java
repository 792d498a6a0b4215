package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** How long it takes; printed, not judged. */
class LatencyIT {
    private static final int ROUNDS = 200;

    @Test
    void aHostPairConnects() {
        IceTransport.warmUp();
        long[] micros = new long[ROUNDS];
        try (Loops loops = new Loops()) {
            for (int i = 0; i < ROUNDS; i++) {
                micros[i] = connectMicros(loops);
            }
        }
        System.out.printf("first connections: %s us%n", Arrays.toString(Arrays.copyOf(micros, 5)));
        Arrays.sort(micros);
        System.out.printf(
                "start to CONNECTED at both ends: median %d us, 90%% %d us%n",
                micros[ROUNDS / 2], micros[ROUNDS * 9 / 10]);
        assertTrue(micros[0] > 0);
    }

    private static long connectMicros(Loops loops) {
        try (TimedPeer a = new TimedPeer(loops.next());
                TimedPeer b = new TimedPeer(loops.next())) {
            a.gather();
            b.gather();
            a.awaitGathered();
            b.awaitGathered();
            a.tellTo(b);
            b.tellTo(a);
            long begin = System.nanoTime();
            a.start(IceRole.CONTROLLING, b);
            b.start(IceRole.CONTROLLED, a);
            return (Math.max(a.awaitConnectedNanos(), b.awaitConnectedNanos()) - begin) / 1000;
        }
    }
}
