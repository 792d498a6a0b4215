package dev.specter.webrtc.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcListenerRegistration;

import io.netty.channel.DefaultEventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

class OneTimeEventTest {
    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
    private final ConnectionLoop loop =
            new ConnectionLoop(eventLoop, executor::add, false, System::nanoTime);
    private final OneTimeEvent event = new OneTimeEvent(loop);
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        assertTrue(eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(5_000));
    }

    private void runCallbacks() {
        while (!executor.isEmpty()) {
            executor.remove().run();
        }
    }

    private RtcListenerRegistration add(String name) {
        return event.add(() -> calls.add(name));
    }

    @Test
    void callsThoseWhoWereThereAndThoseWhoComeLate() {
        add("before");
        loop.callback(event::fire);
        runCallbacks();
        add("after");
        assertEquals(List.of("before"), calls);
        runCallbacks();
        assertEquals(List.of("before", "after"), calls);
    }

    @Test
    void aListenerAddedInACallbackMissesNothingAndHearsItOnce() {
        loop.callback(() -> add("in time"));
        loop.callback(event::fire);
        loop.callback(
                () -> {
                    add("late");
                    calls.add("not within the call");
                });
        runCallbacks();
        assertEquals(List.of("in time", "not within the call", "late"), calls);
    }

    @Test
    void whoHasGoneIsNotCalled() {
        add("before").close();
        RtcListenerRegistration attached = add("attached");
        runCallbacks();
        attached.close();
        loop.callback(event::fire);
        loop.callback(() -> add("late").close());
        runCallbacks();
        assertEquals(List.of(), calls);
    }
}
