package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.AudioLevel;
import dev.specter.rtp.ext.HeaderExtensionMap;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sources of a receiver's packets of the last ten seconds. Loop-confined. */
final class RecentSources {
    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final int MAX_SOURCES = 256;
    private static final double DECIBELS_PER_DECADE = 20;

    private final Map<Long, RtcRtpSource> synchronization = new HashMap<>();
    private final Map<Long, RtcRtpSource> contributing = new HashMap<>();

    void packet(RtpPacket packet, HeaderExtensionMap extensions, Instant now) {
        Optional<AudioLevel> level = extensions.read(packet, AudioLevel.TYPE);
        put(
                synchronization,
                new RtcRtpSource(packet.ssrc(), now, packet.timestamp(), toLinear(level)));
        for (long csrc : packet.csrcs()) {
            put(
                    contributing,
                    new RtcRtpSource(csrc, now, packet.timestamp(), OptionalDouble.empty()));
        }
    }

    /** RFC 6464, section 3: the level in -dBov, 127 for silence. */
    private static OptionalDouble toLinear(Optional<AudioLevel> level) {
        if (level.isEmpty()) {
            return OptionalDouble.empty();
        }
        int minusDecibels = level.get().level();
        return OptionalDouble.of(
                minusDecibels == 127 ? 0 : Math.pow(10, -minusDecibels / DECIBELS_PER_DECADE));
    }

    private static void put(Map<Long, RtcRtpSource> sources, RtcRtpSource source) {
        if (sources.size() < MAX_SOURCES || sources.containsKey(source.source())) {
            sources.put(source.source(), source);
        } else {
            sources.values().removeIf(s -> s.timestamp().isBefore(source.timestamp().minus(KEPT)));
        }
    }

    List<RtcRtpSource> synchronization(Instant now) {
        return recent(synchronization, now);
    }

    List<RtcRtpSource> contributing(Instant now) {
        return recent(contributing, now);
    }

    private static List<RtcRtpSource> recent(Map<Long, RtcRtpSource> sources, Instant now) {
        sources.values().removeIf(s -> s.timestamp().isBefore(now.minus(KEPT)));
        return sources.values().stream()
                .sorted(Comparator.comparing(RtcRtpSource::timestamp).reversed())
                .toList();
    }
}
