package dev.specter.ice.agent;

/** What became of a response. */
public enum ResponseVerdict {
    /** It answers nothing that was asked here. */
    UNKNOWN,
    /** It has no or wrong integrity, comes from elsewhere, or cannot be read. */
    FORGED,
    /** It was acted on. */
    ACCEPTED
}
