package dev.specter.webrtc.negotiation;

import dev.specter.common.Bytes;

import java.util.Optional;

/**
 * The data m-section as negotiated. Immutable.
 *
 * @param mid its identification tag
 * @param transportId the transport it is on
 * @param remoteSctpPort the peer's port
 * @param remoteMaxMessageSizeBytes the largest message the peer takes; 0 for any
 * @param remoteSctpInit the peer's INIT chunk, where both descriptions have one: then the
 *     association needs no other set-up (draft-hancke-tsvwg-snap-00)
 */
public record DataPlan(
        String mid,
        int transportId,
        int remoteSctpPort,
        long remoteMaxMessageSizeBytes,
        Optional<Bytes> remoteSctpInit) {}
