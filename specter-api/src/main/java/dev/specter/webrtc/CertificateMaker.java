package dev.specter.webrtc;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.KeyAlgorithm;

import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes certificates on a thread of its own, which ends when it is idle. Thread-safe. */
final class CertificateMaker {
    private static final Executor THREAD = newThread();

    private CertificateMaker() {}

    private static Executor newThread() {
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

    static CompletableFuture<Certificate> make(KeyAlgorithm algorithm) {
        return CompletableFuture.supplyAsync(() -> Certificate.generate(algorithm), THREAD);
    }
}
