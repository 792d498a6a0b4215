package dev.specter.srtp;

/**
 * Which packets one stream has sent, so that no two different ones share an index: that would give
 * away their difference, and with GCM the authentication key (RFC 3711, section 9.1; RFC 7714,
 * section 8.4). Sending the very same packet again is harmless. Packets are told apart by 64 bits
 * of their tags, which nobody without the keys can make collide. Loop-confined.
 */
final class SendHistory {
    private static final int PACKETS = 1024;
    private static final int CHUNK = 64;

    private final ReplayWindow sent;
    private final long[][] tags = new long[PACKETS / CHUNK][]; // made when needed

    /** A history of which nothing is known but the highest index, or {@link PacketIndex#NONE}. */
    SendHistory(long highest) {
        sent = new ReplayWindow(PACKETS, highest);
    }

    long highest() {
        return sent.highest();
    }

    ReplayWindow.Verdict check(long index) {
        return sent.check(index);
    }

    /** Remembers a packet whose index is new. */
    void add(long index, long tag) {
        sent.use(index);
        int chunk = chunk(index);
        if (tags[chunk] == null) {
            tags[chunk] = new long[CHUNK];
        }
        tags[chunk][slot(index)] = tag;
    }

    /** Whether this is the tag of the packet that has been sent with an index. */
    boolean matches(long index, long tag) {
        long[] chunk = tags[chunk(index)];
        return chunk != null && chunk[slot(index)] == tag;
    }

    private static int chunk(long index) {
        return (int) (index / CHUNK) & PACKETS / CHUNK - 1;
    }

    private static int slot(long index) {
        return (int) index & CHUNK - 1;
    }
}
