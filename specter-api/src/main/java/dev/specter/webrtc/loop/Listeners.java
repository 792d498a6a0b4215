package dev.specter.webrtc.loop;

import dev.specter.webrtc.RtcListenerRegistration;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The listeners of one event. Each hears every event once, in the order in which they were added;
 * what one throws is logged and keeps nothing from the others. Thread-safe.
 *
 * @param <L> type of the listener
 */
public final class Listeners<L> {
    /** An entry of its own for each addition, so that closing removes just that one. */
    private static final class Entry<L> {
        private final L listener;

        Entry(L listener) {
            this.listener = Objects.requireNonNull(listener);
        }
    }

    private volatile List<Entry<L>> entries = List.of(); // replaced as a whole

    /** Adds a listener; closing the result removes it. */
    public RtcListenerRegistration add(L listener) {
        var entry = new Entry<>(listener);
        synchronized (this) {
            entries = Stream.concat(entries.stream(), Stream.of(entry)).toList();
        }
        return () -> remove(entry);
    }

    private synchronized void remove(Entry<L> entry) {
        entries = entries.stream().filter(e -> e != entry).toList();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Calls each listener; to be called in a task of the callback executor. */
    public void fire(Consumer<? super L> call) {
        for (Entry<L> entry : entries) {
            SerialExecutor.runGuarded(() -> call.accept(entry.listener));
        }
    }
}
