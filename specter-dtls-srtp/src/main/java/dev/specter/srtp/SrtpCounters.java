package dev.specter.srtp;

/**
 * What a transport has counted since it was made. Immutable.
 *
 * @param packetsProtected RTP and RTCP packets protected
 * @param packetsUnprotected RTP and RTCP packets that turned out authentic
 * @param malformed packets dropped because they are no protected RTP or RTCP packet
 * @param failedAuthentication packets dropped because they are not authentic
 * @param replayed packets dropped because they came before
 * @param tooOld packets dropped because too many later ones came before them to tell
 * @param refusedStreams packets dropped because they would be of one SSRC too many
 * @param refusedToSend packets not protected: no RTP or RTCP packet, a different one with the same
 *     index has been sent, or keys or SSRCs are used up
 */
public record SrtpCounters(
        long packetsProtected,
        long packetsUnprotected,
        long malformed,
        long failedAuthentication,
        long replayed,
        long tooOld,
        long refusedStreams,
        long refusedToSend) {}
