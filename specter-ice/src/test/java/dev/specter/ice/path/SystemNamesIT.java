package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class SystemNamesIT {
    private static final List<InetAddress> FOUND = List.of(Stuns.ip("192.0.2.1"));

    private static List<InetAddress> get(CompletionStage<List<InetAddress>> stage)
            throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void asksTheSystem() throws Exception {
        assertEquals(
                Stuns.ip("127.0.0.1"),
                get(SystemNames.shared().resolve("localhost")).stream()
                        .filter(a -> a.getAddress().length == 4)
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void whatFailsOrTakesTooLongIsNoAddress() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        SystemNames names =
                new SystemNames(
                        Duration.ofMillis(100),
                        name -> {
                            if (name.equals("unknown")) {
                                throw new UnknownHostException(name);
                            }
                            await(end);
                            return FOUND;
                        });
        assertEquals(List.of(), get(names.resolve("unknown")));
        assertEquals(List.of(), get(names.resolve("slow")));
        end.countDown();
    }

    @Test
    void soManyWaitAndNoMoreThreadsAreMade() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger asking = new AtomicInteger();
        SystemNames names =
                new SystemNames(
                        Duration.ofSeconds(30),
                        name -> {
                            asking.incrementAndGet();
                            await(end);
                            return FOUND;
                        });
        List<CompletionStage<List<InetAddress>>> stages = new ArrayList<>();
        for (int i = 0; i < 4 + 256; i++) {
            stages.add(names.resolve("name" + i));
        }
        assertEquals(List.of(), get(names.resolve("one too many")));
        Edge.eventually(() -> asking.get() == 4, "four ask");
        end.countDown();
        for (CompletionStage<List<InetAddress>> stage : stages) {
            assertEquals(FOUND, get(stage));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
