package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server with a thousand connections behind two UDP ports. */
class SharedPortsIT {
    private static final int FEW = 10;
    private static final int MANY = 1_000;
    private static final int AT_ONCE = 8;

    /** A connection of the server and its client's, with a channel that has carried a message. */
    private record Call(RtcPeerConnection client, RtcPeerConnection server) {}

    @Test
    void aThousandConnectionsBehindTwoPorts() throws Exception {
        try (WebRtc server = WebRtc.builder().udpMux(0, 0).build();
                WebRtc clients = WebRtc.builder().build()) {
            Set<Integer> ports = ConcurrentHashMap.newKeySet();
            List<Call> calls = new ArrayList<>(open(server, clients, FEW, ports));
            long threadsOfFew = settledThreads();
            long heapBefore = heapBytes();
            long residentBefore = residentBytes();

            calls.addAll(open(server, clients, MANY - FEW, ports));
            long endNanos = System.nanoTime() + SECONDS.toNanos(60);
            long threadsOfMany = settledThreads();
            while (threadsOfMany > threadsOfFew && System.nanoTime() < endNanos) {
                threadsOfMany = settledThreads();
            }
            long ends = 2L * (MANY - FEW);
            System.out.printf(
                    "%d connections behind ports %s: %d threads, with %d connections %d;"
                            + " for each of %d more ends %d KiB of heap, %d KiB resident%n",
                    MANY,
                    ports,
                    threadsOfMany,
                    FEW,
                    threadsOfFew,
                    ends,
                    (heapBytes() - heapBefore) / ends / 1024,
                    (residentBytes() - residentBefore) / ends / 1024);

            assertEquals(Set.copyOf(server.udpMuxPorts()), ports);
            assertTrue(threadsOfMany <= threadsOfFew, threadsOfMany + " > " + threadsOfFew);
            for (Call call : calls) {
                // Some may have waited long for their turn, and be disconnected for a moment.
                while (call.server().connectionState() == RtcPeerConnectionState.DISCONNECTED
                        && System.nanoTime() < endNanos) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                assertEquals("connected", call.server().connectionState().toString());
            }
            calls.forEach(call -> call.client().close());
        }
    }

    private static List<Call> open(WebRtc server, WebRtc clients, int count, Set<Integer> ports)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var calls = new ArrayList<CompletableFuture<Call>>();
            for (int i = 0; i < count; i++) {
                calls.add(
                        CompletableFuture.supplyAsync(() -> open(server, clients, ports), threads));
            }
            var open = new ArrayList<Call>();
            for (CompletableFuture<Call> call : calls) {
                open.add(call.get(300, SECONDS));
            }
            return open;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Call open(WebRtc server, WebRtc clients, Set<Integer> ports) {
        RtcPeerConnection near = clients.newPeerConnection();
        RtcPeerConnection far = server.newPeerConnection();
        far.onDataChannel(echo -> echo.onMessage(message -> echo.send(message.data())));
        far.onIceCandidate(
                candidate -> {
                    String[] words = candidate.candidate().split(" ");
                    if (words.length > 5 && words[2].equals("udp")) {
                        ports.add(Integer.parseInt(words[5]));
                    }
                });
        RtcDataChannel channel = near.createDataChannel("data");
        var back = new CompletableFuture<Void>();
        channel.onMessage(message -> back.complete(null));
        channel.onOpen(() -> channel.send("hello"));
        FullCall.connect(near, far);
        back.orTimeout(60, SECONDS).join();
        return new Call(near, far);
    }

    /** Pools let idle threads go after a second. */
    private static long settledThreads() throws InterruptedException {
        TimeUnit.SECONDS.sleep(4);
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("specter"))
                .count();
    }

    private static long heapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
