package dev.specter.ice;

import dev.specter.ice.path.PathCounters;
import dev.specter.ice.stun.StunClass;

/** The numbers behind {@link IceCounters}. Loop-confined. */
final class Tally {
    final PathCounters sockets = new PathCounters();
    long datagramsSent;
    long bytesSent;
    long datagramsReceived;
    long bytesReceived;
    long requestsSent;
    long requestsReceived;
    long responsesSent;
    long responsesReceived;
    long consentRequestsSent;
    long droppedNoPath;
    long droppedUnknownSource;
    long droppedMalformed;
    long droppedIntegrity;
    long ignoredCandidates;

    void countStunSent(StunClass messageClass) {
        switch (messageClass) {
            case REQUEST -> requestsSent++;
            case SUCCESS, ERROR -> responsesSent++;
            case INDICATION -> {}
        }
    }

    IceCounters snapshot() {
        return new IceCounters(
                datagramsSent,
                bytesSent,
                datagramsReceived,
                bytesReceived,
                requestsSent,
                requestsReceived,
                responsesSent,
                responsesReceived,
                consentRequestsSent,
                droppedNoPath,
                droppedUnknownSource,
                droppedMalformed,
                droppedIntegrity,
                sockets.sendErrors(),
                sockets.receiveErrors(),
                ignoredCandidates);
    }
}
