package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceCandidate;

import java.util.Optional;

/**
 * A candidate of the peer for a transport that runs. Immutable.
 *
 * @param transportId the transport
 * @param candidate the candidate; empty for the end of candidates
 */
public record RemoteCandidate(int transportId, Optional<IceCandidate> candidate) {}
