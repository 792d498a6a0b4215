package dev.specter.ice.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class MdnsIT {
    private static final InetAddress HIDDEN = DnsMessageFuzzTest.ip("198.51.100.7");
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Mdns here = new Mdns(group.next(), new SecureRandom());
    private final Mdns there = new Mdns(group.next(), new SecureRandom());

    @BeforeEach
    void needsMulticast() {
        assumeTrue(
                MdnsLink.all().stream().anyMatch(link -> link.hasIpv4() || link.hasIpv6()),
                "no interface with multicast here");
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        group.shutdownGracefully(100, 5000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static long sockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(MdnsIT::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed while we looked
        }
    }

    @Test
    void aHiddenAddressIsFoundByItsName() throws Exception {
        String name = get(there.hide(HIDDEN));
        UUID uuid = UUID.fromString(name.substring(0, name.length() - ".local".length()));
        assertEquals(4, uuid.version());
        assertEquals(2, uuid.variant());
        long startNanos = System.nanoTime();
        assertEquals(List.of(HIDDEN), get(here.resolve(name)));
        long micros = (System.nanoTime() - startNanos) / 1000;
        System.out.println("> a name was resolved in " + micros + " us, sockets opened included");
        assertEquals(List.of(HIDDEN), get(here.resolve(name.toUpperCase(java.util.Locale.ROOT))));
        assertNotEquals(name, get(there.hide(HIDDEN)), "each time another");
    }

    @Test
    void whatIsShownAgainIsNotFoundAndTakesFiveSeconds() throws Exception {
        String name = get(there.hide(HIDDEN));
        there.show(name);
        get(there.hide(HIDDEN)); // its loop does things in order: by now it has shown
        assertEquals(List.of(), get(here.resolve(name)));
    }

    @Test
    void otherNamesAreNotAskedFor() throws Exception {
        for (String name : List.of("localhost", "a.b.local", "example.org", "local", ".local")) {
            assertEquals(List.of(), get(here.resolve(name)), name);
        }
    }

    @Test
    void manyAreResolvedAtATimeWithoutAThreadMore() throws Exception {
        get(here.resolve(get(there.hide(HIDDEN))));
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        List<CompletionStage<List<InetAddress>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(here.resolve(get(there.hide(HIDDEN))));
        }
        for (CompletionStage<List<InetAddress>> answer : answers) {
            assertEquals(List.of(HIDDEN), get(answer));
        }
        int now = ManagementFactory.getThreadMXBean().getThreadCount();
        assertTrue(now <= threads + 2, "threads " + threads + ", then " + now);
    }

    @Test
    void theSocketsAreThereOnlyWhileTheyAreNeeded() throws Exception {
        long before = sockets();
        get(here.resolve(get(there.hide(HIDDEN))));
        assertTrue(sockets() > before, "none was opened");
        there.close();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (sockets() > before) {
            assertTrue(System.nanoTime() < endNanos, () -> sockets() + " left, " + before);
            Thread.sleep(100);
        }
        Mdns other = new Mdns(group.next(), new SecureRandom());
        assertEquals(List.of(HIDDEN), get(here.resolve(get(other.hide(HIDDEN)))), "opened again");
        other.close();
    }

    @Test
    void closingEndsWhatWaits() throws Exception {
        CompletionStage<List<InetAddress>> answer = here.resolve("nobody-has-it.local");
        here.close();
        assertEquals(List.of(), get(answer));
        assertEquals(List.of(), get(here.resolve("nobody-has-it.local")));
        assertThrows(ExecutionException.class, () -> get(here.hide(HIDDEN)));
    }
}
