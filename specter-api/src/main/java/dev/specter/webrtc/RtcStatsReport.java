package dev.specter.webrtc;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Statistics of one moment (webrtc-pc, section 8.4). Immutable. */
public final class RtcStatsReport {
    private final Instant timestamp;
    private final Map<String, RtcStats> byId;

    RtcStatsReport(Instant timestamp, List<RtcStats> stats) {
        this.timestamp = timestamp;
        var map = new LinkedHashMap<String, RtcStats>();
        stats.forEach(s -> map.put(s.id(), s));
        this.byId = java.util.Collections.unmodifiableMap(map);
    }

    /** When it was made. */
    public Instant timestamp() {
        return timestamp;
    }

    /** All objects, by their id. */
    public Map<String, RtcStats> byId() {
        return byId;
    }

    /**
     * The object of an id.
     *
     * @param id as another object refers to it
     */
    public Optional<RtcStats> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * All objects of a type.
     *
     * @param type a record nested in {@link RtcStats}
     * @param <T> the same
     */
    public <T extends RtcStats> List<T> all(Class<T> type) {
        return byId.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * The objects for which a condition holds, and all that they refer to, directly or not
     * (webrtc-pc, section 8.6, the stats selection algorithm).
     */
    RtcStatsReport select(Predicate<RtcStats> root) {
        var found = new LinkedHashSet<RtcStats>();
        var waiting = new ArrayDeque<RtcStats>();
        byId.values().stream().filter(root).forEach(waiting::add);
        while (!waiting.isEmpty()) {
            RtcStats each = waiting.remove();
            if (found.add(each)) {
                for (String id : Json.references(each)) {
                    get(id).ifPresent(waiting::add);
                }
            }
        }
        return new RtcStatsReport(timestamp, List.copyOf(found));
    }

    /** The same when the connection has closed, and its channels and transports with it. */
    RtcStatsReport closed() {
        return new RtcStatsReport(
                timestamp, byId.values().stream().map(RtcStatsReport::closed).toList());
    }

    private static RtcStats closed(RtcStats stats) {
        if (stats instanceof RtcStats.PeerConnection p) {
            long opened = p.dataChannelsOpened();
            return new RtcStats.PeerConnection(p.id(), opened, opened);
        }
        if (stats instanceof RtcStats.Transport transport) {
            return transport.closed();
        }
        return stats instanceof RtcStats.DataChannel channel ? channel.closed() : stats;
    }

    /**
     * A JSON object with a member for each id, as a browser's report becomes with {@code
     * Object.fromEntries}: {@code id}, {@code type}, {@code timestamp} in milliseconds, and the
     * rest.
     */
    public String toJson() {
        var report = Json.object();
        double millis = timestamp.getEpochSecond() * 1e3 + timestamp.getNano() / 1e6;
        byId.forEach((id, stats) -> report.set(id, Json.stats(stats, millis)));
        return Json.write(report);
    }

    @Override
    public String toString() {
        return "RtcStatsReport[" + byId.size() + " objects]";
    }
}
