package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsFailure.Reason;
import dev.specter.testkit.LinkProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Handshakes over bad paths; they wait for real resends (RFC 6347, section 4.2.4). */
class DtlsLossIT {
    /** Of the flights that get lost; short, since the path has no delay. */
    private static final Duration QUICK = ms(25);

    private static final int AT_ONCE = 16; // most of the time they wait

    private static final LinkProfile ROUGH =
            LinkProfile.PERFECT
                    .withDelay(ms(20))
                    .withJitter(ms(200))
                    .withLoss(0.3)
                    .withDuplication(0.2);

    @ParameterizedTest
    @ValueSource(ints = {128, 548, 1200})
    void eachDatagramOfEachFlightMayGetLostOnceOrTwice(int mtuBytes) {
        UnaryOperator<DtlsOptions.Builder> options = quick(mtuBytes);
        int fromClient;
        int fromServer;
        try (var pair = new DtlsPair(LinkProfile.PERFECT, 1, options, options)) {
            pair.connect();
            fromClient = pair.client.sent.size();
            fromServer = pair.server.sent.size();
        }
        var cases = new ArrayList<Runnable>();
        for (int times = 1; times <= 2; times++) {
            int lost = times;
            for (int i = 0; i < Math.max(fromClient, fromServer); i++) {
                int which = i;
                if (which < fromClient) {
                    cases.add(() -> connectLosing(options, which, lost, true));
                }
                if (which < fromServer) {
                    cases.add(() -> connectLosing(options, which, lost, false));
                }
            }
        }
        runAll(cases);
        System.out.printf(
                "mtu %d: each of %d and %d datagrams lost%n", mtuBytes, fromClient, fromServer);
    }

    @Test
    void connectsWithAThirdLostAnd200MillisecondsOfJitter() {
        var cases = new ArrayList<Runnable>();
        for (long seed = 1; seed <= 32; seed++) {
            long each = seed;
            cases.add(() -> connectOverRoughPath(each));
        }
        long start = System.nanoTime();
        runAll(cases);
        System.out.printf(
                "%d handshakes with 30%% loss in %d ms%n",
                cases.size(), (System.nanoTime() - start) / 1_000_000);
    }

    private static void connectOverRoughPath(long seed) {
        UnaryOperator<DtlsOptions.Builder> options =
                builder -> builder.mtuBytes(548).resendTime(ms(100)).handshakeTimeout(ms(120_000));
        try (var pair = new DtlsPair(ROUGH, seed, options, options)) {
            pair.start();
            boolean connected =
                    pair.runFor(
                            ms(100_000),
                            () -> pair.client.isConnected() && pair.server.isConnected());
            assertTrue(connected, "seed " + seed + pair.client.failure + pair.server.failure);
            assertKeysAgree(pair, "seed " + seed);
            sendUntilArrived(pair);
        }
    }

    @Test // RFC 6347, section 4.1.1.1
    void datagramsBecomeSmallerWhereThePathTakesNoLargerOnes() {
        LinkProfile narrow = LinkProfile.PERFECT.withMtu(548);
        Certificate big = BigCertificate.INSTANCE;
        try (var pair =
                new DtlsPair(
                        narrow,
                        1,
                        builder -> DtlsOptions.builder(big).resendTime(QUICK),
                        builder -> DtlsOptions.builder(big).resendTime(QUICK))) {
            pair.start(big, big);
            pair.runUntil(() -> pair.client.isConnected() && pair.server.isConnected());
            assertTrue(pair.toClient.droppedCount() > 0);
            assertKeysAgree(pair, "narrow path");
        }
    }

    @Test
    void connectsOverPathsThatFlipBits() {
        // What is in the clear may end a handshake when its bits flip, at the latest in time; it
        // must not let two ends connect that disagree.
        UnaryOperator<DtlsOptions.Builder> options =
                builder -> quick(300).apply(builder).handshakeTimeout(ms(1000));
        LinkProfile profile =
                new LinkProfile(Duration.ZERO, Duration.ZERO, 0, 0, 0.2, 65_535, 0, 1);
        var connected = new AtomicInteger();
        var cases = new ArrayList<Runnable>();
        for (long seed = 1; seed <= 40; seed++) {
            long each = seed;
            cases.add(
                    () -> {
                        if (connectsFlippingBits(profile, each, options)) {
                            connected.incrementAndGet();
                        }
                    });
        }
        runAll(cases);
        System.out.printf("%d of 40 connected over a path that flips bits%n", connected.get());
    }

    private static boolean connectsFlippingBits(
            LinkProfile profile, long seed, UnaryOperator<DtlsOptions.Builder> options) {
        try (var pair = new DtlsPair(profile, seed, options, options)) {
            pair.start();
            pair.runUntil(
                    () ->
                            pair.client.isOver()
                                    || pair.server.isOver()
                                    || pair.client.isConnected() && pair.server.isConnected());
            boolean connected = pair.client.isConnected() && pair.server.isConnected();
            if (connected) {
                assertKeysAgree(pair, "seed " + seed);
            }
            return connected;
        }
    }

