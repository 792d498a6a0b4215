package dev.specter.ice.stun;

/** Types of attributes (RFC 8489, section 18.3; RFC 8656, section 18). */
public final class StunAttribute {
    /** Address in the clear, of servers of old (RFC 8489, section 14.1). */
    public static final int MAPPED_ADDRESS = 0x0001;

    /** User name. */
    public static final int USERNAME = 0x0006;

    /** HMAC-SHA1. */
    public static final int MESSAGE_INTEGRITY = 0x0008;

    /** Why a request was refused. */
    public static final int ERROR_CODE = 0x0009;

    /** What of a request was not understood. */
    public static final int UNKNOWN_ATTRIBUTES = 0x000A;

    /** Number of a channel. */
    public static final int CHANNEL_NUMBER = 0x000C;

    /** Lifetime of an allocation in seconds. */
    public static final int LIFETIME = 0x000D;

    /** Address of a peer of a relay. */
    public static final int XOR_PEER_ADDRESS = 0x0012;

    /** A datagram from or to a peer. */
    public static final int DATA = 0x0013;

    /** Realm of long-term credentials. */
    public static final int REALM = 0x0014;

    /** Nonce of long-term credentials. */
    public static final int NONCE = 0x0015;

    /** Address on the relay. */
    public static final int XOR_RELAYED_ADDRESS = 0x0016;

    /** Family of the address wanted on the relay. */
    public static final int REQUESTED_ADDRESS_FAMILY = 0x0017;

    /** Whether the relayed port shall be even. */
    public static final int EVEN_PORT = 0x0018;

    /** Protocol between relay and peer. */
    public static final int REQUESTED_TRANSPORT = 0x0019;

    /** Whether what is sent to a peer shall not be fragmented. */
    public static final int DONT_FRAGMENT = 0x001A;

    /** HMAC-SHA256. */
    public static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;

    /** Algorithm chosen for the key. */
    public static final int PASSWORD_ALGORITHM = 0x001D;

    /** Hash of user name and realm. */
    public static final int USERHASH = 0x001E;

    /** Address seen by the server. */
    public static final int XOR_MAPPED_ADDRESS = 0x0020;

    /** Names a port kept for later. */
    public static final int RESERVATION_TOKEN = 0x0022;

    /** Priority of a check. */
    public static final int PRIORITY = 0x0024;

    /** Nomination. */
    public static final int USE_CANDIDATE = 0x0025;

    /** A second family wanted on the relay. */
    public static final int ADDITIONAL_ADDRESS_FAMILY = 0x8000;

    /** Why there is no address of the second family. */
    public static final int ADDRESS_ERROR_CODE = 0x8001;

    /** Algorithms to choose from. */
    public static final int PASSWORD_ALGORITHMS = 0x8002;

    /** An ICMP error that a relay got. */
    public static final int ICMP = 0x8004;

    /** Name of the program. */
    public static final int SOFTWARE = 0x8022;

    /** Where to go instead. */
    public static final int ALTERNATE_SERVER = 0x8023;

    /** CRC. */
    public static final int FINGERPRINT = 0x8028;

    /** Role and tie-breaker of the controlled agent. */
    public static final int ICE_CONTROLLED = 0x8029;

    /** Role and tie-breaker of the controlling agent. */
    public static final int ICE_CONTROLLING = 0x802A;

    private static final int COMPREHENSION_OPTIONAL = 0x8000;

    private StunAttribute() {}

    /** Whether a message may be acted on by one who does not know this attribute. */
    static boolean isOptional(int type) {
        return type >= COMPREHENSION_OPTIONAL;
    }

    /** Whether we know what this attribute means in a message of a method. */
    static boolean isUnderstood(int type, int method) {
        return switch (type) {
            case MAPPED_ADDRESS,
                    USERNAME,
                    MESSAGE_INTEGRITY,
                    ERROR_CODE,
                    UNKNOWN_ATTRIBUTES,
                    REALM,
                    NONCE,
                    MESSAGE_INTEGRITY_SHA256,
                    PASSWORD_ALGORITHM,
                    USERHASH,
                    XOR_MAPPED_ADDRESS,
                    PRIORITY,
                    USE_CANDIDATE ->
                    true;
            case CHANNEL_NUMBER,
                    LIFETIME,
                    XOR_PEER_ADDRESS,
                    DATA,
                    XOR_RELAYED_ADDRESS,
                    REQUESTED_ADDRESS_FAMILY,
                    EVEN_PORT,
                    REQUESTED_TRANSPORT,
                    DONT_FRAGMENT,
                    RESERVATION_TOKEN ->
                    method != StunMethod.BINDING;
            default -> isOptional(type);
        };
    }
}
