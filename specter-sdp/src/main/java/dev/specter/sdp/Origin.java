package dev.specter.sdp;

import java.util.Objects;

/**
 * Who made the session: the {@code o=} line (RFC 8866, section 5.2). Immutable.
 *
 * @param username a name without spaces, or {@code -}
 * @param sessionId decimal number of any size
 * @param sessionVersion decimal number of any size, one more with each change
 * @param netType {@code IN}
 * @param addrType {@code IP4} or {@code IP6}
 * @param address unicast address of the maker
 */
public record Origin(
        String username,
        String sessionId,
        String sessionVersion,
        String netType,
        String addrType,
        String address) {

    /** Checks that nothing is null. */
    public Origin {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(sessionVersion, "sessionVersion");
        Objects.requireNonNull(netType, "netType");
        Objects.requireNonNull(addrType, "addrType");
        Objects.requireNonNull(address, "address");
    }

    /**
     * The origin of a WebRTC description (RFC 9429, section 5.2.1), whose address says nothing.
     *
     * @param sessionId a number, not negative
     * @param sessionVersion a number, not negative
     */
    public static Origin of(long sessionId, long sessionVersion) {
        return new Origin(
                "-",
                Long.toUnsignedString(sessionId),
                Long.toUnsignedString(sessionVersion),
                "IN",
                "IP4",
                "127.0.0.1");
    }

    /** The line's value. */
    String text() {
        return String.join(" ", username, sessionId, sessionVersion, netType, addrType, address);
    }
}
