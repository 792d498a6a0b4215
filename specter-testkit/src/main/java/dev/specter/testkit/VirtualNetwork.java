package dev.specter.testkit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A network in virtual time: hosts with addresses, NATs, paths that lose and delay, and a clock
 * that jumps from event to event. It is itself the realm of the public addresses.
 *
 * <p>The same seed and the same calls give the same run. Nothing happens outside of the {@code
 * run…} methods; these call the handlers of sockets and timers, one after the other, on the calling
 * thread. Handlers may send, bind, schedule, and change the network, but not run it. A handler's
 * exception ends the run and comes out of it. Not thread-safe.
 */
public final class VirtualNetwork extends AddressRealm {
    /** More steps than this at one instant mean that some ends keep each other busy for ever. */
    private static final int MAX_STEPS_PER_INSTANT = 1_000_000;

    private static final int TRACE_ON_FAILURE = 50;

    private final VirtualClock clock = new VirtualClock();
    private final EventQueue events = new EventQueue();
    private final List<Timed> timed = new ArrayList<>();
    private final Trace trace = new Trace();
    private final SplittableRandom random;
    private final LinkProfile defaultProfile;
    private Predicate<? super VirtualPacket> dropIf = packet -> false;
    private Predicate<? super VirtualPacket> dropNext = packet -> false;
    private int toDrop;
    private boolean running;

    /**
     * Makes a network whose hosts have perfect links until told otherwise.
     *
     * @param seed decides everything that is random; print it when a random run fails
     */
    public VirtualNetwork(long seed) {
        this(seed, LinkProfile.PERFECT);
    }

    /**
     * Makes a network.
     *
     * @param seed decides everything that is random; print it when a random run fails
     * @param profile of both directions of each host that will be made
     */
    public VirtualNetwork(long seed, LinkProfile profile) {
        random = new SplittableRandom(seed);
        defaultProfile = profile;
    }

    /** Virtual time. */
    public long nowNanos() {
        return clock.nowNanos();
    }

    /** The clock of this network, which also gives wall time; to be read only. */
    public VirtualClock clock() {
        return clock;
    }

    /**
     * Has something done later.
     *
     * @param dueNanos when; at once when that is past
     * @param action what to do; the order of calls decides at one instant
     */
    public void schedule(long dueNanos, Runnable action) {
        events.add(Math.max(dueNanos, nowNanos()), action);
    }

    /** Watches the deadlines of a core from now on; it is asked for them after each step. */
    public void add(Timed newTimed) {
        timed.add(newTimed);
    }

    /** Watches its deadlines no longer. */
    public void remove(Timed oldTimed) {
        timed.remove(oldTimed);
    }

    /** Runs for some time from now. */
    public void runFor(long nanos) {
        runUntil(() -> false, nowNanos() + nanos);
    }

    /** Runs for some time from now. */
    public void runFor(Duration duration) {
        runFor(duration.toNanos());
    }

    /**
     * Runs until a condition holds, for some time at most.
     *
     * @param done asked whenever nothing more happens at an instant
     * @param limit when to give up, from now
     * @return whether the condition holds
     */
    public boolean runUntil(BooleanSupplier done, Duration limit) {
        return runUntil(done, nowNanos() + limit.toNanos());
    }

    /**
     * Runs until a condition holds or a point in time.
     *
     * @param done asked whenever nothing more happens at an instant
     * @param endNanos when to give up, in virtual time
     * @return whether the condition holds
     * @throws IllegalStateException when an instant does not end, or in a handler
     */
    public boolean runUntil(BooleanSupplier done, long endNanos) {
        if (running) {
            throw new IllegalStateException("a handler cannot run the network");
        }
        running = true;
        try {
            while (true) {
                finishInstant();
                if (done.getAsBoolean()) {
                    return true;
                }
                long dueNanos = nextNanos();
                if (dueNanos > endNanos) {
                    clock.advanceTo(Math.max(nowNanos(), endNanos));
                    return done.getAsBoolean();
                }
                clock.advanceTo(dueNanos);
            }
        } finally {
            running = false;
        }
    }

    private void finishInstant() {
        int steps = 0;
        while (events.runOne(nowNanos()) || handleTimeouts()) {
            if (++steps > MAX_STEPS_PER_INSTANT) {
                throw new IllegalStateException(
                        "no progress at " + nowNanos() + " ns\n" + trace(TRACE_ON_FAILURE));
            }
        }
    }

    private boolean handleTimeouts() {
        boolean any = false;
        for (Timed each : List.copyOf(timed)) {
            if (each.nextTimeoutNanos() <= nowNanos()) {
                each.handleTimeout(nowNanos());
                any = true;
            }
        }
        return any;
    }

    private long nextNanos() {
        long dueNanos = events.nextNanos();
        for (Timed each : timed) {
            dueNanos = Math.min(dueNanos, each.nextTimeoutNanos());
        }
        return dueNanos;
    }

    /** Drops the next packet for which a condition holds, where it leaves its host. */
    public void dropNext(Predicate<? super VirtualPacket> condition) {
        dropNext(1, condition);
    }

    /**
     * Drops the next packets for which a condition holds, where they leave their hosts. The next
     * call replaces what is left of this one.
     *
     * @param count how many
     * @param condition sees each packet with the addresses that its sender has given it
     */
    public void dropNext(int count, Predicate<? super VirtualPacket> condition) {
        toDrop = count;
        dropNext = condition;
    }

    /**
     * Drops each packet for which a condition holds, where it leaves its host, until the next call.
     *
     * @param condition sees each packet with the addresses that its sender has given it
     */
    public void dropIf(Predicate<? super VirtualPacket> condition) {
        dropIf = condition;
    }

    /** Shows each event to an observer, when it happens; the observer leaves the network alone. */
    public void tap(Consumer<? super NetworkEvent> observer) {
        trace.observe(observer);
    }

    /** How often something has happened so far. */
    public long count(NetworkEvent.Kind kind) {
        return trace.count(kind);
    }

    /**
     * The last events, oldest first, a line each: for the message of a failed assertion.
     *
     * @param count how many at most; no more than 10,000 are kept
     */
    public String trace(int count) {
        return trace.last(count).stream()
                .map(NetworkEvent::toString)
                .collect(Collectors.joining("\n"));
    }

    LinkProfile defaultProfile() {
        return defaultProfile;
    }

    RandomGenerator newRandom() {
        return random.split();
    }

    void record(NetworkEvent.Kind kind, String place, VirtualPacket packet) {
        trace.add(new NetworkEvent(nowNanos(), kind, place, packet));
    }

    boolean isDropWanted(VirtualPacket packet) {
        if (dropIf.test(packet)) {
            return true;
        }
        if (toDrop > 0 && dropNext.test(packet)) {
            toDrop--;
            return true;
        }
        return false;
    }

    @Override
    VirtualNetwork network() {
        return this;
    }

    @Override
    void leave(VirtualPacket packet) {
        record(NetworkEvent.Kind.NO_ROUTE, "the public network", packet);
    }

    @Override
    AddressRealm widerRealm(InetAddress address) {
        return this;
    }
}
