package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Transports that gather before a description wants them (RFC 9429, section 3.5.4). */
class CandidatePoolIT {
    private static final RtcConfiguration POOLED =
            RtcConfiguration.builder().iceCandidatePoolSize(2).build();

    @Test
    void aPooledTransportIsUsedAndTellsItsCandidatesOnceItIs() throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            long before = sockets();
            RtcPeerConnection alice = webrtc.newPeerConnection(POOLED);
            RtcPeerConnection bob = webrtc.newPeerConnection();
            List<RtcIceCandidate> candidates = new CopyOnWriteArrayList<>();
            alice.onIceCandidate(candidates::add);
            RtcDataChannel channel = alice.createDataChannel("data");
            var open = new CompletableFuture<Void>();
            channel.onOpen(() -> open.complete(null));
            await(() -> sockets() > before);
            assertTrue(candidates.isEmpty(), "told before a description wants them");

            RtcSessionDescription offer = alice.createOffer().join();
            alice.setLocalDescription(offer).join();
            await(() -> candidates.stream().anyMatch(RtcIceCandidate::isEndOfCandidates));
            bob.onIceCandidate(c -> alice.addIceCandidate(c.toInit()).join());
            bob.setRemoteDescription(alice.localDescription().orElseThrow()).join();
            bob.setLocalDescription(bob.createAnswer().join()).join();
            alice.setRemoteDescription(bob.localDescription().orElseThrow()).join();
            open.get(20, SECONDS);
            assertEquals(RtcIceGatheringState.COMPLETE, alice.iceGatheringState());
        }
    }

    @Test
    void whatNobodyTookIsClosedWithTheConnection() throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            long before = sockets();
            RtcPeerConnection connection = webrtc.newPeerConnection(POOLED);
            await(() -> sockets() > before);
            connection.close();
            await(() -> sockets() <= before);
            assertFalse(sockets() > before);
        }
    }

    @Test // webrtc-pc, section 4.4.1.6
    void aPoolThatGrowsGathersAndOneThatShrinksCloses() throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            long before = sockets();
            RtcPeerConnection connection = webrtc.newPeerConnection();
            connection.setConfiguration(pooled(connection, 1));
            await(() -> sockets() > before);
            connection.setConfiguration(pooled(connection, 0));
            await(() -> sockets() <= before);
        }
    }

    private static RtcConfiguration pooled(RtcPeerConnection connection, int size) {
        return connection.configuration().toBuilder().iceCandidatePoolSize(size).build();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNanos, "in time");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static long sockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(CandidatePoolIT::isSocket).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed while we looked
        }
    }
}
