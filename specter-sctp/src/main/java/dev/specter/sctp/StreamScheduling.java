package dev.specter.sctp;

/** Whose turn it is when messages wait on several streams (RFC 8260, section 3). Immutable. */
public enum StreamScheduling {
    /**
     * Streams share by weight (RFC 8260, section 3.6); with equal weights, fairly (section 3.5).
     * What RFC 8831, section 6.4, asks for.
     */
    WEIGHTED_FAIR,
    /** A message of each stream in turn, or a fragment where they interleave (section 3.2). */
    ROUND_ROBIN,
    /** In the order in which messages were given (section 3.1); they never interleave. */
    FIRST_COME
}
