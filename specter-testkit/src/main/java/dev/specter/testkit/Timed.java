package dev.specter.testkit;

/** Anything that wants to be told when its time has come: a sans-I/O core, or what drives it. */
public interface Timed {
    /** The deadline of one who waits for nothing. */
    long NEVER = Long.MAX_VALUE;

    /** Tells that time has passed; early and late calls are harmless. */
    void handleTimeout(long nowNanos);

    /** When {@link #handleTimeout} is wanted next, in virtual time, or {@link #NEVER}. */
    long nextTimeoutNanos();
}
