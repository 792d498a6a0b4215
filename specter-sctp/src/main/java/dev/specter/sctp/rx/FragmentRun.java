package dev.specter.sctp.rx;

import dev.specter.sctp.packet.DataChunk;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Fragments of one message whose TSNs follow each other. */
final class FragmentRun {
    private static final int COMPACT_COUNT = 1024;
    private static final int SMALL_BYTES = 256;

    final int streamId;
    final int ssn;
    final long ppid;
    final boolean isUnordered;
    long firstTsn;
    long lastTsn;
    boolean hasBegin;
    boolean hasEnd;
    int bytes;
    private ByteBuffer[] parts = new ByteBuffer[8];
    private int count;
    private int smallCount;

    /** Index in the list of unfinished runs. */
    int listIndex;

    FragmentRun(DataChunk chunk, long tsn) {
        streamId = chunk.streamId();
        ssn = chunk.ssn();
        ppid = chunk.ppid();
        isUnordered = chunk.isUnordered();
        firstTsn = tsn;
        lastTsn = tsn;
    }

    boolean isSameMessage(DataChunk chunk) {
        return streamId == chunk.streamId()
                && isUnordered == chunk.isUnordered()
                && (isUnordered || ssn == chunk.ssn());
    }

    boolean isComplete() {
        return hasBegin && hasEnd;
    }

    void append(ByteBuffer part) {
        if (count == parts.length) {
            parts = Arrays.copyOf(parts, count * 2);
        }
        parts[count++] = part;
        bytes += part.remaining();
        smallCount += part.remaining() < SMALL_BYTES ? 1 : 0;
        if (smallCount >= COMPACT_COUNT) {
            compact();
        }
    }

    void prepend(ByteBuffer part) {
        if (count == parts.length) {
            parts = Arrays.copyOf(parts, count * 2);
        }
        System.arraycopy(parts, 0, parts, 1, count++);
        parts[0] = part;
        bytes += part.remaining();
        smallCount += part.remaining() < SMALL_BYTES ? 1 : 0;
        if (smallCount >= COMPACT_COUNT) {
            compact();
        }
    }

    /** Takes the parts of the run behind this one. */
    void join(FragmentRun next) {
        for (int i = 0; i < next.count; i++) {
            append(next.parts[i]);
        }
        lastTsn = next.lastTsn;
        hasEnd = next.hasEnd;
    }

    /** Many tiny fragments become one buffer, so that they take no more memory than they count. */
    private void compact() {
        ByteBuffer whole = assemble();
        Arrays.fill(parts, 0, count, null);
        parts[0] = whole;
        count = 1;
        smallCount = 0;
    }

    /** The only copy of the bytes on their way to the application. */
    ByteBuffer assemble() {
        if (count == 1) {
            return parts[0];
        }
        byte[] whole = new byte[bytes];
        int offset = 0;
        for (int i = 0; i < count; i++) {
            ByteBuffer part = parts[i];
            int size = part.remaining();
            System.arraycopy(
                    part.array(), part.arrayOffset() + part.position(), whole, offset, size);
            offset += size;
        }
        return ByteBuffer.wrap(whole);
    }
}
