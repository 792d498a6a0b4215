package dev.specter.webrtc;

import dev.specter.ice.IceGatheringError;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A STUN or TURN server gave no candidate (webrtc-pc, section 4.8.3). Immutable.
 *
 * @param address the local address that the server was asked from, unless that is not to be known
 * @param port its port
 * @param url the server
 * @param errorCode the server's, 300 to 699, or 701 where it could not be reached
 * @param errorText the server's reason phrase, or ours
 */
public record RtcIceCandidateError(
        Optional<String> address, OptionalInt port, String url, int errorCode, String errorText) {

    static RtcIceCandidateError of(IceGatheringError error) {
        Optional<InetSocketAddress> local = error.local();
        return new RtcIceCandidateError(
                local.map(address -> address.getAddress().getHostAddress()),
                local.map(InetSocketAddress::getPort)
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty),
                error.url(),
                error.errorCode(),
                error.errorText());
    }
}
