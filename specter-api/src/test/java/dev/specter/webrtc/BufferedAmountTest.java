package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.loop.ConnectionLoop;

import io.netty.channel.DefaultEventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

class BufferedAmountTest {
    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
    private final ConnectionLoop loop =
            new ConnectionLoop(eventLoop, executor::add, false, System::nanoTime);
    private final List<String> calls = new ArrayList<>();
    private final BufferedAmount amount = new BufferedAmount(loop, () -> calls.add("reduced"));

    @AfterEach
    void stop() throws InterruptedException {
        assertTrue(eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(5_000));
    }

    private void runCallbacks() {
        while (!executor.isEmpty()) {
            executor.remove().run();
        }
    }

    private void showIn(int callbacks) {
        for (int i = 0; i < callbacks; i++) {
            loop.callback(
                    () -> {
                        calls.add("first " + amount.bytes());
                        amount.sentOff(10, false);
                        calls.add("then " + amount.bytes());
                    });
        }
        runCallbacks();
    }

    @Test // webrtc-pc, section 6.2: not until the event loop reaches step 1
    void doesNotFallWithinACallback() {
        amount.add(25);
        showIn(2);
        assertEquals(List.of("first 25", "then 25", "first 15", "then 15"), calls);
        assertEquals(5, amount.bytes());
    }

    @Test
    void tellsWhenItFallsToTheThresholdAndNotBelow() {
        amount.lowThreshold(10);
        amount.onLow(() -> calls.add("low at " + amount.bytes()));
        amount.add(30);
        for (int i = 0; i < 3; i++) {
            amount.sentOff(10, false);
            runCallbacks();
        }
        assertEquals(List.of("low at 10", "reduced", "reduced"), calls);
    }

    @Test
    void aListenerThatComesBehindWhatHasLeftHearsOfIt() {
        amount.add(5);
        amount.sentOff(5, false);
        amount.onLow(() -> calls.add("low"));
        runCallbacks();
        assertEquals(List.of("low", "reduced"), calls);
    }

    @Test
    void wakesWhoAsksForIt() {
        amount.add(5);
        amount.sentOff(1, false);
        runCallbacks();
        assertEquals(List.of(), calls);
        amount.sentOff(1, true);
        amount.sentOff(1, true);
        runCallbacks();
        assertEquals(List.of("reduced"), calls);
        assertEquals(2, amount.bytes());
    }
}
