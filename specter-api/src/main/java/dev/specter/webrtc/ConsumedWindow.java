package dev.specter.webrtc;

import dev.specter.sctp.dcep.ChannelTable;
import dev.specter.sctp.dcep.DataChannel;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of the window announced to the peer (RFC 9260, section 6.2.1) that the application has
 * taken from its channels, until the association is told. Loop-confined but for {@link #add}.
 */
final class ConsumedWindow {
    /** What may have been taken without the association knowing of it, at most. */
    private static final int LITTLE_BYTES = 4_096;

    /** All that the messages of a channel that has closed take. */
    static final int ALL = Integer.MAX_VALUE;

    private record Consumed(RtcDataChannel channel, int windowBytes) {}

    private final long littleBytes;
    private final Queue<Consumed> consumed = new ConcurrentLinkedQueue<>();
    private final AtomicLong consumedBytes = new AtomicLong();

    /** Closed ones whose messages listeners may have yet to take: until then they count. */
    private final Map<RtcDataChannel, DataChannel> unread = new HashMap<>();

    /**
     * A window of which all has been given back.
     *
     * @param placeBytes the window, or the place of one message where that is less
     */
    ConsumedWindow(long placeBytes) {
        littleBytes = Math.min(LITTLE_BYTES, placeBytes / 8);
    }

    /**
     * The application has taken what a channel delivered. Any thread.
     *
     * @param windowBytes what it took of the window, or {@link #ALL}
     * @return whether the loop should be woken for it: a little can wait until it is awake anyway
     */
    boolean add(RtcDataChannel channel, int windowBytes) {
        consumed.add(new Consumed(channel, windowBytes));
        return consumedBytes.addAndGet(windowBytes) >= littleBytes;
    }

    /** A channel has closed. */
    void closed(RtcDataChannel channel, DataChannel handle) {
        unread.put(channel, handle);
    }

    /**
     * Tells the association.
     *
     * @param open the channels that have not closed
     */
    void giveBack(ChannelTable table, Map<RtcDataChannel, DataChannel> open, long nowNanos) {
        if (!consumed.isEmpty()) {
            consumedBytes.set(0);
        }
        for (Consumed c = consumed.poll(); c != null; c = consumed.poll()) {
            boolean isLast = c.windowBytes() == ALL;
            DataChannel handle = open.get(c.channel());
            if (handle == null) {
                handle = isLast ? unread.remove(c.channel()) : unread.get(c.channel());
            }
            if (handle != null) {
                table.consumed(handle, isLast ? Long.MAX_VALUE : c.windowBytes(), nowNanos);
            }
        }
    }

    /** The association has ended, and its window with it. */
    void associationEnded() {
        unread.clear();
    }

    /** Nothing is told to anybody any more. */
    void clear() {
        unread.clear();
        consumed.clear();
    }
}
