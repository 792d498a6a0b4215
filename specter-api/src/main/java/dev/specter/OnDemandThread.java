package dev.specter;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Executors of one daemon thread each, which ends after a second without work. */
final class OnDemandThread {
    private static final long IDLE_SECONDS = 1;

    private OnDemandThread() {}

    static Executor create(String name) {
        var executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        new DefaultThreadFactory(name, true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    static ScheduledThreadPoolExecutor createScheduler(String name) {
        var executor = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory(name, true));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Whether the calling thread is one of these, an event loop's or a callback's. */
    static boolean isCurrent() {
        return Thread.currentThread() instanceof FastThreadLocalThread;
    }
}
