package dev.specter.testkit;

import java.io.ByteArrayOutputStream;
import java.util.TreeMap;

/** The receiving half of a TCP end: puts segments in order. */
final class TcpReceiver {
    private final TreeMap<Long, VirtualSegment> early = new TreeMap<>();
    private long next;
    private boolean finished;

    /** Starts after the peer's SYN. */
    void start(long sequence) {
        next = sequence;
    }

    /** The number of the byte that comes next. */
    long next() {
        return next;
    }

    /** Whether the end of the stream has been reached. */
    boolean isFinished() {
        return finished;
    }

    /** Takes a segment and gives the bytes that are now in order, perhaps none. */
    byte[] receive(VirtualSegment segment) {
        long ahead = segment.sequence() - next;
        if (ahead >= 0 && ahead <= TcpSender.WINDOW) {
            // A segment that is sent again is cut as it was: there are no partial overlaps.
            early.putIfAbsent(segment.sequence(), segment);
        }
        var inOrder = new ByteArrayOutputStream();
        for (VirtualSegment first = early.remove(next); first != null; first = early.remove(next)) {
            inOrder.writeBytes(first.data().toArray());
            next += first.length();
            finished |= first.type() == VirtualSegment.Type.FIN;
        }
        return inOrder.toByteArray();
    }
}
