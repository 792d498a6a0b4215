package dev.specter.dtls.handshake;

import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;

/** The decisions of a WebRTC client (RFC 8827, section 6.5). */
final class WebRtcTlsClient extends AbstractTlsClient {
    private final PeerPolicy policy;

    WebRtcTlsClient(PeerPolicy policy) {
        super(policy.settings().crypto());
        this.policy = policy;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return CipherSuites.ofClient();
    }

    @Override
    @SuppressWarnings("JdkObsolete") // the library wants vectors
    protected Vector<Integer> getSupportedGroups(
            @SuppressWarnings("rawtypes") Vector namedGroupRoles) {
        var groups = new Vector<Integer>();
        Arrays.stream(PeerPolicy.groups()).forEach(groups::add);
        return groups;
    }

    @Override
    protected Vector<?> getSupportedSignatureAlgorithms() {
        return PeerPolicy.signatureAlgorithms();
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
    @SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"}) // the library's signature
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        if (extensions == null) {
            extensions = new Hashtable();
        }
        Optional<UseSRTPData> offered = policy.offeredSrtp();
        if (offered.isPresent()) {
            TlsSRTPUtils.addUseSRTPExtension(extensions, offered.get());
        }
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes") // the library's signature
    public void processServerExtensions(Hashtable serverExtensions) throws IOException {
        super.processServerExtensions(serverExtensions);
        UseSRTPData answer =
                serverExtensions == null
                        ? null
                        : TlsSRTPUtils.getUseSRTPExtension(serverExtensions);
        if (answer != null) {
            policy.acceptSrtp(answer);
        }
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate)
                    throws IOException {
                policy.verify(certificate.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request)
                    throws IOException {
                Vector<?> algorithms = request.getSupportedSignatureAlgorithms();
                if (algorithms == null) {
                    throw new TlsFatalAlert(AlertDescription.handshake_failure);
                }
                return policy.credentials(context, List.copyOf(algorithms));
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        policy.notifyHandshakeComplete(context, true);
        supportedGroups = null;
        supportedSignatureAlgorithms = null;
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
