package dev.specter.sctp.assoc;

import dev.specter.sctp.packet.Chunk;

import java.util.ArrayDeque;

/** Control chunks that wait for a packet; bounded, since a peer can provoke them. */
final class Outbox {
    private static final int MAX_REPLIES = 16;
    private static final int MAX_CHUNKS = 64;

    /** A chunk that leaves in a packet of its own, under a tag that need not be the peer's. */
    record Reply(long tag, Chunk chunk) {}

    private final ArrayDeque<Reply> replies = new ArrayDeque<>(4);
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>(4);
    private int answerRoomBytes;
    private boolean isAnswered;

    /** Sends a chunk alone. */
    void reply(long tag, Chunk chunk) {
        if (replies.size() < MAX_REPLIES) {
            replies.add(new Reply(tag, chunk));
        }
    }

    /** Sends a chunk to the peer, with others. */
    void add(Chunk chunk) {
        if (chunks.size() < MAX_CHUNKS) {
            chunks.add(chunk);
        }
    }

    /**
     * A packet came. RFC 9260, section 12.4: what answers it needs no more than one packet.
     *
     * @param roomBytes for chunks
     */
    void beginAnswers(int roomBytes) {
        answerRoomBytes = roomBytes;
        isAnswered = false;
    }

    /**
     * Sends a chunk that answers the packet that came last, if there is room for it; the first one
     * has always.
     */
    void answer(Chunk chunk) {
        if (chunk.paddedSize() <= answerRoomBytes || !isAnswered) {
            isAnswered = true;
            answerRoomBytes -= chunk.paddedSize();
            add(chunk);
        }
    }

    /** Sends a chunk to the peer, once, before others. */
    void addFirst(Chunk chunk) {
        remove(chunk.getClass());
        chunks.addFirst(chunk);
    }

    /** Forgets chunks of a type that no longer make sense. */
    void remove(Class<? extends Chunk> type) {
        chunks.removeIf(type::isInstance);
    }

    Reply pollReply() {
        return replies.poll();
    }

    Chunk peekChunk() {
        return chunks.peek();
    }

    void removeChunk() {
        chunks.remove();
    }

    void clear() {
        replies.clear();
        chunks.clear();
    }
}
