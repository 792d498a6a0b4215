package dev.specter.ice.stun;

/** Methods of STUN messages (RFC 8489, section 18.2; RFC 8656, section 17). */
public final class StunMethod {
    /** Tells the address a request came from. */
    public static final int BINDING = 0x001;

    /** Makes an allocation. */
    public static final int ALLOCATE = 0x003;

    /** Prolongs or ends an allocation. */
    public static final int REFRESH = 0x004;

    /** A datagram to a peer, an indication. */
    public static final int SEND = 0x006;

    /** A datagram from a peer, an indication. */
    public static final int DATA = 0x007;

    /** Lets a peer through. */
    public static final int CREATE_PERMISSION = 0x008;

    /** Binds a number to a peer. */
    public static final int CHANNEL_BIND = 0x009;

    private StunMethod() {}
}
