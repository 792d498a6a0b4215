package dev.specter.sctp.dcep;

import java.util.BitSet;
import java.util.OptionalInt;

/** Stream identifiers in use, even and odd apart (RFC 8832, section 6). Loop-confined. */
final class IdPool {
    private final BitSet[] used = {new BitSet(), new BitSet()};
    private int limit = 65_535;

    /** No identifier at or above this, 1 to 65,535, is given out. */
    void limit(int newLimit) {
        limit = newLimit;
    }

    boolean isAvailable(int id) {
        return id < limit && !used[id & 1].get(id >> 1);
    }

    void take(int id) {
        used[id & 1].set(id >> 1);
    }

    void free(int id) {
        used[id & 1].clear(id >> 1);
    }

    /** Takes the lowest free identifier of a parity, 0 or 1. */
    OptionalInt takeNext(int parity) {
        int id = used[parity].nextClearBit(0) << 1 | parity;
        if (id >= limit) {
            return OptionalInt.empty();
        }
        take(id);
        return OptionalInt.of(id);
    }
}
