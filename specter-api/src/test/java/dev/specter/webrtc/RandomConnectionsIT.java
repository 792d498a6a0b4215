package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.loop.SerialExecutor;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Random calls of all methods on two peer connections that negotiate perfectly over a channel on
 * which messages are under way for any time: both always end {@code stable} and agree.
 *
 * <p>{@code -Dspecter.random.runs=} says how many runs, {@code -Dspecter.seed=} with which seed the
 * first one begins. A run of the first test is the same each time but for the moment at which
 * gathering ends: all of it happens in one thread and without a network.
 */
class RandomConnectionsIT {
    private static final int RUNS = Integer.getInteger("specter.random.runs", 500);
    private static final long SEED = Long.getLong("specter.seed", 20_261_122L);
    private static final int AT_ONCE = 8;
    private static final int MAX_TURNS = 50_000;
    private static final int QUIET_TURNS = 60;
    private static final int TRACED = 120;
    private static final long PATIENCE_SECONDS = 60;

    private static EventLoopGroup loops;
    private static List<RtcCertificate> certificates;

    @BeforeAll
    static void begin() {
        loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        certificates =
                List.of(
                        RtcCertificate.generate(RtcCertificate.Algorithm.ECDSA_P256).join(),
                        RtcCertificate.generate(RtcCertificate.Algorithm.ECDSA_P256).join());
    }

    @AfterAll
    static void end() {
        var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static <E> E any(SplittableRandom random, E[] values) {
        return values[random.nextInt(values.length)];
    }

    private static RtcConfiguration configuration(SplittableRandom random, int end) {
        return RtcConfiguration.builder()
                .bundlePolicy(any(random, RtcBundlePolicy.values()))
                .certificate(certificates.get(end))
                .build();
    }

    /** Two ends and what they have done. */
    private static final class Call {
        final long seed;
        final SplittableRandom random;
        final Queue<String> trace = new ConcurrentLinkedQueue<>();
        final RandomEnd impolite;
        final RandomEnd polite;

        Call(long seed, SplittableRandom random, WebRtc one, WebRtc other) {
            boolean trickles = one != other;
            this.seed = seed;
            this.random = random;
            RtcPeerConnection first = one.newPeerConnection(configuration(random, 0));
            RtcPeerConnection second = other.newPeerConnection(configuration(random, 1));
            impolite = new RandomEnd("A", first, false, trickles, random.split(), trace);
            polite = new RandomEnd("B", second, true, trickles, random.split(), trace);
            RandomEnd.join(impolite, polite);
        }

        RandomEnd any() {
            return random.nextBoolean() ? impolite : polite;
        }

        boolean isClosed() {
            return impolite.isClosed() || polite.isClosed();
        }

        boolean isAtRest() {
            return impolite.isAtRest() && polite.isAtRest();
        }

        int descriptions() {
            return impolite.descriptions() + polite.descriptions();
        }

        int collisions() {
            return impolite.collisions() + polite.collisions();
        }

        void check() {
            requireNoFailure();
            if (!isClosed()) {
                Agreement.check(impolite.pc, polite.pc);
            }
        }

        void requireNoFailure() {
            Optional<Throwable> failure = impolite.failure().or(polite::failure);
            if (failure.isPresent()) {
                throw new AssertionError(failure.get().getMessage(), failure.get());
            }
        }

        AssertionError explained(Throwable error) {
            List<String> lines = List.copyOf(trace);
            int from = Math.max(0, lines.size() - TRACED);
            return new AssertionError(
                    "-Dspecter.seed="
                            + seed
                            + " -Dspecter.random.runs=1: "
                            + error.getMessage()
                            + "\n"
                            + impolite
                            + "\n"
                            + polite
                            + "\n"
                            + String.join("\n", lines.subList(from, lines.size())),
                    error);
        }
    }

    /** A call of which one loop does everything, a step in each turn. */
    private static final class Turns {
        private final Call call;
        private final WebRtc webRtc;
        private final EventLoop loop;
        private final CompletableFuture<Call> done = new CompletableFuture<>();
        private int stepsLeft;
        private int turn;
        private int quiet;

        Turns(long seed, EventLoop loop) {
            var random = new SplittableRandom(seed);
            this.loop = loop;
            this.webRtc =
                    WebRtc.builder()
                            .eventLoopGroup(loop)
                            .directCallbacks()
                            .random(random.split())
                            .networkFilter(address -> false)
                            .build();
            this.call = new Call(seed, random, webRtc, webRtc);
            this.stepsLeft = 10 + random.nextInt(50);
        }

        void turn() {
            try {
                if (isOver()) {
                    call.check();
                    done.complete(call);
                    webRtc.close();
                    return;
                }
                step();
                loop.execute(this::turn);
            } catch (RuntimeException | AssertionError e) {
                done.completeExceptionally(call.explained(e));
                webRtc.close();
            }
        }

        private boolean isOver() {
            call.requireNoFailure();
            turn++;
            if (turn > MAX_TURNS) {
                throw new AssertionError("negotiation does not end");
            }
            quiet = stepsLeft == 0 && call.isAtRest() ? quiet + 1 : 0;
            return quiet > QUIET_TURNS;
        }

        private void step() {
            RandomEnd one = call.any();
            int what = call.random.nextInt(8);
            if (what < 2 && stepsLeft > 0) {
                stepsLeft--;
                boolean leaves = stepsLeft == 0 && call.random.nextInt(10) == 0;
                if (leaves) {
                    one.close();
                } else {
                    one.change();
                }
            } else if (what < 5) {
                one.receive();
            }
        }
    }

    @Test
    void bothEndsBecomeStableAndAgree() throws Exception {
        System.out.println("RandomConnectionsIT seed " + SEED + ", runs " + RUNS);
        var places = new Semaphore(AT_ONCE);
        var calls = new ArrayList<CompletableFuture<Call>>();
        for (int run = 0; run < RUNS; run++) {
            places.acquire();
            EventLoop loop = loops.next().next();
            var turns =
                    loop.submit(() -> new Turns(SEED + calls.size(), loop))
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            calls.add(turns.done.whenComplete((call, error) -> places.release()));
            loop.execute(turns::turn);
        }
        int descriptions = 0;
        int collisions = 0;
        for (CompletableFuture<Call> call : calls) {
            Call ended = call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            descriptions += ended.descriptions();
            collisions += ended.collisions();
        }
        System.out.println(descriptions + " descriptions, " + collisions + " offers met another");
        assertTrue(RUNS < 100 || collisions > RUNS, "offers met");
    }

    @Test
    void withThreadsAndANetworkThereIsNoDeadlock() throws Exception {
        ExecutorService tasks = Executors.newFixedThreadPool(2);
        try {
            for (int run = 0; run < RUNS / 25; run++) {
                connectAndChange(SEED + run, tasks);
            }
        } finally {
            tasks.shutdown();
        }
    }

    private static void connectAndChange(long seed, Executor tasks) throws Exception {
        Executor ofA = new SerialExecutor(tasks, Runnable::run, () -> {});
        Executor ofB = new SerialExecutor(tasks, Runnable::run, () -> {});
        try (WebRtc one = connecting(ofA);
                WebRtc other = connecting(ofB)) {
            var call = new Call(seed, new SplittableRandom(seed), one, other);
            try {
                for (int step = 0; step < 400; step++) {
                    boolean isA = call.random.nextBoolean();
                    RandomEnd end = isA ? call.impolite : call.polite;
                    boolean changes = call.random.nextInt(8) == 0;
                    (isA ? ofA : ofB).execute(changes ? end::change : end::receive);
                    Thread.sleep(call.random.nextInt(3) / 2);
                    var unused = end.pc.getStats().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
                rest(call, ofA, ofB);
                call.check();
            } catch (Exception | AssertionError e) {
                throw call.explained(e);
            }
        }
    }

    private static WebRtc connecting(Executor tasks) {
        return WebRtc.builder()
                .eventLoopGroup(loops)
                .callbackExecutor(tasks)
                .networkFilter(InetAddress::isLoopbackAddress)
                .includeLoopback(true)
                .build();
    }

    private static void rest(Call call, Executor ofA, Executor ofB) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int calm = 0; calm < 20; calm = call.isAtRest() ? calm + 1 : 0) {
            assertTrue(System.nanoTime() < endNanos, "negotiation does not end");
            ofA.execute(call.impolite::receive);
            ofB.execute(call.polite::receive);
            Thread.sleep(5);
        }
    }

