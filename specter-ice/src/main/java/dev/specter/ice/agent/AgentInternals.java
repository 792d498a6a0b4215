package dev.specter.ice.agent;

import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CheckList;
import org.ice4j.stack.TransactionID;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The three members of ice4j that its pace maker uses and nobody else may: what our own pacing on
 * the event loop needs in its place. Thread-safe.
 */
final class AgentInternals {
    private static final MethodHandle CHECK_CLIENT;
    private static final MethodHandle START_CHECK;
    private static final MethodHandle POP_TRIGGERED;
    private static final MethodHandle NEXT_ORDINARY;

    static {
        try {
            MethodHandles.Lookup agent =
                    MethodHandles.privateLookupIn(Agent.class, MethodHandles.lookup());
            Class<?> client = agent.findClass("org.ice4j.ice.ConnectivityCheckClient");
            CHECK_CLIENT =
                    agent.findGetter(Agent.class, "connCheckClient", client)
                            .asType(MethodType.methodType(Object.class, Agent.class));
            START_CHECK =
                    agent.findVirtual(
                                    client,
                                    "startCheckForPair",
                                    MethodType.methodType(TransactionID.class, CandidatePair.class))
                            .asType(
                                    MethodType.methodType(
                                            TransactionID.class,
                                            Object.class,
                                            CandidatePair.class));
            MethodType pair = MethodType.methodType(CandidatePair.class);
            POP_TRIGGERED = agent.findVirtual(CheckList.class, "popTriggeredCheck", pair);
            NEXT_ORDINARY = agent.findVirtual(CheckList.class, "getNextOrdinaryPairToCheck", pair);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object client;

    AgentInternals(Agent agent) {
        try {
            client = (Object) CHECK_CLIENT.invokeExact(agent);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Sends a check; the id of its transaction, or null if it could not be sent. */
    TransactionID startCheck(CandidatePair pair) {
        try {
            return (TransactionID) START_CHECK.invokeExact(client, pair);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Takes the first pair off the triggered-check queue (RFC 8445, section 6.1.4.1), or null. */
    static CandidatePair popTriggered(CheckList list) {
        try {
            return (CandidatePair) POP_TRIGGERED.invokeExact(list);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The pair that an ordinary check is for next (RFC 8445, section 6.1.4.2), or null. */
    static CandidatePair nextOrdinary(CheckList list) {
        try {
            return (CandidatePair) NEXT_ORDINARY.invokeExact(list);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(Throwable cause) {
        if (cause instanceof RuntimeException e) {
            return e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(cause);
    }
}
