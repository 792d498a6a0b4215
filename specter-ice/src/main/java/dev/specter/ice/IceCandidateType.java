package dev.specter.ice;

import java.util.Locale;

/** Where a candidate's address was found (RFC 8445, section 4; RFC 8839, section 5.1). */
public enum IceCandidateType {
    /** An address of an interface. */
    HOST(126),
    /** The address a STUN server sees. */
    SRFLX(100),
    /** The address the peer saw in a check. */
    PRFLX(110),
    /** An address on a TURN server. */
    RELAY(0);

    private final int preference;

    IceCandidateType(int preference) {
        this.preference = preference;
    }

    /** The recommended type preference, 0 to 126 (RFC 8445, section 5.1.2.2). */
    public int preference() {
        return preference;
    }

    /**
     * The name in the candidate attribute: {@code host}, {@code srflx}, {@code prflx}, {@code
     * relay}.
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
