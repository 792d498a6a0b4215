package dev.specter.ice.agent;

/** State of a candidate pair (RFC 8445, section 6.1.2.6). */
enum PairState {
    /** Not to be checked before another pair of its foundation has been. */
    FROZEN,
    /** To be checked when its turn comes. */
    WAITING,
    /** A check is on its way. */
    IN_PROGRESS,
    /** A check was answered. */
    SUCCEEDED,
    /** A check was refused, or not answered in time. */
    FAILED
}
