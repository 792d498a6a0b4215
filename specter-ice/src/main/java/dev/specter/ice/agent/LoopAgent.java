package dev.specter.ice.agent;

import dev.specter.ice.IceParameters;

import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.NominationStrategy;

/**
 * ice4j's agent without what it does on threads and for good: it has our credentials, our STUN
 * stack, and never leaves the state RUNNING, so that late candidates, other nominations and checks
 * of the peer count for as long as the generation lives. Loop-confined.
 */
final class LoopAgent extends Agent {
    /** Told what ice4j concludes. */
    interface Conclusions {
        /** A check of the pair was answered: it may be used (RFC 8445, section 7.2.5.3). */
        void onValid(CandidatePair pair);

        /** The pair was nominated and confirmed (RFC 8445, section 8.1.1). */
        void onNominated(CandidatePair pair);
    }

    private final IceParameters credentials;
    private final Conclusions conclusions;

    // No initializer: the constructor of the superclass asks for the stack before ours runs.
    private LoopStunStack stack;

    LoopAgent(IceParameters credentials, long tieBreaker, Conclusions conclusions) {
        super(null, SilentLogger.INSTANCE);
        this.credentials = credentials;
        this.conclusions = conclusions;
        setTieBreaker(tieBreaker);
        setUseDynamicPorts(false);
        setTrickling(true);
        setNominationStrategy(NominationStrategy.NONE);
    }

    @Override
    public synchronized LoopStunStack getStunStack() {
        if (stack == null) {
            stack = new LoopStunStack();
        }
        return stack;
    }

    @Override
    public String getLocalUfrag() {
        return credentials.ufrag();
    }

    @Override
    public String getLocalPassword() {
        return credentials.pwd();
    }

    @Override
    protected void validatePair(CandidatePair pair) {
        super.validatePair(pair);
        conclusions.onValid(pair);
    }

    @Override
    protected void nominationConfirmed(CandidatePair pair) {
        // The original completes the check list and stops listening to the others.
        if (!pair.isNominated()) {
            pair.nominate();
        }
        conclusions.onNominated(pair);
    }

    @Override
    protected void checkListStatesUpdated() {
        // The original ends in COMPLETED, TERMINATED or FAILED, each for good; our own timers
        // decide.
    }

    @Override
    public String toString() {
        return "LoopAgent[" + getLocalUfrag() + "]"; // the original shows the password
    }

    /** Empty, so that the JVM does not queue every agent for finalization. */
    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"})
    protected void finalize() {}
}
