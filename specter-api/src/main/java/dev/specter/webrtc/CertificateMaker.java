package dev.specter.webrtc;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.KeyAlgorithm;

import io.netty.util.concurrent.DefaultThreadFactory;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes certificates on a thread of its own, which ends when it is idle. A few of the usual kind
 * are made ahead, so that a connection's first description need not wait for one: key generation
 * takes milliseconds. Each is given out once. Thread-safe.
 */
final class CertificateMaker {
    private static final int STOCK = 4;
    private static final long MAX_AGE_NANOS = Duration.ofHours(1).toNanos();

    private record Stocked(Certificate certificate, long madeNanos) {}

    private static final Queue<Stocked> READY = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger READY_OR_ORDERED = new AtomicInteger();
    private static final ThreadPoolExecutor THREAD = newThread();

    private CertificateMaker() {}

    private static ThreadPoolExecutor newThread() {
        var pool =
                new ThreadPoolExecutor(
                        1,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        new DefaultThreadFactory("specter-certificate", true));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** A certificate that nobody else has, from stock where there is one. */
    static CompletableFuture<Certificate> make(KeyAlgorithm algorithm) {
        if (algorithm != KeyAlgorithm.ECDSA_P256) {
            return CompletableFuture.supplyAsync(() -> Certificate.generate(algorithm), THREAD);
        }
        CompletableFuture<Certificate> taken = take();
        fillStock();
        return taken;
    }

    /** A certificate that is valid for so long. */
    static CompletableFuture<Certificate> make(KeyAlgorithm algorithm, Duration validity) {
        return CompletableFuture.supplyAsync(
                () -> Certificate.generate(algorithm, validity), THREAD);
    }

    private static CompletableFuture<Certificate> take() {
        for (Stocked each = READY.poll(); each != null; each = READY.poll()) {
            READY_OR_ORDERED.decrementAndGet();
            // An old one would expire earlier than its connection may expect.
            if (System.nanoTime() - each.madeNanos() < MAX_AGE_NANOS) {
                return CompletableFuture.completedFuture(each.certificate());
            }
        }
        return CompletableFuture.supplyAsync(
                () -> Certificate.generate(KeyAlgorithm.ECDSA_P256), THREAD);
    }

    /** Orders what is missing of the stock. */
    static void fillStock() {
        while (READY_OR_ORDERED.getAndUpdate(n -> Math.min(n + 1, STOCK)) < STOCK) {
            THREAD.execute(CertificateMaker::addToStock);
        }
    }

    private static void addToStock() {
        try {
            Certificate certificate = Certificate.generate(KeyAlgorithm.ECDSA_P256);
            READY.add(new Stocked(certificate, System.nanoTime()));
        } catch (RuntimeException | Error e) {
            READY_OR_ORDERED.decrementAndGet();
            throw e;
        }
    }
}
