package dev.specter.ice.agent;

import dev.specter.ice.stun.StunClass;

/** What an {@link IceAgent} has counted since it was made. Loop-confined. */
public final class AgentCounters {
    long requestsSent;
    long requestsReceived;
    long responsesSent;
    long responsesReceived;
    long consentRequestsSent;
    long droppedMalformed;
    long droppedIntegrity;
    long ignoredCandidates;

    AgentCounters() {}

    void countSent(StunClass messageClass) {
        switch (messageClass) {
            case REQUEST -> requestsSent++;
            case SUCCESS, ERROR -> responsesSent++;
            case INDICATION -> {}
        }
    }

    /** Connectivity and consent checks sent, resends included. */
    public long requestsSent() {
        return requestsSent;
    }

    /** Requests that passed the integrity check. */
    public long requestsReceived() {
        return requestsReceived;
    }

    /** Answers to them. */
    public long responsesSent() {
        return responsesSent;
    }

    /** Responses that passed the integrity check. */
    public long responsesReceived() {
        return responsesReceived;
    }

    /** How many of the requests sent were consent checks. */
    public long consentRequestsSent() {
        return consentRequestsSent;
    }

    /** STUN that could not be read, or that nobody had a use for. */
    public long droppedMalformed() {
        return droppedMalformed;
    }

    /** STUN whose MESSAGE-INTEGRITY was missing or wrong, or that came from the wrong place. */
    public long droppedIntegrity() {
        return droppedIntegrity;
    }

    /** Remote candidates that were not used: known, too many, or of no use. */
    public long ignoredCandidates() {
        return ignoredCandidates;
    }
}
