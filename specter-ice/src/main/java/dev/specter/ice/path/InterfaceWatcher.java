package dev.specter.ice.path;

import io.netty.util.concurrent.EventExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Notices interfaces and addresses that appear and go. Java has no notification of that, so it
 * looks every few seconds: once for all who watch, on one thread for the whole process, which is
 * there only while somebody watches. Thread-safe.
 */
public final class InterfaceWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceWatcher.class);
    private static final ScheduledThreadPoolExecutor THREAD = thread();

    private final long intervalNanos;
    private final Supplier<List<LocalAddresses.Located>> system;

    /** Guarded by this. */
    private final Set<Watch> watches = new LinkedHashSet<>();

    /** Guarded by this; null while nobody watches. */
    private ScheduledFuture<?> looking;

    /**
     * A watcher for as many as like to.
     *
     * @param interval how often to look
     */
    public InterfaceWatcher(Duration interval) {
        this(interval, LocalAddresses::all);
    }

    InterfaceWatcher(Duration interval, Supplier<List<LocalAddresses.Located>> system) {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("not positive: " + interval);
        }
        intervalNanos = interval.toNanos();
        this.system = system;
    }

    private static ScheduledThreadPoolExecutor thread() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "specter-interfaces");
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Ends a watch. */
    public interface Registration extends AutoCloseable {
        /** The listener is not called any more, but for a call that is under way. */
        @Override
        void close();
    }

    private final class Watch implements Registration {
        private final AddressRules rules;
        private final Executor loop;
        private final Consumer<AddressChange> listener;

        /** Of the looking thread. */
        private List<InetAddress> known;

        private volatile boolean closed;

        Watch(
                AddressRules rules,
                List<InetAddress> known,
                Executor loop,
                Consumer<AddressChange> listener) {
            this.rules = rules;
            this.known = List.copyOf(known);
            this.loop = loop;
            this.listener = listener;
        }

        void look(List<LocalAddresses.Located> all) {
            List<InetAddress> now = LocalAddresses.choose(all, rules);
            AddressChange change = AddressChange.between(known, now);
            known = now;
            if (!change.isNone()) {
                LOG.debug("addresses: {}", change);
                loop.execute(
                        () -> {
                            if (!closed) {
                                listener.accept(change);
                            }
                        });
            }
        }

        @Override
        public void close() {
            closed = true;
            remove(this);
        }
    }

    /**
     * Begins to watch.
     *
     * @param rules which addresses matter; its filters are called on the watching thread
     * @param known those that the listener knows already
     * @param loop runs the listener
     * @param listener told of each change
     * @return ends it
     */
    public Registration watch(
            AddressRules rules,
            List<InetAddress> known,
            Executor loop,
            Consumer<AddressChange> listener) {
        Watch watch = new Watch(rules, known, loop, listener);
        synchronized (this) {
            watches.add(watch);
            if (looking == null) {
                looking =
                        THREAD.scheduleWithFixedDelay(
                                this::look, intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
            }
        }
        return watch;
    }

    private synchronized void remove(Watch watch) {
        watches.remove(watch);
        if (watches.isEmpty() && looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    private void look() {
        List<Watch> all;
        synchronized (this) {
            all = List.copyOf(watches);
        }
        try {
            List<LocalAddresses.Located> addresses = system.get();
            all.forEach(watch -> look(watch, addresses));
        } catch (RuntimeException e) {
            // A periodic task that throws is never run again.
            LOG.warn("while looking at the interfaces", e);
        }
    }

    private static void look(Watch watch, List<LocalAddresses.Located> addresses) {
        if (watch.loop instanceof EventExecutor executor && executor.isShutdown()) {
            watch.close(); // those who watched have ended with their loop
            return;
        }
        try {
            watch.look(addresses);
        } catch (RejectedExecutionException e) {
            watch.close(); // the loop is gone
        } catch (RuntimeException e) {
            LOG.warn("a filter of addresses threw", e);
        }
    }
}
