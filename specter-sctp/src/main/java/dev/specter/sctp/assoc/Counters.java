package dev.specter.sctp.assoc;

/** What an association has counted; the send side has its own. Loop-confined. */
final class Counters {
    long packetsSent;
    long packetsReceived;
    long packetsDiscarded;
    long chunksIgnored;
    long dataChunksReceived;
    long duplicateTsns;
    long bytesReceived;
    long messagesReceived;
}
