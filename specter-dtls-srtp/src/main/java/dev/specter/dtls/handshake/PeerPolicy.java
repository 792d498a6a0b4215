package dev.specter.dtls.handshake;

import dev.specter.common.Bytes;
import dev.specter.dtls.CertificateChain;
import dev.specter.dtls.Fingerprint;
import dev.specter.srtp.SrtpKeys;
import dev.specter.srtp.SrtpProfile;

import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.interfaces.ECKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Vector;

/**
 * What client and server decide alike: whose certificate is right, what we sign with, which SRTP
 * profile; and what they remember. On the worker until the handshake ends, then on the loop.
 */
final class PeerPolicy {

    private final HandshakeSettings settings;
    private Optional<SrtpProfile> srtpProfile = Optional.empty();
    private Optional<SrtpKeys> srtpKeys = Optional.empty();
    private CertificateChain remoteCertificates = CertificateChain.NONE;
    private CipherSuites.Suite cipherSuite;
    private boolean fingerprintMismatch;
    private boolean closeNotifyReceived;
    private OptionalInt sentAlert = OptionalInt.empty();
    private OptionalInt receivedAlert = OptionalInt.empty();

    PeerPolicy(HandshakeSettings settings) {
        this.settings = settings;
    }

    HandshakeSettings settings() {
        return settings;
    }

    Optional<SrtpKeys> srtpKeys() {
        return srtpKeys;
    }

    CertificateChain remoteCertificates() {
        return remoteCertificates;
    }

    CipherSuites.Suite cipherSuite() {
        return cipherSuite;
    }

    boolean isFingerprintMismatch() {
        return fingerprintMismatch;
    }

    boolean isCloseNotifyReceived() {
        return closeNotifyReceived;
    }

    OptionalInt sentAlert() {
        return sentAlert;
    }

    OptionalInt receivedAlert() {
        return receivedAlert;
    }

    void notifyAlertRaised(short level, short description) {
        if (level == AlertLevel.fatal) {
            sentAlert = OptionalInt.of(description);
        }
    }

    void notifyAlertReceived(short level, short description) {
        if (description == AlertDescription.close_notify) {
            closeNotifyReceived = true;
        } else if (level == AlertLevel.fatal) {
            receivedAlert = OptionalInt.of(description);
        }
    }

    /** Supported groups, the preferred one first (RFC 8827, section 6.5 asks for P-256). */
    static int[] groups() {
        return new int[] {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1};
    }

