package dev.specter.dtls.handshake;

import dev.specter.dtls.CertificateChain;
import dev.specter.dtls.DtlsFailure;
import dev.specter.srtp.SrtpKeys;

import java.util.Optional;

/** How a handshake ended. */
public sealed interface HandshakeOutcome {

    /**
     * The peer is the one whose fingerprint we know. Immutable.
     *
     * @param session what comes after the handshake
     * @param remoteCertificates the peer's chain, its own certificate first
     * @param srtpKeys keys, when both ends agreed on a profile
     * @param cipherSuite the suite, as IANA names it
     */
    record Connected(
            DtlsSession session,
            CertificateChain remoteCertificates,
            Optional<SrtpKeys> srtpKeys,
            CipherSuites.Suite cipherSuite)
            implements HandshakeOutcome {}

    /**
     * It failed. Immutable.
     *
     * @param failure why
     */
    record Failed(DtlsFailure failure) implements HandshakeOutcome {}

    /** The peer said {@code close_notify}, or the transport was closed, before the end. */
    record Closed() implements HandshakeOutcome {}
}
