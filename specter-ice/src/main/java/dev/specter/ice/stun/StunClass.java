package dev.specter.ice.stun;

/** Class of a STUN message (RFC 8489, section 5): two bits of its type. */
public enum StunClass {
    /** Wants an answer. */
    REQUEST,
    /** Wants none. */
    INDICATION,
    /** The answer to a request that was carried out. */
    SUCCESS,
    /** The answer to a request that was not. */
    ERROR;

    static StunClass ofType(int type) {
        return values()[(type >> 7 & 2) | (type >> 4 & 1)];
    }

    /** The type of a message of this class and the Binding method. */
    int bindingType() {
        return (ordinal() & 2) << 7 | (ordinal() & 1) << 4 | StunFrame.BINDING;
    }
}
