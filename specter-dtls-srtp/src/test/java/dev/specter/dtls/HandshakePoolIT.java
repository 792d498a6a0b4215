package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class HandshakePoolIT {
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private int connected;
    private int failed;

    private final class End implements DtlsListener {
        private DtlsTransport other;

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            loop.add(() -> other.handleDatagram(datagram));
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> failure) {
            connected += state == DtlsTransportState.CONNECTED ? 1 : 0;
            failed += state == DtlsTransportState.FAILED ? 1 : 0;
        }

        @Override
        public void onData(ByteBuffer applicationData) {}
    }

    @Test
    void twoHundredPairsConnectInOnePoolOfFour() throws InterruptedException {
        awaitNoThreads(); // of other tests
        try (var pool = new HandshakePool(4)) {
            int pairs = 200;
            var clients = new ArrayList<DtlsTransport>();
            for (int i = 0; i < pairs; i++) {
                clients.add(pair(pool));
            }
            // All clients first: they would take every worker if they could.
            clients.forEach(
                    c -> c.start(DtlsRole.CLIENT, DtlsPair.SERVER_CERTIFICATE.fingerprints()));
            long start = System.nanoTime();
            int mostWorkers = 0;
            while (connected < 2 * pairs && failed == 0) {
                Runnable task = loop.poll(60, TimeUnit.SECONDS);
                assertTrue(task != null, connected + " of " + 2 * pairs + " connected");
                task.run();
                mostWorkers = Math.max(mostWorkers, pool.workerCount());
            }
            assertEquals(0, failed);
            assertTrue(mostWorkers <= 4, mostWorkers + " workers");
            System.out.printf(
                    "%d pairs in %d ms, at most %d workers%n",
                    pairs, (System.nanoTime() - start) / 1_000_000, mostWorkers);
            waitUntilIdle(pool);
            awaitNoThreads();
        }
    }

    @Test
    void idleWorkersGoAndNewOnesCome() throws InterruptedException {
        try (var pool = new HandshakePool(6)) {
            for (int round = 0; round < 2; round++) {
                var done = new CountDownLatch(20);
                for (int i = 0; i < 20; i++) {
                    pool.execute(DtlsRole.SERVER, done::countDown, () -> {});
                }
                assertTrue(done.await(30, TimeUnit.SECONDS));
                waitUntilIdle(pool);
            }
        }
    }

    @Test
    void clientsCannotTakeTheServersWorkers() throws InterruptedException {
        try (var pool = new HandshakePool(2)) {
            var release = new CountDownLatch(1);
            for (int i = 0; i < 10; i++) {
                pool.execute(DtlsRole.CLIENT, () -> await(release), () -> {});
            }
            var served = new CountDownLatch(5);
            for (int i = 0; i < 5; i++) {
                pool.execute(DtlsRole.SERVER, served::countDown, () -> {});
            }
            assertTrue(served.await(30, TimeUnit.SECONDS));
            assertTrue(pool.workerCount() <= 2);
            release.countDown();
        }
    }

    @Test
    void closingRejectsWhatWaits() {
        var rejected = new AtomicInteger();
        var pool = new HandshakePool(2);
        var release = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            pool.execute(DtlsRole.CLIENT, () -> await(release), rejected::incrementAndGet);
        }
        pool.close();
        pool.execute(DtlsRole.SERVER, () -> {}, rejected::incrementAndGet);
        assertTrue(rejected.get() >= 4, rejected + " of at least 4");
        release.countDown();
    }

    @Test
    void aThrowingTaskCostsNoWorker() throws InterruptedException {
        try (var pool = new HandshakePool(2)) {
            for (int i = 0; i < 5; i++) {
                pool.execute(
                        DtlsRole.SERVER,
                        () -> {
                            throw new IllegalStateException("on purpose");
                        },
                        () -> {});
            }
            var done = new CountDownLatch(1);
            pool.execute(DtlsRole.SERVER, done::countDown, () -> {});
            assertTrue(done.await(30, TimeUnit.SECONDS));
        }
    }

    /** However long the others take. */
    private static DtlsOptions patient(Certificate certificate) {
        return DtlsOptions.builder(certificate).handshakeTimeout(Duration.ofMinutes(5)).build();
    }

    private DtlsTransport pair(HandshakePool pool) {
        var clientEnd = new End();
        var serverEnd = new End();
        var client =
                new DtlsTransport(patient(DtlsPair.CLIENT_CERTIFICATE), loop::add, pool, clientEnd);
        var server =
                new DtlsTransport(patient(DtlsPair.SERVER_CERTIFICATE), loop::add, pool, serverEnd);
        clientEnd.other = server;
        serverEnd.other = client;
        server.start(DtlsRole.SERVER, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
        return client;
    }

    private static void waitUntilIdle(HandshakePool pool) throws InterruptedException {
        for (int i = 0; i < 600 && pool.workerCount() > 0; i++) {
            Thread.sleep(50);
        }
        assertEquals(0, pool.workerCount());
    }

    private static void awaitNoThreads() throws InterruptedException {
        for (int i = 0; i < 600 && handshakeThreads() > 0; i++) {
            Thread.sleep(50);
        }
        assertEquals(0, handshakeThreads());
    }

    private static int handshakeThreads() {
        List<String> names =
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith(HandshakePool.WORKER_NAME))
                        .toList();
        return names.size();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
