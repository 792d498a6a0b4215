package dev.specter.sctp.rx;

import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.SkippedStream;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** Makes messages of fragments: one way for DATA, one for I-DATA. Loop-confined. */
public interface Reassembly {
    /**
     * Takes a fragment that is new.
     *
     * @param fragment its payload, not empty, is kept
     * @param tsn its TSN, unwrapped
     * @param reachTsns how far the largest TSN that may come is from this one or from the
     *     cumulative one, whichever is more
     * @return false if its message is too large
     */
    boolean add(DataFragment fragment, long tsn, int reachTsns);

    /**
     * Gives up what the sender gave up (RFC 3758, section 3.6; RFC 8260, section 2.3.1).
     *
     * @param newCumulativeTsn unwrapped; no fragment up to it will come
     * @param skipped streams whose waiting messages may go ahead
     */
    void skip(long newCumulativeTsn, List<SkippedStream> skipped);

    /** The streams begin anew with message 0 (RFC 6525, section 5.2.2). */
    void reset(Collection<Integer> streamIds);

    /** All streams begin anew; gives the ids of those that were in use. */
    List<Integer> resetAll();

    /**
     * What stays in the packet's array must be most of it, or a peer could make a byte hold a whole
     * packet; the rest is copied.
     */
    @SuppressWarnings("ByteBufferBackingArray") // its length is asked, not its content
    static ByteBuffer keep(ByteBuffer payload) {
        if (payload.remaining() >= payload.array().length / 2) {
            return payload;
        }
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        return ByteBuffer.wrap(copy);
    }
}
