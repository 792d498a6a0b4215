package dev.specter.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Remembers the last events of a network, counts all of them and tells observers. */
final class Trace {
    private static final int CAPACITY = 10_000;

    private final ArrayDeque<NetworkEvent> events = new ArrayDeque<>();
    private final Map<NetworkEvent.Kind, Long> counts = new EnumMap<>(NetworkEvent.Kind.class);
    private final List<Consumer<? super NetworkEvent>> observers = new ArrayList<>();

    void observe(Consumer<? super NetworkEvent> observer) {
        observers.add(observer);
    }

    void add(NetworkEvent event) {
        if (events.size() == CAPACITY) {
            events.remove();
        }
        events.add(event);
        counts.merge(event.kind(), 1L, Long::sum);
        List.copyOf(observers).forEach(observer -> observer.accept(event));
    }

    long count(NetworkEvent.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    List<NetworkEvent> last(int count) {
        return events.stream().skip(Math.max(0, events.size() - count)).toList();
    }
}