    /** Signature algorithms that we verify. */
    @SuppressWarnings("JdkObsolete") // the library wants vectors
    static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        int[] schemes = {
            SignatureScheme.ecdsa_secp256r1_sha256,
            SignatureScheme.ecdsa_secp384r1_sha384,
            SignatureScheme.rsa_pss_rsae_sha256,
            SignatureScheme.rsa_pkcs1_sha256,
            SignatureScheme.rsa_pkcs1_sha384,
            SignatureScheme.rsa_pkcs1_sha512
        };
        for (int scheme : schemes) {
            algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }
        return algorithms;
    }

    /**
     * Lets nobody in whose certificate has none of the announced fingerprints.
     *
     * @throws TlsFatalAlert {@code bad_certificate} (RFC 8122, section 6.2)
     */
    void verify(Certificate chain) throws IOException {
        var encoded = new ArrayList<Bytes>();
        for (TlsCertificate certificate : chain.getCertificateList()) {
            encoded.add(Bytes.wrapOwned(certificate.getEncoded()));
        }
        if (encoded.isEmpty()
                || !Fingerprint.anyMatches(
                        settings.remoteFingerprints(), encoded.get(0).toArray())) {
            fingerprintMismatch = true;
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
        try {
            remoteCertificates = CertificateChain.parse(encoded);
        } catch (CertificateException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
        }
    }

    /**
     * What we sign with.
     *
     * @param peerAlgorithms what the peer verifies, a list of {@link SignatureAndHashAlgorithm}
     * @throws TlsFatalAlert {@code handshake_failure} when the peer verifies nothing of ours
     */
    TlsCredentials credentials(TlsContext context, List<?> peerAlgorithms) throws IOException {
        for (int scheme : signingSchemes()) {
            var algorithm = SignatureScheme.getSignatureAndHashAlgorithm(scheme);
            if (peerAlgorithms.contains(algorithm)) {
                var certificate = new Certificate(chain());
                return new BcDefaultTlsCredentialedSigner(
                        new TlsCryptoParameters(context),
                        settings.crypto(),
                        PrivateKeyFactory.createKey(
                                settings.certificate().privateKey().getEncoded()),
                        certificate,
                        algorithm);
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    boolean isEcdsaCertificate() {
        return settings.certificate().privateKey() instanceof ECKey;
    }

    /** The profiles to offer, or nothing. */
    Optional<UseSRTPData> offeredSrtp() {
        return settings.srtpProfiles().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new UseSRTPData(
                                settings.srtpProfiles().stream()
                                        .mapToInt(SrtpProfile::id)
                                        .toArray(),
                                TlsUtils.EMPTY_BYTES));
    }

    /** A server's choice: the first of ours that the client offers (RFC 5764, section 4.1.1). */
    Optional<UseSRTPData> chooseSrtp(UseSRTPData offered) {
        srtpProfile =
                settings.srtpProfiles().stream()
                        .filter(p -> contains(offered.getProtectionProfiles(), p.id()))
                        .findFirst();
        // RFC 5764, section 4.1.3: an empty MKI in the answer declines the client's.
        return srtpProfile.map(p -> new UseSRTPData(new int[] {p.id()}, TlsUtils.EMPTY_BYTES));
    }

    /**
     * A client learns the server's choice.
     *
     * @throws TlsFatalAlert {@code illegal_parameter} when it is not one of ours (RFC 5764, section
     *     4.1.1), or has an MKI that we did not offer (section 4.1.3)
     */
    void acceptSrtp(UseSRTPData answer) throws IOException {
        int[] ids = answer.getProtectionProfiles();
        if (ids.length != 1 || answer.getMki().length != 0) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }
        srtpProfile = settings.srtpProfiles().stream().filter(p -> p.id() == ids[0]).findFirst();
        if (srtpProfile.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }
    }

    void notifyHandshakeComplete(TlsContext context, boolean client) {
        SecurityParameters agreed = context.getSecurityParametersConnection();
        cipherSuite = CipherSuites.ofId(agreed.getCipherSuite());
        HandshakeCertificate.forget(agreed.getLocalCertificate());
        HandshakeCertificate.forget(agreed.getPeerCertificate());
        srtpKeys =
                srtpProfile.map(
                        profile -> {
                            byte[] material =
                                    context.exportKeyingMaterial(
                                            ExporterLabel.dtls_srtp,
                                            null,
                                            profile.keyingMaterialBytes());
                            return client
                                    ? SrtpKeys.ofClient(profile, material)
                                    : SrtpKeys.ofServer(profile, material);
                        });
    }

    private int[] signingSchemes() {
        if (!(settings.certificate().privateKey() instanceof ECKey key)) {
            return new int[] {
                SignatureScheme.rsa_pkcs1_sha256,
                SignatureScheme.rsa_pkcs1_sha384,
                SignatureScheme.rsa_pkcs1_sha512
            };
        }
        int p256 = SignatureScheme.ecdsa_secp256r1_sha256;
        int p384 = SignatureScheme.ecdsa_secp384r1_sha384;
        boolean large = key.getParams().getOrder().bitLength() > 256;
        return large ? new int[] {p384, p256} : new int[] {p256, p384};
    }

    private TlsCertificate[] chain() throws IOException {
        var chain = new ArrayList<TlsCertificate>();
        for (Bytes each : settings.certificate().encodedChain().encoded()) {
            chain.add(settings.crypto().createCertificate(each.toArray()));
        }
        return chain.toArray(TlsCertificate[]::new);
    }

    private static boolean contains(int[] ids, int id) {
        for (int candidate : ids) {
            if (candidate == id) {
                return true;
            }
        }
        return false;
    }
}
