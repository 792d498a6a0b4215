package dev.specter.sctp.dcep;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Channels that cannot go on closing before the peer has done something, and until when each waits
 * for it. Loop-confined.
 */
final class CloseWaits {
    /** How long the peer has: far more than a busy browser takes. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** All wait equally long, so that the first is the first due. */
    private final Map<DataChannel, Long> dueNanos = new LinkedHashMap<>();

    void begin(DataChannel channel, long nowNanos) {
        dueNanos.put(channel, nowNanos + LIMIT.toNanos());
    }

    /** Gives whether the channel waited. */
    boolean end(DataChannel channel) {
        return dueNanos.remove(channel) != null;
    }

    /** When the first wait ends, {@code Long.MAX_VALUE} for never. */
    long dueNanos() {
        return dueNanos.isEmpty() ? Long.MAX_VALUE : dueNanos.values().iterator().next();
    }

    /** Takes out a channel that has waited long enough; null when there is none. */
    DataChannel pollDue(long nowNanos) {
        if (nowNanos < dueNanos()) {
            return null;
        }
        DataChannel first = dueNanos.keySet().iterator().next();
        dueNanos.remove(first);
        return first;
    }
}
