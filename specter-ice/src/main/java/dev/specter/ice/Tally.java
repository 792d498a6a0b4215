package dev.specter.ice;

import dev.specter.ice.agent.AgentCounters;
import dev.specter.ice.path.PathCounters;

/** The numbers behind {@link IceCounters}, but for those of the agent. Loop-confined. */
final class Tally {
    final PathCounters sockets = new PathCounters();
    long datagramsSent;
    long bytesSent;
    long datagramsReceived;
    long bytesReceived;
    long droppedNoPath;
    long droppedUnknownSource;
    long ignoredCandidates;

    IceCounters snapshot(AgentCounters agent) {
        return new IceCounters(
                datagramsSent,
                bytesSent,
                datagramsReceived,
                bytesReceived,
                agent.requestsSent(),
                agent.requestsReceived(),
                agent.responsesSent(),
                agent.responsesReceived(),
                agent.consentRequestsSent(),
                droppedNoPath,
                droppedUnknownSource,
                agent.droppedMalformed(),
                agent.droppedIntegrity(),
                sockets.sendErrors(),
                sockets.receiveErrors(),
                ignoredCandidates + agent.ignoredCandidates());
    }
}
