package dev.specter.ice.stun;

/** Class of a STUN message (RFC 8489, section 5): two bits of its type. */
public enum StunClass {
    /** Wants an answer. */
    REQUEST(0x000),
    /** Wants none. */
    INDICATION(0x010),
    /** The answer to a request that was carried out. */
    SUCCESS(0x100),
    /** The answer to a request that was not. */
    ERROR(0x110);

    private static final int MASK = 0x110;

    private final int bits;

    StunClass(int bits) {
        this.bits = bits;
    }

    static StunClass ofType(int type) {
        return switch (type & MASK) {
            case 0x000 -> REQUEST;
            case 0x010 -> INDICATION;
            case 0x100 -> SUCCESS;
            default -> ERROR;
        };
    }

    /** The type of a message of this class and a method of 12 bits. */
    int type(int method) {
        return bits | method & 0xF | (method & 0x70) << 1 | (method & 0xF80) << 2;
    }
}
