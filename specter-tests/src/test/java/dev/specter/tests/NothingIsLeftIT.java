package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is left of connections that have been closed. */
class NothingIsLeftIT {
    private static final int PAIRS = 100;

    @Test
    void noThreadAndNoFileOfTwoHundredConnections() throws Exception {
        try (WebRtc warmUp = WebRtc.builder().build()) {
            connect(warmUp, 1).forEach(RtcPeerConnection::close);
        }
        settle();
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        List<String> filesBefore = sockets();

        try (WebRtc webrtc = WebRtc.builder().build()) {
            List<RtcPeerConnection> open = connect(webrtc, PAIRS);
            assertTrue(sockets().size() >= filesBefore.size() + 2 * PAIRS, "no sockets were open");
            open.forEach(RtcPeerConnection::close);
        }
        long endNanos = System.nanoTime() + SECONDS.toNanos(30);
        while (System.nanoTime() < endNanos
                && (sockets().size() > filesBefore.size()
                        || !threadsBesides(threadsBefore).isEmpty())) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertTrue(sockets().size() <= filesBefore.size(), () -> "sockets: " + sockets());
        assertEquals(Set.of(), threadsBesides(threadsBefore));
    }

    private static Set<String> threadsBesides(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("specter"))
                .collect(Collectors.toSet());
    }

    private static List<RtcPeerConnection> connect(WebRtc webrtc, int pairs) throws Exception {
        var all = new ArrayList<RtcPeerConnection>();
        var opened = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < pairs; i++) {
            RtcPeerConnection alice = webrtc.newPeerConnection();
            RtcPeerConnection bob = webrtc.newPeerConnection();
            RtcDataChannel channel = alice.createDataChannel("data");
            var open = new CompletableFuture<Void>();
            channel.onOpen(() -> open.complete(null));
            FullCall.connect(alice, bob);
            all.add(alice);
            all.add(bob);
            opened.add(open);
        }
        CompletableFuture.allOf(opened.toArray(CompletableFuture<?>[]::new)).get(120, SECONDS);
        return all;
    }

    /** Pools let idle threads go after a second. */
    private static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(3);
    }

    private static List<String> sockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(NothingIsLeftIT::target).filter(t -> t.startsWith("socket:")).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed while we looked
        }
    }
}
