package dev.specter.ice;

/**
 * What an {@link IceTransport} has counted since it was made. Immutable.
 *
 * @param datagramsSent handed to a socket, without STUN
 * @param bytesSent their bytes
 * @param datagramsReceived delivered to the listener
 * @param bytesReceived their bytes
 * @param requestsSent connectivity and consent checks sent, resends included
 * @param requestsReceived STUN requests that passed the integrity check
 * @param responsesSent answers to them
 * @param responsesReceived responses that passed the integrity check
 * @param consentRequestsSent how many of {@code requestsSent} were consent checks (RFC 7675)
 * @param droppedNoPath datagrams given to {@link IceTransport#send} while there was no path
 * @param droppedUnknownSource datagrams from an address that no pair vouches for
 * @param droppedMalformed STUN that could not be read, or came while nobody could answer it
 * @param droppedIntegrity STUN whose MESSAGE-INTEGRITY was missing or wrong
 * @param sendErrors datagrams that the operating system refused to send
 * @param receiveErrors errors that a socket reported while it was read, ICMP included
 * @param ignoredCandidates remote candidates that were not used: TCP, unresolvable, too many
 */
public record IceCounters(
        long datagramsSent,
        long bytesSent,
        long datagramsReceived,
        long bytesReceived,
        long requestsSent,
        long requestsReceived,
        long responsesSent,
        long responsesReceived,
        long consentRequestsSent,
        long droppedNoPath,
        long droppedUnknownSource,
        long droppedMalformed,
        long droppedIntegrity,
        long sendErrors,
        long receiveErrors,
        long ignoredCandidates) {}
