package dev.specter.webrtc.negotiation;

import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceParameters;
import dev.specter.sdp.attribute.Setup;

import java.util.List;
import java.util.Optional;

/**
 * Where a description says how a transport is reached: at the tagged m-section of its BUNDLE group,
 * or, where that leaves it out, at another of the group (RFC 9143, section 7.1.3). Immutable.
 *
 * @param ice the ICE credentials
 * @param fingerprints the certificates
 * @param setup the DTLS role, if said
 * @param tlsId which DTLS association, if said
 */
record Carriers(
        IceParameters ice,
        List<Fingerprint> fingerprints,
        Optional<Setup.Role> setup,
        Optional<String> tlsId) {
    Carriers {
        fingerprints = List.copyOf(fingerprints);
    }

    /**
     * What a description says of the transport of an m-section.
     *
     * @throws dev.specter.webrtc.RtcException InvalidAccessError if credentials or fingerprint are
     *     missing
     */
    static Carriers of(Description description, MediaSection section) {
        Optional<Carriers> own = read(section);
        if (own.isPresent()) {
            return own.get();
        }
        return section.media()
                .mid()
                .flatMap(description::groupCarriers)
                .orElseThrow(() -> missing(section));
    }

    /** What one m-section says; empty if it leaves out credentials or fingerprint. */
    static Optional<Carriers> read(MediaSection section) {
        Optional<IceParameters> ice = section.iceParameters();
        List<Fingerprint> fingerprints = section.fingerprints();
        return ice.isEmpty() || fingerprints.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Carriers(ice.get(), fingerprints, section.setup(), section.tlsId()));
    }

    private static RuntimeException missing(MediaSection section) {
        String what = section.iceParameters().isEmpty() ? "ice-ufrag or ice-pwd" : "fingerprint";
        return Errors.invalidAccess("m-section " + section.index() + " has no " + what);
    }
}
