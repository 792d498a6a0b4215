package dev.specter.rtp.interceptor;

import java.util.function.Consumer;

/**
 * A small hash map keyed by SSRC, without boxed keys, for use on every packet. Loop-confined.
 *
 * @param <T> type of the values, which are never null
 */
public final class SsrcMap<T> {
    private long[] keys = new long[8];
    private Object[] values = new Object[8];
    private int size;

    /** Makes an empty map. */
    public SsrcMap() {}

    /** The value of a key, or null where there is none. */
    @SuppressWarnings("unchecked") // only T goes in
    public T get(long ssrc) {
        return (T) values[slot(ssrc)];
    }

    /** Sets the value of a key and returns the one before, or null. */
    @SuppressWarnings("unchecked") // only T goes in
    public T put(long ssrc, T value) {
        if (size * 2 >= keys.length) {
            rehash(keys.length * 2);
        }
        int slot = slot(ssrc);
        T before = (T) values[slot];
        keys[slot] = ssrc;
        values[slot] = value;
        size += before == null ? 1 : 0;
        return before;
    }

    /** Removes a key and returns its value, or null. */
    @SuppressWarnings("unchecked") // only T goes in
    public T remove(long ssrc) {
        int slot = slot(ssrc);
        T before = (T) values[slot];
        if (before != null) {
            values[slot] = null;
            size--;
            rehash(keys.length); // closes the hole in the row of colliding keys
        }
        return before;
    }

    /** The number of keys. */
    public int size() {
        return size;
    }

    /** Calls for each value; the map must not be changed meanwhile. */
    @SuppressWarnings("unchecked") // only T goes in
    public void forEach(Consumer<? super T> action) {
        for (Object value : values) {
            if (value != null) {
                action.accept((T) value);
            }
        }
    }

    private int slot(long ssrc) {
        int mask = keys.length - 1;
        int slot = (int) (ssrc * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (values[slot] != null && keys[slot] != ssrc) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void rehash(int capacity) {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[capacity];
        values = new Object[capacity];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
