package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;

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

    /**
     * Random credentials: 4 and 24 characters, as browsers make them.
     *
     * @param random a secure source
     */
    static IceParametersSource random(RandomGenerator random) {
        return new IceParametersSource() {
            @Override
            public IceParameters first(int transportId) {
                return new IceParameters(
                        RandomText.iceChars(random, 4), RandomText.iceChars(random, 24), false);
            }

            @Override
            public IceParameters next(int transportId) {
                return first(transportId);
            }
        };
    }
}
