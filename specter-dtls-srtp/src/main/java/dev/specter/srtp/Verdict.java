package dev.specter.srtp;

/** What becomes of a packet from the peer. */
enum Verdict {
    /** It has been unprotected. */
    AUTHENTIC,
    /** It is too short, or is not protected at all. */
    MALFORMED,
    /** Its tag is not right. */
    FORGED,
    /** It has come before. */
    REPLAYED,
    /** It is from before the replay window. */
    TOO_OLD,
    /** It would be the first of one stream too many. */
    TOO_MANY_STREAMS
}
