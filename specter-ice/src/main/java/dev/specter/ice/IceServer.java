package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A STUN or TURN server, at one or more URLs. Its {@code toString} hides the credential. Immutable.
 *
 * @param urls at least one
 * @param username for TURN, at most 508 bytes of UTF-8
 * @param credential for TURN, a password
 */
public record IceServer(
        List<IceServerUrl> urls, Optional<String> username, Optional<String> credential) {
    /** Copies the list. */
    public IceServer {
        urls = List.copyOf(urls);
        requireNonNull(username);
        requireNonNull(credential);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a server without URLs");
        }
    }

    /**
     * A server that needs no credentials.
     *
     * @param urls its URLs
     * @throws IllegalArgumentException if one of them is not a STUN or TURN URL, or there is none
     */
    public static IceServer of(String... urls) {
        return new IceServer(parse(List.of(urls)), Optional.empty(), Optional.empty());
    }

    /**
     * A TURN server with long-term credentials.
     *
     * @param url its URL
     * @param username the user
     * @param credential the password
     * @throws IllegalArgumentException if the URL is not one of STUN or TURN
     */
    public static IceServer of(String url, String username, String credential) {
        return new IceServer(parse(List.of(url)), Optional.of(username), Optional.of(credential));
    }

    private static List<IceServerUrl> parse(List<String> urls) {
        return urls.stream().map(IceServerUrl::parse).toList();
    }

    @Override
    public String toString() {
        return "IceServer[urls=" + urls + ", username=" + username + ", credential=***]";
    }
}
