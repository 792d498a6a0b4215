package dev.specter.webrtc.transport;

/**
 * What a {@link TransportStack} has carried. Immutable.
 *
 * @param datagramsSent datagrams given to ICE
 * @param bytesSent their bytes
 * @param datagramsReceived datagrams that were not STUN
 * @param bytesReceived their bytes
 * @param datagramsUnknown of those received, neither DTLS nor RTP nor RTCP
 * @param packetsRejected RTP and RTCP that SRTP refused, or that came before its keys
 */
public record TransportCounters(
        long datagramsSent,
        long bytesSent,
        long datagramsReceived,
        long bytesReceived,
        long datagramsUnknown,
        long packetsRejected) {}
