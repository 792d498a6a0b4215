package dev.specter;

import dev.specter.ice.IceServerUrl;
import dev.specter.webrtc.RtcIceServer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Configuration of a {@link Specter}. Immutable; its {@code toString} hides credentials.
 *
 * @param iceServers servers without credentials: {@code stun:host:port}, {@code turn:host:port} and
 *     the rest of RFC 7064 and RFC 7065
 * @param rtcIceServers servers with credentials
 * @param extraMessages which messages come beyond the classic set; by default all
 */
public record SpecterConfig(
        List<String> iceServers,
        List<RtcIceServer> rtcIceServers,
        Set<ExtraMessage> extraMessages) {
    private static final String DEFAULT_SERVER = "stun:stun.l.google.com:19302";

    /**
     * Copies the collections and checks the URLs.
     *
     * @throws SpecterException {@code INVALID_CONFIGURATION} for a malformed URL
     */
    public SpecterConfig {
        iceServers = List.copyOf(iceServers);
        rtcIceServers = List.copyOf(rtcIceServers);
        extraMessages = Set.copyOf(extraMessages);
        iceServers.forEach(SpecterConfig::requireValid);
        for (RtcIceServer server : rtcIceServers) {
            if (server.urls().isEmpty()) {
                throw new SpecterException(
                        SpecterException.Reason.INVALID_CONFIGURATION, "a server without a URL");
            }
            server.urls().forEach(SpecterConfig::requireValid);
        }
    }

    private static void requireValid(String url) {
        try {
            IceServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new SpecterException(
                    SpecterException.Reason.INVALID_CONFIGURATION, e.getMessage());
        }
    }

    /**
     * Servers without credentials, and all messages.
     *
     * @param iceServers their URLs
     * @throws SpecterException {@code INVALID_CONFIGURATION} for a malformed URL
     */
    public SpecterConfig(List<String> iceServers) {
        this(iceServers, List.of(), EnumSet.allOf(ExtraMessage.class));
    }

    /** One public STUN server: {@value #DEFAULT_SERVER}. */
    public static SpecterConfig defaults() {
        return of(DEFAULT_SERVER);
    }

    /**
     * Servers without credentials; none for host candidates only.
     *
     * @param iceServers their URLs
     * @throws SpecterException {@code INVALID_CONFIGURATION} for a malformed URL
     */
    public static SpecterConfig of(String... iceServers) {
        return new SpecterConfig(List.of(iceServers));
    }

    /**
     * The same with one more server without credentials.
     *
     * @param url its URL
     * @throws SpecterException {@code INVALID_CONFIGURATION} if it is malformed
     */
    public SpecterConfig withIceServer(String url) {
        var more = new ArrayList<>(iceServers);
        more.add(url);
        return new SpecterConfig(more, rtcIceServers, extraMessages);
    }

    /**
     * The same with one more server, which may have credentials.
     *
     * @param server its URLs and credentials
     * @throws SpecterException {@code INVALID_CONFIGURATION} if a URL is malformed
     */
    public SpecterConfig withIceServer(RtcIceServer server) {
        var more = new ArrayList<>(rtcIceServers);
        more.add(server);
        return new SpecterConfig(iceServers, more, extraMessages);
    }

    /** The same with these messages beyond the classic set. */
    public SpecterConfig withExtraMessages(Set<ExtraMessage> extras) {
        return new SpecterConfig(iceServers, rtcIceServers, extras);
    }

    /** The same with one message beyond the classic set switched on or off. */
    public SpecterConfig withExtraMessage(ExtraMessage extra, boolean on) {
        var extras = EnumSet.noneOf(ExtraMessage.class);
        extras.addAll(extraMessages);
        if (on) {
            extras.add(extra);
        } else {
            extras.remove(extra);
        }
        return withExtraMessages(extras);
    }

    /** The same with the classic messages alone: answers to calls, and {@code IceCandidate}. */
    public SpecterConfig classic() {
        return withExtraMessages(Set.of());
    }
}
