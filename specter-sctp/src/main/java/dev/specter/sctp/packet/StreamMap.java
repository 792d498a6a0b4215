package dev.specter.sctp.packet;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Values by stream identifier, made when first asked for, so that 65,536 announced streams cost
 * what is used of them. Not thread-safe.
 *
 * @param <T> type of the values
 */
public final class StreamMap<T> {
    private static final int PAGE_BITS = 4;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;
    private static final int MAX_PAGES = 1 << 16 - PAGE_BITS;

    private Object[][] pages = new Object[1][];
    private final IntFunction<T> factory;

    /**
     * Makes an empty map.
     *
     * @param factory makes the value of a stream
     */
    public StreamMap(IntFunction<T> factory) {
        this.factory = factory;
    }

    /** The value of a stream, or null if there is none yet. */
    @SuppressWarnings("unchecked") // only values of T go in
    public T peek(int streamId) {
        Object[] page = page(streamId);
        return page == null ? null : (T) page[streamId & PAGE_SIZE - 1];
    }

    private Object[] page(int streamId) {
        int index = streamId >> PAGE_BITS;
        return index < pages.length ? pages[index] : null;
    }

    /** The value of a stream, made if need be. */
    public T get(int streamId) {
        T value = peek(streamId);
        if (value == null) {
            value = factory.apply(streamId);
            int index = streamId >> PAGE_BITS;
            if (index >= pages.length) {
                int doubled = Math.min(2 * pages.length, MAX_PAGES);
                pages = Arrays.copyOf(pages, Math.max(index + 1, doubled));
            }
            if (pages[index] == null) {
                pages[index] = new Object[PAGE_SIZE];
            }
            pages[index][streamId & PAGE_SIZE - 1] = value;
        }
        return value;
    }

    /** Forgets the value of a stream. */
    public void remove(int streamId) {
        Object[] page = page(streamId);
        if (page != null) {
            page[streamId & PAGE_SIZE - 1] = null;
        }
    }

    /** Calls for each value, in the order of the streams. */
    public void forEach(Consumer<T> action) {
        for (int index = 0; index < pages.length; index++) {
            for (int i = 0; pages[index] != null && i < PAGE_SIZE; i++) {
                T value = peek(index << PAGE_BITS | i);
                if (value != null) {
                    action.accept(value);
                }
            }
        }
    }
}
