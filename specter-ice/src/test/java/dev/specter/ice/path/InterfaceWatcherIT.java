package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

class InterfaceWatcherIT {
    private static final Duration OFTEN = Duration.ofMillis(20);

    private volatile List<LocalAddresses.Located> present = located("192.0.2.1");
    private final InterfaceWatcher watcher = new InterfaceWatcher(OFTEN, () -> present);
    private final BlockingQueue<AddressChange> changes = new LinkedBlockingQueue<>();

    private static List<LocalAddresses.Located> located(String... literals) {
        return addresses(literals).stream()
                .map(address -> new LocalAddresses.Located(null, address))
                .toList();
    }

    private static List<InetAddress> addresses(String... literals) {
        List<InetAddress> all = new ArrayList<>();
        for (String literal : literals) {
            all.add(Stuns.ip(literal));
        }
        return all;
    }

    private AddressChange next() throws InterruptedException {
        AddressChange change = changes.poll(30, TimeUnit.SECONDS);
        assertNotNull(change, "no change was noticed");
        return change;
    }

    private InterfaceWatcher.Registration watch() {
        return watcher.watch(
                AddressRules.defaults(), addresses("192.0.2.1"), Runnable::run, changes::add);
    }

    @Test
    void tellsWhatAppearsAndWhatGoes() throws Exception {
        try (InterfaceWatcher.Registration registration = watch()) {
            assertNotNull(registration);
            assertNull(changes.poll(100, TimeUnit.MILLISECONDS), "nothing new");
            present = located("192.0.2.1", "2001:db8::1");
            assertEquals(
                    new AddressChange(
                            addresses("2001:db8::1", "192.0.2.1"),
                            addresses("2001:db8::1"),
                            List.of()),
                    next());
            present = located("2001:db8::1");
            assertEquals(addresses("192.0.2.1"), next().gone());
            assertNull(changes.poll(100, TimeUnit.MILLISECONDS), "told once");
        }
        present = located("192.0.2.9");
        assertNull(changes.poll(100, TimeUnit.MILLISECONDS), "closed");
    }

    @Test
    void aFilterThatThrowsAndALoopThatIsGoneHarmNoOther() throws Exception {
        AddressRules bad =
                AddressRules.defaults()
                        .withAddresses(
                                address -> {
                                    throw new IllegalStateException("on purpose, in a test");
                                });
        try (InterfaceWatcher.Registration first =
                        watcher.watch(bad, List.of(), Runnable::run, changes::add);
                InterfaceWatcher.Registration second =
                        watcher.watch(
                                AddressRules.defaults(),
                                List.of(),
                                task -> {
                                    throw new RejectedExecutionException();
                                },
                                changes::add);
                InterfaceWatcher.Registration third = watch()) {
            assertNotNull(first);
            assertNotNull(second);
            assertNotNull(third);
            present = located("192.0.2.1", "192.0.2.2");
            assertEquals(addresses("192.0.2.2"), next().appeared());
        }
    }

    @Test
    void aThousandWatchersHaveOneThreadAndNoneWhenTheyAreGone() throws Exception {
        List<InterfaceWatcher.Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            registrations.add(watch());
        }
        present = located("192.0.2.1", "192.0.2.2");
        for (int i = 0; i < 1000; i++) {
            next();
        }
        // That of another test may be about to end.
        Edge.eventually(() -> threads() == 1, "one thread");
        registrations.forEach(InterfaceWatcher.Registration::close);
        Edge.eventually(() -> threads() == 0, "the thread stays");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("specter-interfaces"))
                .count();
    }
}