    /** What two connections that have negotiated say of each other. */
    private static final class Agreement {
        private Agreement() {}

        static void check(RtcPeerConnection a, RtcPeerConnection b) {
            for (RtcPeerConnection pc : List.of(a, b)) {
                assertEquals(RtcSignalingState.STABLE, pc.signalingState());
                assertTrue(pc.pendingLocalDescription().isEmpty());
                assertTrue(pc.pendingRemoteDescription().isEmpty());
            }
            assertEquals(a.transceivers().size(), b.transceivers().size());
            a.transceivers().forEach(ours -> check(ours, b));
            assertEquals(a.sctp().isPresent(), b.sctp().isPresent());
        }

        private static void check(RtcRtpTransceiver ours, RtcPeerConnection b) {
            RtcRtpTransceiver theirs =
                    b.transceivers().stream()
                            .filter(t -> t.mid().equals(ours.mid()))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("only one end has " + ours));
            String both = ours + " and " + theirs;
            assertEquals(ours.kind(), theirs.kind(), both);
            RtcRtpTransceiverDirection now = ours.currentDirection().orElseThrow();
            assertEquals(now.reversed(), theirs.currentDirection().orElseThrow(), both);
            RtcRtpTransceiverDirection wanted = ours.direction();
            RtcRtpTransceiverDirection possible = theirs.direction().reversed();
            assertEquals(wanted.sends() && possible.sends(), now.sends(), both);
            assertEquals(wanted.receives() && possible.receives(), now.receives(), both);
            if (now.sends()) {
                assertFalse(ours.sender().parameters().codecs().isEmpty(), both);
                assertFalse(theirs.receiver().parameters().codecs().isEmpty(), both);
            }
        }
    }
}
