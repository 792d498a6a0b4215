package dev.specter.testkit;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Two ends and the path between them, in virtual time. All output is delivered before the clock
 * moves; the clock jumps to the next arrival or deadline.
 *
 * @param <A> type of one end
 * @param <Z> type of the other end
 */
public final class Pair<A extends Endpoint, Z extends Endpoint> {
    /** More steps than this at one instant mean that the two ends keep each other busy for ever. */
    private static final int MAX_STEPS_PER_INSTANT = 1_000_000;

    private final A a;
    private final Z z;
    private final Link aToZ;
    private final Link zToA;
    private long nowNanos;

    /**
     * Joins two ends.
     *
     * @param a one end
     * @param z the other end
     * @param profile of both directions
     * @param seed of both directions; print it when a random run fails
     */
    public Pair(A a, Z z, LinkProfile profile, long seed) {
        var random = new SplittableRandom(seed);
        this.a = a;
        this.z = z;
        this.aToZ = new Link(profile, random.split());
        this.zToA = new Link(profile, random.split());
    }

    /** One end. */
    public A a() {
        return a;
    }

    /** The other end. */
    public Z z() {
        return z;
    }

    /** The path from a to z. */
    public Link aToZ() {
        return aToZ;
    }

    /** The path from z to a. */
    public Link zToA() {
        return zToA;
    }

    /** Virtual time. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Runs both ends until a point in time. */
    public void runUntil(long endNanos) {
        runUntil(() -> false, endNanos);
    }

    /** Runs both ends for some time from now. */
    public void runFor(java.time.Duration duration) {
        runUntil(nowNanos + duration.toNanos());
    }

    /**
     * Runs both ends until a condition holds or a point in time.
     *
     * @param done asked whenever all output of an instant has been delivered
     * @param endNanos when to give up
     * @return whether the condition holds
     */
    public boolean runUntil(BooleanSupplier done, long endNanos) {
        long instantNanos = -1;
        int steps = 0;
        while (true) {
            if (nowNanos != instantNanos) {
                instantNanos = nowNanos;
                steps = 0;
            } else if (++steps > MAX_STEPS_PER_INSTANT) {
                throw new IllegalStateException("no progress at " + nowNanos + " ns");
            }
            if (exchange()) {
                continue;
            }
            if (done.getAsBoolean()) {
                return true;
            }
            long dueNanos =
                    Math.min(
                            Math.min(a.nextTimeoutNanos(), z.nextTimeoutNanos()),
                            Math.min(aToZ.nextArrivalNanos(), zToA.nextArrivalNanos()));
            if (dueNanos > endNanos) {
                nowNanos = Math.max(nowNanos, endNanos);
                return done.getAsBoolean();
            }
            nowNanos = Math.max(nowNanos, dueNanos);
            if (a.nextTimeoutNanos() <= nowNanos) {
                a.handleTimeout(nowNanos);
            }
            if (z.nextTimeoutNanos() <= nowNanos) {
                z.handleTimeout(nowNanos);
            }
        }
    }

    private boolean exchange() {
        return drain(a, aToZ) | drain(z, zToA) | deliver(aToZ, z) | deliver(zToA, a);
    }

    private boolean drain(Endpoint from, Link link) {
        boolean any = false;
        for (ByteBuffer datagram = from.pollOutput();
                datagram != null;
                datagram = from.pollOutput()) {
            link.send(datagram, nowNanos);
            any = true;
        }
        return any;
    }

    private boolean deliver(Link link, Endpoint to) {
        ByteBuffer datagram = link.pollArrived(nowNanos);
        if (datagram == null) {
            return false;
        }
        to.handleDatagram(datagram, nowNanos);
        return true;
    }
}
