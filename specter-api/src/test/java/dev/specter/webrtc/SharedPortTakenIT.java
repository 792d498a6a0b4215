package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** A port that cannot be shared leaves nothing behind. */
class SharedPortTakenIT {
    private static Set<String> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("specter-loop"))
                .collect(Collectors.toSet());
    }

    @Test
    void theLoopsEndWhereAPortIsTaken() throws Exception {
        try (WebRtc first = WebRtc.builder().udpMux(0).build()) {
            int taken = first.udpMuxPorts().get(0);
            Set<String> before = loops();
            WebRtc.Builder second = WebRtc.builder().udpMux(taken);
            assertThrows(UncheckedIOException.class, second::build);
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!before.containsAll(loops()) && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertTrue(before.containsAll(loops()), "loops left: " + loops());
        }
    }
}
