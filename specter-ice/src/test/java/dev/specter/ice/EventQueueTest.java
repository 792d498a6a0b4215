package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

class EventQueueTest {
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final EventQueue queue = new EventQueue(loop::add);
    private final List<String> fired = new ArrayList<>();

    private void runLoop() {
        while (!loop.isEmpty()) {
            loop.poll().run();
        }
    }

    @Test
    void nothingFiresWithinTheCallThatCausedIt() {
        queue.add(() -> fired.add("a"));
        assertTrue(fired.isEmpty());
        runLoop();
        assertEquals(List.of("a"), fired);
    }

    @Test
    void orderIsKeptAcrossDrainAndTask() {
        queue.add(() -> fired.add("a"));
        queue.add(() -> fired.add("b"));
        queue.drain();
        queue.add(() -> fired.add("c"));
        runLoop();
        assertEquals(List.of("a", "b", "c"), fired);
    }

    @Test
    void whatAnEventCausesFiresAfterIt() {
        queue.add(
                () -> {
                    fired.add("a");
                    queue.add(() -> fired.add("b"));
                });
        runLoop();
        assertEquals(List.of("a", "b"), fired);
    }

    @Test
    void closingInAnEventSilencesTheRest() {
        queue.add(queue::close);
        queue.add(() -> fired.add("late"));
        runLoop();
        queue.add(() -> fired.add("later"));
        runLoop();
        assertTrue(fired.isEmpty());
    }
}
