package dev.specter.testkit;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** One direction of a path in virtual time, seeded, so that a run can be repeated. */
public final class Link {
    private record InFlight(long dueNanos, long order, ByteBuffer datagram) {}

    private final Impairment impairment;
    private final PriorityQueue<InFlight> inFlight =
            new PriorityQueue<>(
                    Comparator.comparingLong(InFlight::dueNanos)
                            .thenComparingLong(InFlight::order));
    private Predicate<ByteBuffer> dropIf = datagram -> false;
    private long order;
    private long sent;
    private long dropped;

    /**
     * Makes a link.
     *
     * @param profile how it treats datagrams
     * @param random decides loss, jitter and the rest
     */
    public Link(LinkProfile profile, RandomGenerator random) {
        this.impairment = new Impairment(profile, random);
    }

    /** Changes how later datagrams are treated. */
    public void profile(LinkProfile newProfile) {
        impairment.profile(newProfile);
    }

    /** Drops the next datagram. */
    public void dropNext() {
        dropNext(1);
    }

    /** Drops the next datagrams. */
    public void dropNext(int count) {
        int[] left = {count};
        dropIf = datagram -> left[0]-- > 0;
    }

    /**
     * Drops each later datagram for which the condition holds, until the next call of a drop
     * method.
     */
    public void dropIf(Predicate<ByteBuffer> condition) {
        dropIf = condition;
    }

    /** Sends a datagram; the link copies it. */
    public void send(ByteBuffer datagram, long nowNanos) {
        sent++;
        int sizeBytes = datagram.remaining();
        if (dropIf.test(datagram.duplicate())
                || impairment.send(
                                sizeBytes,
                                sizeBytes,
                                nowNanos,
                                (dueNanos, bit) -> enqueue(datagram, dueNanos, bit))
                        != Impairment.Verdict.PASSED) {
            dropped++;
        }
    }

    private void enqueue(ByteBuffer datagram, long dueNanos, int corruptedBit) {
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(datagram.position(), copy);
        if (corruptedBit != Impairment.WHOLE) {
            Impairment.flip(copy, corruptedBit);
        }
        inFlight.add(new InFlight(dueNanos, order++, ByteBuffer.wrap(copy)));
    }

    /** When the next datagram arrives, or {@link Endpoint#NEVER}. */
    public long nextArrivalNanos() {
        return inFlight.isEmpty() ? Endpoint.NEVER : inFlight.peek().dueNanos();
    }

    /** The next datagram that has arrived by now, or null. */
    public ByteBuffer pollArrived(long nowNanos) {
        return nextArrivalNanos() <= nowNanos ? inFlight.remove().datagram() : null;
    }

    /** Datagrams given to the link so far. */
    public long sentCount() {
        return sent;
    }

    /** Datagrams that vanished so far. */
    public long droppedCount() {
        return dropped;
    }
}
