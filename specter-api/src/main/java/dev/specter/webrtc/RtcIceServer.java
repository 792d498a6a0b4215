package dev.specter.webrtc;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A STUN or TURN server (webrtc-pc, section 4.2.2). Its {@code toString} hides the credential.
 * Immutable.
 *
 * @param urls {@code stun:}, {@code stuns:}, {@code turn:} or {@code turns:} URLs of one server
 *     (RFC 7064, RFC 7065), at least one
 * @param username for TURN
 * @param credential for TURN, a password
 */
public record RtcIceServer(
        List<String> urls, Optional<String> username, Optional<String> credential) {

    /** Copies the list. */
    public RtcIceServer {
        urls = List.copyOf(urls);
        Objects.requireNonNull(username);
        Objects.requireNonNull(credential);
    }

    /**
     * A TURN server with its long-term credentials.
     *
     * @param urls its URLs
     * @param username the user
     * @param credential the password
     */
    public RtcIceServer(List<String> urls, String username, String credential) {
        this(urls, Optional.of(username), Optional.of(credential));
    }

    /** A server that needs no credentials. */
    public static RtcIceServer of(String... urls) {
        return new RtcIceServer(List.of(urls), Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "RtcIceServer[urls=" + urls + ", username=" + username + ", credential=***]";
    }
}
