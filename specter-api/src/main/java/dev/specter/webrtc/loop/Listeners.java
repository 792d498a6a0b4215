package dev.specter.webrtc.loop;

import dev.specter.webrtc.RtcListenerRegistration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The listeners of one event. Each hears every event once, in the order in which they were added;
 * what one throws is logged and keeps nothing from the others. Thread-safe.
 *
 * @param <L> type of the listener
 */
public final class Listeners<L> {
    /** An entry of its own for each addition, so that closing removes just that one. */
    private record Entry<L>(L listener, Object identity) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry<?> that && identity == that.identity;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(identity);
        }
    }

    private final List<Entry<L>> entries = new CopyOnWriteArrayList<>();

    /** Adds a listener; closing the result removes it. */
    public RtcListenerRegistration add(L listener) {
        var entry = new Entry<>(java.util.Objects.requireNonNull(listener), new Object());
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Calls each listener; to be called in a task of the callback executor. */
    public void fire(Consumer<? super L> call) {
        for (Entry<L> entry : entries) {
            SerialExecutor.runGuarded(() -> call.accept(entry.listener()));
        }
    }
}
