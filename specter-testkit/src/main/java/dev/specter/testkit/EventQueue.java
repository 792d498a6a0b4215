package dev.specter.testkit;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen when; at one instant, in the order in which it was scheduled. */
final class EventQueue {
    private record Event(long dueNanos, long order, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::dueNanos).thenComparingLong(Event::order));
    private long order;

    void add(long dueNanos, Runnable action) {
        events.add(new Event(dueNanos, order++, action));
    }

    /** When the next event is due, or {@link Timed#NEVER}. */
    long nextNanos() {
        return events.isEmpty() ? Timed.NEVER : events.peek().dueNanos();
    }

    /** Runs one event that is due, if there is one. */
    boolean runOne(long nowNanos) {
        if (nextNanos() > nowNanos) {
            return false;
        }
        events.remove().action().run();
        return true;
    }
}
