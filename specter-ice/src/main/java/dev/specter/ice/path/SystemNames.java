package dev.specter.ice.path;

import dev.specter.ice.HostNameResolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Names of servers, looked up as the operating system does. That blocks, so it has a few threads of
 * its own, which end after a second of rest; a look-up that takes too long counts as fruitless, and
 * so does one beyond the bound on those that wait. Thread-safe.
 */
public final class SystemNames implements HostNameResolver {
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 256;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final SystemNames SHARED = new SystemNames(TIMEOUT, SystemNames::ask);

    private final Duration timeout;
    private final LookUp lookUp;
    private final ThreadPoolExecutor threads;

    /** Asks for a name, and waits. */
    interface LookUp {
        List<InetAddress> of(String name) throws UnknownHostException;
    }

    SystemNames(Duration timeout, LookUp lookUp) {
        this.timeout = timeout;
        this.lookUp = lookUp;
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MAX_WAITING),
                        task -> {
                            Thread thread = new Thread(task, "specter-names");
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** The one of this process: 4 threads, 256 names that wait, 5 s for each. */
    public static SystemNames shared() {
        return SHARED;
    }

    private static List<InetAddress> ask(String name) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(name));
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String name) {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        try {
            threads.execute(() -> lookUp(name, result));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(List.of());
        }
        return result.completeOnTimeout(List.of(), timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void lookUp(String name, CompletableFuture<List<InetAddress>> result) {
        if (result.isDone()) {
            return; // waited for too long
        }
        try {
            result.complete(lookUp.of(name));
        } catch (UnknownHostException | RuntimeException e) {
            result.complete(List.of());
        }
    }
}
