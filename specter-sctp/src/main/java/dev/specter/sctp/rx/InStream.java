package dev.specter.sctp.rx;

import dev.specter.common.SerialNumbers;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of a stream the peer sends on: whole messages that wait for an earlier one. */
final class InStream {
    /** A whole message that waits for its turn. */
    record Waiting(long ppid, ByteBuffer payload) {}

    final int streamId;
    private int nextSsn;
    private Map<Integer, Waiting> waiting = Map.of(); // a map of its own once something waits

    InStream(int streamId) {
        this.streamId = streamId;
    }

    int nextSsn() {
        return nextSsn;
    }

    void nextSsn(int ssn) {
        nextSsn = ssn & 0xFFFF;
    }

    /** Keeps a message; gives back another with the same number, which it takes the place of. */
    Waiting keep(int ssn, Waiting message) {
        if (waiting.isEmpty()) {
            waiting = new HashMap<>();
        }
        return waiting.put(ssn, message);
    }

    /** The message with this number, which no longer waits, or null. */
    Waiting take(int ssn) {
        return waiting.isEmpty() ? null : waiting.remove(ssn);
    }

    Collection<Waiting> waiting() {
        return waiting.values();
    }

    /** The numbers of waiting messages up to one, in their order. */
    List<Integer> waitingUpTo(int ssn) {
        return waiting.keySet().stream()
                .filter(number -> !SerialNumbers.isAfter16(number, ssn))
                .sorted(
                        Comparator.comparingInt(
                                number -> SerialNumbers.distance16(number, nextSsn)))
                .toList();
    }
}
