package dev.specter.ice.consent;

/** How sure it is that the peer wants to be sent to (RFC 7675, section 5.1). */
public enum Consent {
    /** It answered a short while ago. */
    FRESH,
    /** It has not answered for longer than usual; sending goes on. */
    LATE,
    /** It has not answered for so long that only checks may be sent. */
    EXPIRED
}
