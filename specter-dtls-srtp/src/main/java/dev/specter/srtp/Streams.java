package dev.specter.srtp;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The streams of one direction and protocol by SSRC. Those used last are kept whole. Of the others
 * the highest index stays: enough for them to go on, and for no index ever to be used twice. Their
 * number is bounded, too. Loop-confined.
 */
final class Streams<S extends Streams.Stream> {
    private static final int KNOWN_PER_STREAM = 64;

    /** What is kept of an SSRC. */
    interface Stream {
        /** The highest index used. */
        long highestIndex();
    }

    private final int maxStreams;
    private final Map<Integer, S> streams = new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
    private final Map<Integer, Long> forgotten = new HashMap<>();
    private int lastSsrc;
    private S last;

    /** Keeps so many streams whole, more than zero, and knows of 64 times as many. */
    Streams(int maxStreams) {
        this.maxStreams = maxStreams;
    }

    /** The stream, or null when it is new or has been forgotten. */
    S get(int ssrc) {
        if (last == null || lastSsrc != ssrc) {
            S stream = streams.get(ssrc);
            if (stream == null) {
                return null;
            }
            lastSsrc = ssrc;
            last = stream;
        }
        return last;
    }

    /** The highest index of a forgotten stream, or {@link PacketIndex#NONE} for a new one. */
    long forgottenIndex(int ssrc) {
        Long index = forgotten.get(ssrc);
        return index == null ? PacketIndex.NONE : index;
    }

    /** Whether a stream that was never here may come. */
    boolean hasRoom() {
        return streams.size() + forgotten.size() < (long) maxStreams * KNOWN_PER_STREAM;
    }

    /** Adds a stream, and forgets the one not used for longest when there are too many. */
    void put(int ssrc, S stream) {
        forgotten.remove(ssrc);
        streams.put(ssrc, stream);
        lastSsrc = ssrc;
        last = stream;
        if (streams.size() > maxStreams) {
            Iterator<Map.Entry<Integer, S>> oldest = streams.entrySet().iterator();
            Map.Entry<Integer, S> entry = oldest.next();
            forgotten.put(entry.getKey(), entry.getValue().highestIndex());
            oldest.remove();
        }
    }
}
