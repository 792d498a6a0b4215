package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Where a transport's local ICE credentials come from. The negotiator asks when it first writes
 * them into a description, which is before that description is set.
 */
public interface IceParametersSource {
    /**
     * The credentials of a transport's first generation. Asked once per transport.
     *
     * @param transportId the transport, not asked for before
     */
    IceParameters first(int transportId);

    /**
     * The credentials of a transport's next generation (RFC 9429, section 5.2.2, ICE restart).
     * Asked again only after the last answer was used in a description that was set.
     *
     * @param transportId a transport asked for before
     */
    IceParameters next(int transportId);

    /** Whether they are those of a lite agent, as descriptions say (RFC 8839, section 5.3). */
    default boolean isLite() {
        return false;
    }

    /**
     * Random credentials: 4 and 24 characters, as browsers make them.
     *
     * @param random a secure source
     */
    static IceParametersSource random(RandomGenerator random) {
        return random(random, false);
    }

    /**
     * Random credentials of an agent that may be a lite one.
     *
     * @param random a secure source
     * @param lite whether it is (RFC 8445, section 2.5)
     */
    static IceParametersSource random(RandomGenerator random, boolean lite) {
        return of(Optional::empty, random, lite);
    }

    /**
     * Credentials of transports that have begun to gather, then random ones.
     *
     * @param pool gives one after the other, as long as there are any
     * @param random a secure source
     * @param lite whether the agent is a lite one (RFC 8445, section 2.5)
     */
    static IceParametersSource of(
            Supplier<Optional<IceParameters>> pool, RandomGenerator random, boolean lite) {
        return new IceParametersSource() {
            @Override
            public boolean isLite() {
                return lite;
            }

            @Override
            public IceParameters first(int transportId) {
                return pool.get().orElseGet(() -> next(transportId));
            }

            @Override
            public IceParameters next(int transportId) {
                return new IceParameters(
                        RandomText.iceChars(random, 4), RandomText.iceChars(random, 24), lite);
            }
        };
    }
}
