package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes in order, put in and taken out in pieces of any size. */
final class ByteQueue {
    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
    private long size;

    long size() {
        return size;
    }

    void add(Bytes piece) {
        if (!piece.isEmpty()) {
            pieces.add(piece.asBuffer());
            size += piece.size();
        }
    }

    /** Takes out some bytes, no more than there are. */
    byte[] take(int count) {
        byte[] taken = new byte[count];
        int filled = 0;
        while (filled < count) {
            ByteBuffer first = pieces.element();
            int length = Math.min(first.remaining(), count - filled);
            first.get(taken, filled, length);
            filled += length;
            if (!first.hasRemaining()) {
                pieces.remove();
            }
        }
        size -= count;
        return taken;
    }
}
