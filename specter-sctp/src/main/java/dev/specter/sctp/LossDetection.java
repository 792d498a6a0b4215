package dev.specter.sctp;

/** How the send side finds out what was lost before T3-rtx expires. Immutable. */
public enum LossDetection {
    /** Three SACKs that report it missing (RFC 9260, section 7.2.4). */
    MISSING_REPORTS,
    /**
     * By time: what was sent a little earlier than something that arrived; and a probe where an
     * acknowledgement stays away (RACK and tail-loss probes, RFC 8985).
     */
    RACK
}
