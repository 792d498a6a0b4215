package dev.specter.dtls.handshake;

import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;

import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;

/**
 * The decisions of a WebRTC server (RFC 8827, section 6.5). The client must show a certificate.
 * There is no cookie exchange: the datagrams come over a pair that ICE has validated, which proves
 * the client's address better (RFC 6347, section 4.2.1 makes it optional).
 */
final class WebRtcTlsServer extends AbstractTlsServer {
    private final PeerPolicy policy;
    private Optional<UseSRTPData> srtpAnswer = Optional.empty();

    WebRtcTlsServer(PeerPolicy policy) {
        super(policy.settings().crypto());
        this.policy = policy;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return CipherSuites.ofServer(policy.isEcdsaCertificate());
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public int[] getSupportedGroups() {
        return PeerPolicy.groups();
    }

    @Override
    public boolean preferLocalSupportedGroups() {
        return true;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return policy.settings().timeoutMillis();
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return policy.settings().resendMillis();
    }

    // RFC 7627, section 5.4: without it no keys may be exported.
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    // The fingerprint vouches for the certificate; nobody's signature on it matters.
    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    @SuppressWarnings("rawtypes") // the library's signature
    public void processClientExtensions(Hashtable clientExtensions) throws IOException {
        super.processClientExtensions(clientExtensions);
        UseSRTPData offered =
                clientExtensions == null
                        ? null
                        : TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
        srtpAnswer = offered == null ? Optional.empty() : policy.chooseSrtp(offered);
    }

    @Override
    @SuppressWarnings("rawtypes") // the library's signature
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        if (srtpAnswer.isPresent()) {
            TlsSRTPUtils.addUseSRTPExtension(extensions, srtpAnswer.get());
        }
        return extensions;
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        Vector<?> algorithms = context.getSecurityParametersHandshake().getClientSigAlgs();
        if (algorithms == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
        return policy.credentials(context, List.copyOf(algorithms));
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                PeerPolicy.signatureAlgorithms(),
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
        policy.verify(clientCertificate);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        policy.notifyHandshakeComplete(context, false);
        clientExtensions = null;
        serverExtensions.clear();
        certificateStatusRequest = null;
    }

    @Override
    public void notifyAlertRaised(short level, short description, String message, Throwable why) {
        policy.notifyAlertRaised(level, description);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        policy.notifyAlertReceived(level, description);
    }
}
