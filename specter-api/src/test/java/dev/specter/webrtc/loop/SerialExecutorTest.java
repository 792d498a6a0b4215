package dev.specter.webrtc.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** When a thread is woken for tasks, and for which. */
class SerialExecutorTest {
    private final Queue<Runnable> woken = new ArrayDeque<>();
    private final Queue<Runnable> reading = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();
    private final SerialExecutor serial = new SerialExecutor(woken::add, woken::add, () -> {});

    private Runnable task(String name) {
        return () -> ran.add(name);
    }

    private static void runAll(Queue<Runnable> queue) {
        while (!queue.isEmpty()) {
            queue.remove().run();
        }
    }

    @Test
    void wakesOneThreadForWhatIsQueuedWhileTheLoopReads() {
        serial.execute(task("first"), reading::add);
        serial.execute(task("second"), reading::add);
        assertTrue(woken.isEmpty());
        runAll(reading);
        assertEquals(1, woken.size());
        runAll(woken);
        assertEquals(List.of("first", "second"), ran);
        serial.execute(task("third"), reading::add);
        runAll(reading);
        runAll(woken);
        assertEquals(List.of("first", "second", "third"), ran);
    }

    @Test
    void keepsTheOrderWithTasksThatDoNotWait() {
        serial.execute(task("first"), reading::add);
        serial.execute(task("second"));
        runAll(reading);
        runAll(woken);
        serial.execute(task("third"));
        serial.execute(task("fourth"), reading::add);
        assertTrue(reading.isEmpty(), "a thread is on its way already");
        runAll(woken);
        assertEquals(List.of("first", "second", "third", "fourth"), ran);
    }

    @Test
    void isNotIdleWhileItWaitsForTheLoop() {
        serial.execute(task("first"), reading::add);
        assertFalse(serial.tryHold());
        runAll(reading);
        runAll(woken);
        assertTrue(serial.tryHold());
        serial.execute(task("third"), reading::add);
        serial.release(task("second"));
        runAll(woken);
        assertEquals(List.of("first", "second", "third"), ran);
    }

    @Test
    void wakesAThreadAtOnceWhereTheLoopHasEnded() {
        Executor ended =
                task -> {
                    throw new RejectedExecutionException("ended");
                };
        serial.execute(task("first"), ended);
        runAll(woken);
        assertEquals(List.of("first"), ran);
    }
}
