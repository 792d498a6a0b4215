package dev.specter.examples.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;

/** The visitors, who see the film and each other. Thread-safe. */
final class Room {
    /** So many see each other; who comes later sees the film and the mirror alone. */
    private static final int SEATS = 6;

    private final Film film;

    private int lastNumber;
    private final Set<Visitor> present = new HashSet<>();
    private final Set<Visitor> gone = Collections.newSetFromMap(new WeakHashMap<>());
    private final List<Visitor> visitors = new ArrayList<>();

    Room(Film film) {
        this.film = film;
    }

    Film film() {
        return film;
    }

    synchronized int nextNumber() {
        return ++lastNumber;
    }

    /** A visitor's connection stands. */
    synchronized void enter(Visitor newcomer) {
        if (gone.contains(newcomer) || !present.add(newcomer)) {
            return; // the connection was lost for a while, or came up while the page closed
        }
        film.enter();
        if (visitors.size() < SEATS) {
            visitors.forEach(
                    other -> {
                        other.show(newcomer);
                        newcomer.show(other);
                    });
            visitors.add(newcomer);
        }
        tellNumber();
    }

    /** A visitor has gone. */
    synchronized void leave(Visitor visitor) {
        gone.add(visitor);
        if (present.remove(visitor)) {
            film.leave();
        }
        if (visitors.remove(visitor)) {
            visitors.forEach(other -> other.hide(visitor));
        }
        tellNumber();
    }

    synchronized int size() {
        return visitors.size();
    }

    /** Runs an action on all but one. */
    synchronized void forOthers(Visitor visitor, Consumer<Visitor> action) {
        visitors.stream().filter(other -> other != visitor).forEach(action);
    }

    private void tellNumber() {
        visitors.forEach(v -> v.tell(Visitor.newEvent().put("visitors", visitors.size())));
    }
}
