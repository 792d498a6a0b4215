package dev.specter.webrtc;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.KeyAlgorithm;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * The configuration in force, and which changes it allows (webrtc-pc, section 4.4.1.6).
 * Loop-confined but for {@link #get}.
 */
final class ActiveConfiguration {
    private volatile RtcConfiguration configuration;
    private boolean poolIsFixed;

    /**
     * The configuration of a new connection (section 4.4.1.1).
     *
     * @throws RtcException InvalidAccessError if a certificate has expired; SyntaxError and others
     *     for ICE servers
     */
    ActiveConfiguration(RtcConfiguration configuration, Instant now) {
        IceServers.of(configuration.iceServers());
        for (RtcCertificate given : configuration.certificates()) {
            if (given.certificate().isExpiredAt(now)) {
                throw new RtcException(
                        RtcErrorName.INVALID_ACCESS_ERROR, "an expired certificate: " + given);
            }
        }
        this.configuration = configuration;
    }

    RtcConfiguration get() {
        return configuration;
    }

    /** The first certificate, or one that is made now. */
    CompletableFuture<Certificate> certificate() {
        return configuration.certificates().isEmpty()
                ? CertificateMaker.make(KeyAlgorithm.ECDSA_P256)
                : CompletableFuture.completedFuture(
                        configuration.certificates().get(0).certificate());
    }

    /** setLocalDescription was called: the size of the candidate pool stays. */
    void fixPool() {
        poolIsFixed = true;
    }

    /**
     * Replaces the configuration.
     *
     * @return whether the size of the candidate pool is another one
     * @throws RtcException InvalidModificationError if something changes that must not; SyntaxError
     *     and others for ICE servers
     */
    boolean set(RtcConfiguration changed) {
        requireSame(changed.certificates(), configuration.certificates(), "certificates");
        requireSame(changed.bundlePolicy(), configuration.bundlePolicy(), "bundlePolicy");
        requireSame(changed.rtcpMuxPolicy(), configuration.rtcpMuxPolicy(), "rtcpMuxPolicy");
        int poolSize = configuration.iceCandidatePoolSize();
        boolean isResized = changed.iceCandidatePoolSize() != poolSize;
        if (poolIsFixed) {
            requireSame(changed.iceCandidatePoolSize(), poolSize, "iceCandidatePoolSize");
        }
        IceServers.of(changed.iceServers());
        configuration = changed;
        return isResized;
    }

    private static void requireSame(Object changed, Object current, String what) {
        if (!changed.equals(current)) {
            throw new RtcException(
                    RtcErrorName.INVALID_MODIFICATION_ERROR, what + " cannot be changed");
        }
    }
}
