package dev.specter.webrtc.loop;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What a committed change brings about: events to fire and futures to complete, in the order of the
 * W3C algorithm. They run on the callback executor, after the change. Loop-confined until handed
 * over.
 */
public final class Effects {
    private final Queue<Runnable> queue = new ArrayDeque<>(1);

    /** Adds an event or a completion behind those already there. */
    public void add(Runnable effect) {
        queue.add(effect);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void run() {
        for (Runnable effect = queue.poll(); effect != null; effect = queue.poll()) {
            SerialExecutor.runGuarded(effect);
        }
    }
}
