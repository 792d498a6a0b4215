package dev.specter.webrtc.negotiation;

/**
 * The data m-section as negotiated. Immutable.
 *
 * @param mid its identification tag
 * @param transportId the transport it is on
 * @param localSctpPort the port we announced
 * @param remoteSctpPort the peer's port
 * @param remoteMaxMessageSizeBytes the largest message the peer takes; 0 for any
 */
public record DataPlan(
        String mid,
        int transportId,
        int localSctpPort,
        int remoteSctpPort,
        long remoteMaxMessageSizeBytes) {}
