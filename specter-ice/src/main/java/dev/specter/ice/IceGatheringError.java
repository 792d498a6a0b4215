package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A STUN or TURN server gave no candidate (webrtc-pc, section 4.8.3). Immutable.
 *
 * @param url the server, as it was configured
 * @param local the address that it was asked from; empty when there was none, and where addresses
 *     are hidden
 * @param errorCode the server's, 300 to 699 (RFC 8489, section 14.8), or {@link #UNREACHABLE}
 * @param errorText the server's reason phrase, or ours
 */
public record IceGatheringError(
        String url, Optional<InetSocketAddress> local, int errorCode, String errorText) {
    /** The code where no server answered. */
    public static final int UNREACHABLE = 701;

    /** Refuses null. */
    public IceGatheringError {
        requireNonNull(url);
        requireNonNull(local);
        requireNonNull(errorText);
    }
}
