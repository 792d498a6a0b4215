package dev.specter.testkit;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** One direction of a path in virtual time, seeded, so that a run can be repeated. */
public final class Link {
    private record InFlight(long dueNanos, long order, ByteBuffer datagram) {}

    private final RandomGenerator random;
    private final PriorityQueue<InFlight> inFlight =
            new PriorityQueue<>(
                    Comparator.comparingLong(InFlight::dueNanos)
                            .thenComparingLong(InFlight::order));
    private LinkProfile profile;
    private Predicate<ByteBuffer> dropIf = datagram -> false;
    private long order;
    private long busyUntilNanos;
    private long sent;
    private long dropped;

    /**
     * Makes a link.
     *
     * @param profile how it treats datagrams
     * @param random decides loss, jitter and the rest
     */
    public Link(LinkProfile profile, RandomGenerator random) {
        this.profile = profile;
        this.random = random;
    }

    /** Changes how later datagrams are treated. */
    public void profile(LinkProfile newProfile) {
        profile = newProfile;
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
        boolean lost =
                dropIf.test(datagram.duplicate())
                        || datagram.remaining() > profile.mtuBytes()
                        || random.nextDouble() < profile.loss();
        if (lost) {
            dropped++;
            return;
        }
        long leaveNanos = nowNanos;
        if (profile.bitrateBps() > 0) {
            leaveNanos = Math.max(nowNanos, busyUntilNanos);
            long queuedBytes = (leaveNanos - nowNanos) * profile.bitrateBps() / 8 / 1_000_000_000L;
            if (queuedBytes + datagram.remaining() > profile.queueBytes()) {
                dropped++;
                return;
            }
            leaveNanos += datagram.remaining() * 8L * 1_000_000_000L / profile.bitrateBps();
            busyUntilNanos = leaveNanos;
        }
        enqueue(datagram, leaveNanos);
        if (random.nextDouble() < profile.duplication()) {
            enqueue(datagram, leaveNanos);
        }
    }

    private void enqueue(ByteBuffer datagram, long leaveNanos) {
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(datagram.position(), copy);
        if (copy.length > 0 && random.nextDouble() < profile.corruption()) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        long jitterNanos = profile.jitter().toNanos();
        long extraNanos = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos + 1);
        inFlight.add(
                new InFlight(
                        leaveNanos + profile.delay().toNanos() + extraNanos,
                        order++,
                        ByteBuffer.wrap(copy)));
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
