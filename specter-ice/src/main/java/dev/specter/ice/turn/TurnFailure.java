package dev.specter.ice.turn;

/**
 * Why a request to a server failed. Immutable.
 *
 * @param code 300 to 699 as the server said, or {@link #UNREACHABLE}
 * @param reason for people to read
 */
public record TurnFailure(int code, String reason) {
    /** No answer, or none that can be believed. */
    public static final int UNREACHABLE = 701;

    static final TurnFailure TIMED_OUT = new TurnFailure(UNREACHABLE, "no answer");

    static final int TRY_ALTERNATE = 300;
    static final int UNAUTHENTICATED = 401;
    static final int FORBIDDEN = 403;
    static final int ALLOCATION_MISMATCH = 437;
    static final int STALE_NONCE = 438;
    static final int ADDRESS_FAMILY_NOT_SUPPORTED = 440;
    static final int PEER_ADDRESS_FAMILY_MISMATCH = 443;
}
