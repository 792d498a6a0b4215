package dev.specter.rtp.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The interceptors that each new peer connection gets, in order from the application to the
 * network. Interceptors of an application are usually added before the defaults, so that they see
 * media once and retransmissions never. Not thread-safe; a connection takes a copy when it is made.
 */
public final class InterceptorRegistry {
    private final List<InterceptorFactory> factories = new ArrayList<>();

    /** Makes an empty registry: plain RTP, no reports, no retransmissions. */
    public InterceptorRegistry() {}

    /** A registry with the defaults. */
    public static InterceptorRegistry withDefaults() {
        return new InterceptorRegistry().registerDefaults();
    }

    /**
     * Adds an interceptor behind those that are there, nearer to the network.
     *
     * @param factory makes one for each connection
     * @return this registry
     */
    public InterceptorRegistry add(InterceptorFactory factory) {
        factories.add(Objects.requireNonNull(factory));
        return this;
    }

    /**
     * Adds everything that browsers expect, with default options: requests for and answers of lost
     * packets, RTX, sender and receiver reports, transport-wide feedback and numbering.
     *
     * @return this registry
     */
    public InterceptorRegistry registerDefaults() {
        return add(StandardInterceptors.nackRequester())
                .add(StandardInterceptors.rtxReceiver())
                .add(StandardInterceptors.nackResponder(NackResponderOptions.DEFAULT))
                .add(StandardInterceptors.receiverReports(StandardInterceptors.REPORT_INTERVAL))
                .add(StandardInterceptors.senderReports(StandardInterceptors.REPORT_INTERVAL))
                .add(StandardInterceptors.transportFeedback(StandardInterceptors.FEEDBACK_INTERVAL))
                .add(StandardInterceptors.transportSequencer());
    }

    /**
     * Loads what the first packets need, by some that go nowhere. Takes some tenths of a second on
     * a cold machine: call it on a thread of its own, once.
     */
    public static void warmUp() {
        WarmUp.run();
    }

    /** The factories, from the application to the network; a copy. */
    public List<InterceptorFactory> factories() {
        return List.copyOf(factories);
    }

    /**
     * Makes a connection's chain.
     *
     * @param options of the connection
     * @param ends what lies at both ends
     * @param nowNanos the loop's time
     * @return a new chain
     */
    public InterceptorChain newChain(
            ChainOptions options, InterceptorChain.Ends ends, long nowNanos) {
        return new InterceptorChain(factories(), options, ends, nowNanos);
    }
}
