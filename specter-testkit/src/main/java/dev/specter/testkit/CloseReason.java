package dev.specter.testkit;

/** Why a {@link VirtualConnection} has ended. */
public enum CloseReason {
    /** The peer has closed it, and all that it had sent before has been delivered. */
    FINISHED,
    /** Nobody listens there. */
    REFUSED,
    /** The peer has aborted it, or knows nothing of it any more. */
    RESET,
    /** Nothing was acknowledged for too long. */
    TIMED_OUT
}