    @Test
    void dataThatOvertakesTheLastFlightIsNotLost() {
        UnaryOperator<DtlsOptions.Builder> options = quick(1200);
        try (var pair = new DtlsPair(LinkProfile.PERFECT, 1, options, options)) {
            boolean[] lost = {false};
            pair.toClient.dropIf(datagram -> !lost[0] && (lost[0] = isChangeCipherSpec(datagram)));
            pair.start();
            pair.runUntil(() -> pair.server.isConnected());
            assertEquals(DtlsTransportState.CONNECTING, pair.client.transport.state());
            pair.server.transport.send(ByteBuffer.wrap(new byte[] {7}));
            pair.runUntil(() -> pair.client.isConnected());
            pair.settle();
            assertEquals(1, pair.client.received.size());
            assertArrayEquals(new byte[] {7}, pair.client.received.get(0));
        }
    }

    @Test
    void aSilentServerIsGivenUp() {
        try (var pair =
                new DtlsPair(
                        LinkProfile.PERFECT,
                        1,
                        options -> quick(1200).apply(options).handshakeTimeout(ms(1500)),
                        UnaryOperator.identity())) {
            pair.toServer.dropNext(Integer.MAX_VALUE);
            long start = System.nanoTime();
            pair.start();
            pair.runUntil(() -> pair.client.isOver());
            long tookMillis = (System.nanoTime() - start) / 1_000_000;
            assertEquals(Reason.TIMEOUT, pair.client.failure.orElseThrow().reason());
            assertTrue(tookMillis >= 1490, tookMillis + " ms");
            assertTrue(pair.client.sent.size() >= 3, "sent again meanwhile");
            assertEquals(DtlsTransportState.CONNECTING, pair.server.transport.state());
        }
    }

    @Test
    void aClientThatFallsSilentIsGivenUp() {
        try (var pair =
                new DtlsPair(
                        LinkProfile.PERFECT,
                        1,
                        UnaryOperator.identity(),
                        options -> quick(1200).apply(options).handshakeTimeout(ms(300)))) {
            int[] fromClient = {0};
            pair.toServer.dropIf(datagram -> ++fromClient[0] > 1);
            pair.start();
            pair.runUntil(() -> pair.server.isOver());
            assertEquals(Reason.TIMEOUT, pair.server.failure.orElseThrow().reason());
        }
    }

    private static void connectLosing(
            UnaryOperator<DtlsOptions.Builder> options, int which, int times, boolean ofClient) {
        try (var pair = new DtlsPair(LinkProfile.PERFECT, 1, options, options)) {
            int[] count = {0};
            int[] resent = {0};
            byte[][] lost = {null};
            (ofClient ? pair.toServer : pair.toClient)
                    .dropIf(
                            datagram -> {
                                if (count[0]++ == which) {
                                    lost[0] = shape(datagram);
                                    return true;
                                }
                                return lost[0] != null
                                        && Arrays.equals(lost[0], shape(datagram))
                                        && ++resent[0] < times;
                            });
            pair.connect();
            assertKeysAgree(pair, which + " lost " + times + " times");
        }
    }

    /** What a datagram has in common with its repetition: all but the sequence number. */
    private static byte[] shape(ByteBuffer datagram) {
        byte[] bytes = DtlsPair.bytes(datagram);
        Arrays.fill(bytes, 5, 11, (byte) 0);
        return Arrays.copyOf(bytes, Math.min(bytes.length, 38));
    }

    /** The begin of the last flight: ChangeCipherSpec, Finished. */
    private static boolean isChangeCipherSpec(ByteBuffer datagram) {
        return datagram.get(datagram.position()) == 20;
    }

    private static void sendUntilArrived(DtlsPair pair) {
        for (int i = 0; i < 100 && pair.server.received.isEmpty(); i++) {
            assertTrue(pair.client.transport.send(ByteBuffer.wrap(new byte[] {1})));
            pair.runFor(ms(20), () -> !pair.server.received.isEmpty());
        }
        assertTrue(!pair.server.received.isEmpty());
    }

    private static void assertKeysAgree(DtlsPair pair, String what) {
        assertEquals(
                pair.client.transport.srtpKeys().orElseThrow().localKey(),
                pair.server.transport.srtpKeys().orElseThrow().remoteKey(),
                what);
    }

    private static UnaryOperator<DtlsOptions.Builder> quick(int mtuBytes) {
        return options -> options.mtuBytes(mtuBytes).resendTime(QUICK);
    }

    /** Runs all, several at once; throws what one of them throws. */
    private static void runAll(List<Runnable> cases) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var futures = new ArrayList<Future<?>>();
            cases.forEach(each -> futures.add(threads.submit(each)));
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }
}
