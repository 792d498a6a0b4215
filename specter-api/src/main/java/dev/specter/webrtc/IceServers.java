package dev.specter.webrtc;

import dev.specter.ice.IceServer;
import dev.specter.ice.IceServerUrl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Checks the servers of a configuration (webrtc-pc, section 4.4.1.6; RFC 7064; RFC 7065). */
final class IceServers {
    /** RFC 8489, section 14.3: less than 509 bytes. */
    private static final int MAX_USERNAME_BYTES = 508;

    private IceServers() {}

    /**
     * The servers as the ICE agent takes them.
     *
     * @throws RtcException SyntaxError for a server without a URL, or a URL that is none of STUN or
     *     TURN; InvalidAccessError for a TURN server without username or credential
     */
    static List<IceServer> of(List<RtcIceServer> servers) {
        return servers.stream().map(IceServers::of).toList();
    }

    private static IceServer of(RtcIceServer server) {
        if (server.urls().isEmpty()) {
            throw new RtcException(RtcErrorName.SYNTAX_ERROR, "a server without a URL");
        }
        var urls = new ArrayList<IceServerUrl>();
        for (String url : server.urls()) {
            try {
                urls.add(IceServerUrl.parse(url));
            } catch (IllegalArgumentException e) {
                throw new RtcException(RtcErrorName.SYNTAX_ERROR, e.getMessage(), e);
            }
        }
        boolean isRelay = urls.stream().anyMatch(u -> u.scheme().isRelay());
        if (isRelay && !(hasUsername(server) && hasCredential(server))) {
            throw new RtcException(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    "a TURN server without username and credential: " + server.urls());
        }
        return new IceServer(urls, server.username(), server.credential());
    }

    private static boolean hasUsername(RtcIceServer server) {
        return server.username()
                .map(u -> u.getBytes(StandardCharsets.UTF_8).length)
                .filter(length -> length <= MAX_USERNAME_BYTES)
                .isPresent();
    }

    /** RFC 8265, section 4.1: an OpaqueString is not empty. */
    private static boolean hasCredential(RtcIceServer server) {
        return server.credential().filter(c -> !c.isEmpty()).isPresent();
    }
}
