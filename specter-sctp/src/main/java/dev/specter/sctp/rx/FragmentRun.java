package dev.specter.sctp.rx;

import dev.specter.sctp.packet.DataFragment;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Fragments of one message that follow each other: by TSN, or by FSN when interleaved. */
final class FragmentRun {
    /** What a run counts beyond its bytes, so that holes do not come free. */
    static final int OVERHEAD_BYTES = 128;

    private static final int COMPACT_COUNT = 16;
    private static final int SMALL_BYTES = 256;

    final int streamId;
    final long number;
    final boolean isUnordered;
    long ppid;
    long first;
    long last;
    boolean hasBegin;
    boolean hasEnd;
    int bytes;

    /** What of the bytes was taken beyond the window, since the message outgrew it. */
    int streamedBytes;

    private ByteBuffer[] parts = new ByteBuffer[8];
    private int count;
    private int smallCount;

    /** Index in the list of unfinished runs. */
    int listIndex;

    /** A run of one fragment at a place. */
    FragmentRun(DataFragment fragment, long place, ByteBuffer part) {
        streamId = fragment.streamId();
        number = fragment.messageNumber();
        isUnordered = fragment.isUnordered();
        ppid = fragment.ppid();
        first = place;
        last = place;
        hasBegin = fragment.isBegin();
        hasEnd = fragment.isEnd();
        add(part, 0);
    }

    boolean isSameMessage(DataFragment fragment) {
        return streamId == fragment.streamId()
                && isUnordered == fragment.isUnordered()
                && (isUnordered || number == fragment.messageNumber());
    }

    boolean isComplete() {
        return hasBegin && hasEnd;
    }

    /** In how many buffers the bytes are. */
    int bufferCount() {
        return count;
    }

    /** Puts the next fragment behind the others. */
    void append(DataFragment fragment, ByteBuffer part) {
        add(part, count);
        last++;
        hasEnd = fragment.isEnd();
    }

    /** Puts a fragment before the others. */
    void prepend(DataFragment fragment, ByteBuffer part) {
        add(part, 0);
        first--;
        hasBegin = fragment.isBegin();
        ppid = fragment.ppid();
    }

    /** Takes the parts of the run behind this one. */
    void join(FragmentRun next) {
        for (int i = 0; i < next.count; i++) {
            add(next.parts[i], count);
        }
        streamedBytes += next.streamedBytes;
        last = next.last;
        hasEnd = next.hasEnd;
    }

    private void add(ByteBuffer part, int index) {
        if (count == parts.length) {
            parts = Arrays.copyOf(parts, count * 2);
        }
        System.arraycopy(parts, index, parts, index + 1, count - index);
        parts[index] = part;
        count++;
        bytes += part.remaining();
        smallCount += part.remaining() < SMALL_BYTES ? 1 : 0;
        // In proportion, or a long message of tiny fragments would be copied over and over.
        if (smallCount >= Math.max(COMPACT_COUNT, bytes / SMALL_BYTES)) {
            compact();
        }
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
