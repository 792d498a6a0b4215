package dev.specter.ice;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Keeps the promise that the listener is never called from within a call: what happens is queued,
 * and handed out when the input that caused it has been dealt with. Loop-confined.
 */
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private final Executor loop;
    private final Deque<Runnable> events = new ArrayDeque<>(1);
    private boolean scheduled;
    private boolean closed;

    EventQueue(Executor loop) {
        this.loop = loop;
    }

    /** Queues an event; it fires with the next {@link #drain}, or by a task of its own. */
    void add(Runnable event) {
        if (closed) {
            return;
        }
        events.add(event);
        if (!scheduled) {
            scheduled = true;
            loop.execute(
                    () -> {
                        scheduled = false;
                        drain();
                    });
        }
    }

    /** Fires what is queued. Not to be called from a public method. */
    void drain() {
        Runnable event = events.poll();
        while (event != null) {
            fire(event);
            event = events.poll();
        }
    }

    /** A fault of the listener's must not stop what caused the event half-way. */
    private static void fire(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.warn("a listener threw", e);
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Forgets what is queued, and what is yet to come. */
    void close() {
        closed = true;
        events.clear();
    }
}
