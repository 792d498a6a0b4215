package dev.specter.sctp;

/**
 * A snapshot of an association's counters. Immutable.
 *
 * @param packetsSent SCTP packets sent
 * @param packetsReceived SCTP packets received, good or bad
 * @param packetsDiscarded packets received and dropped: malformed, wrong checksum, port or tag
 * @param chunksIgnored chunks received that their state or content made worthless
 * @param dataChunksSent DATA chunks sent, each retransmission included
 * @param dataChunksRetransmitted of those, the retransmissions
 * @param dataChunksReceived DATA chunks received that were new
 * @param duplicateTsns DATA chunks received again
 * @param bytesSent payload bytes of first transmissions
 * @param bytesReceived payload bytes of new DATA chunks
 * @param messagesSent user messages whose last byte was sent
 * @param messagesReceived messages delivered
 * @param messagesAbandoned messages given up by their reliability policy
 * @param timeouts expiries of T3-rtx
 * @param fastRetransmits times fast recovery was entered
 * @param tailLossProbes probes sent where an acknowledgement stayed away
 */
public record SctpCounters(
        long packetsSent,
        long packetsReceived,
        long packetsDiscarded,
        long chunksIgnored,
        long dataChunksSent,
        long dataChunksRetransmitted,
        long dataChunksReceived,
        long duplicateTsns,
        long bytesSent,
        long bytesReceived,
        long messagesSent,
        long messagesReceived,
        long messagesAbandoned,
        long timeouts,
        long fastRetransmits,
        long tailLossProbes) {}
