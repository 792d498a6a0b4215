package dev.specter;

import dev.specter.webrtc.RtcDataChannel;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The data channels of a Specter, by id. Thread-safe. */
final class Channels {
    /** A channel, the connection it belongs to and the object of the layer below. */
    record Entry(DataChannel handle, Connection connection, RtcDataChannel rtc) {}

    private final Map<UUID, Entry> entries = new ConcurrentHashMap<>();

    void add(Entry entry) {
        entries.put(entry.handle().id(), entry);
    }

    void remove(DataChannel handle) {
        entries.remove(handle.id());
    }

    void removeAll(Connection connection) {
        entries.values().removeIf(entry -> entry.connection() == connection);
    }

    boolean exists(UUID id) {
        Entry entry = entries.get(id);
        return entry != null && !entry.connection().isGone();
    }

    Entry require(DataChannel handle) {
        Entry entry = entries.get(handle.id());
        if (entry == null || entry.connection().isGone()) {
            throw Specter.notFound(handle);
        }
        return entry;
    }
}
