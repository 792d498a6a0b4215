package dev.specter.sctp.dcep;

import java.util.BitSet;
import java.util.OptionalInt;

/** Stream identifiers in use, even and odd apart (RFC 8832, section 6). Loop-confined. */
final class IdPool {
    private final BitSet[] used = {new BitSet(), new BitSet()};
    private int limit = 65_535;
    private OptionalInt ourParity = OptionalInt.empty();

    /** Says which identifiers are ours. */
    void role(ChannelRole role) {
        int parity =
                switch (role) {
                    case CLIENT -> 0;
                    case SERVER -> 1;
                };
        ourParity = OptionalInt.of(parity);
    }

    boolean hasRole() {
        return ourParity.isPresent();
    }

    /** Whether the peer may not open a channel with this identifier, as far as is known. */
    boolean isOurs(int id) {
        return ourParity.isPresent() && (id & 1) == ourParity.getAsInt();
    }

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

    /** Takes the lowest free identifier of ours, once the role is known. */
    OptionalInt takeNext() {
        int parity = ourParity.getAsInt();
        int id = used[parity].nextClearBit(0) << 1 | parity;
        if (id >= limit) {
            return OptionalInt.empty();
        }
        take(id);
        return OptionalInt.of(id);
    }
}
