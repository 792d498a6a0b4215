package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsFailure.Reason;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Our server and clients that do not behave as WebRTC says; the test's thread is the loop. */
class UnusualPeerTest implements DtlsListener, DatagramTransport {
    private static final Certificate OURS = DtlsPair.SERVER_CERTIFICATE;
    private static final Certificate THEIRS = DtlsPair.CLIENT_CERTIFICATE;
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> toPeer = new LinkedBlockingQueue<>();
    private final HandshakePool pool = new HandshakePool(2);
    private final DtlsTransport transport =
            new DtlsTransport(DtlsOptions.builder(OURS).build(), loop::add, pool, this);
    private final List<byte[]> received = new ArrayList<>();
    private Optional<DtlsFailure> failure = Optional.empty();
    private DTLSTransport peer;
    private IOException peersFailure;

    /** A client that does all as it should; cases change one thing. */
    private static class Client extends DefaultTlsClient {
        private final Certificate shown;
        private final Certificate signer;

        Client() {
            this(THEIRS, THEIRS);
        }

        Client(Certificate shown, Certificate signer) {
            super(new JcaTlsCryptoProvider().create(new SecureRandom()));
            this.shown = shown;
            this.signer = signer;
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request)
                        throws IOException {
                    return credentials();
                }
            };
        }

        TlsCredentials credentials() throws IOException {
            SignatureAndHashAlgorithm algorithm =
                    SignatureScheme.getSignatureAndHashAlgorithm(
                            SignatureScheme.ecdsa_secp256r1_sha256);
            var crypto = (JcaTlsCrypto) getCrypto();
            try {
                var chain =
                        new TlsCertificate[] {crypto.createCertificate(shown.x509().getEncoded())};
                return new JcaDefaultTlsCredentialedSigner(
                        new TlsCryptoParameters(context),
                        crypto,
                        signer.privateKey(),
                        new org.bouncycastle.tls.Certificate(chain),
                        algorithm);
            } catch (java.security.cert.CertificateEncodingException e) {
                throw new IOException(e);
            }
        }
    }

    @AfterEach
    void end() {
        transport.close();
        pool.close();
    }

    @Test
    void aClientThatBehavesConnects() throws Exception {
        connect(new Client());
        runUntil(() -> transport.state() == DtlsTransportState.CONNECTED && peer != null);
        peer.send(new byte[] {1, 2, 3}, 0, 3);
        runUntil(() -> !received.isEmpty());
        assertArrayEquals(new byte[] {1, 2, 3}, received.get(0));
    }

    @Test
    void aCertificateWithoutItsKeyIsNotBelieved() throws Exception {
        connect(new Client(THEIRS, OURS)); // the announced certificate, which anybody may copy
        runUntil(() -> transport.state() == DtlsTransportState.FAILED);
        assertEquals(
                OptionalInt.of(AlertDescription.decrypt_error), failure.orElseThrow().sentAlert());
        assertNothingIsShown();
    }

    @Test // RFC 5763, section 5: both ends show a certificate
    void aClientWithoutACertificateIsRefused() throws Exception {
        connect(
                new Client() {
                    @Override
                    TlsCredentials credentials() {
                        return null;
                    }
                });
        runUntil(() -> transport.state() == DtlsTransportState.FAILED);
        assertNothingIsShown();
    }

    @Test // RFC 7627, sections 5.2 and 5.4
    void aClientWithoutExtendedMasterSecretIsRefused() throws Exception {
        connect(
                new Client() {
                    @Override
                    public boolean shouldUseExtendedMasterSecret() {
                        return false;
                    }
                });
        assertRefused(AlertDescription.handshake_failure);
    }

    @Test // RFC 9325, section 4.2
    void suitesWithoutAeadOrForwardSecrecyAreRefused() throws Exception {
        connect(
                new Client() {
                    @Override
                    protected int[] getSupportedCipherSuites() {
                        return new int[] {
                            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
                            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
                            CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256
                        };
                    }
                });
        assertRefused(AlertDescription.handshake_failure);
    }

    @Test // RFC 8996
    void dtls10IsRefused() throws Exception {
        connect(
                new Client() {
                    @Override
                    protected ProtocolVersion[] getSupportedVersions() {
                        return ProtocolVersion.DTLSv10.only();
                    }

                    @Override
                    protected int[] getSupportedCipherSuites() {
                        return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA};
                    }
                });
        assertRefused(AlertDescription.protocol_version);
    }

    @Test // RFC 5246, section 7.2.2
    void aFatalAlertOfTheVerifiedPeerEndsTheAssociation() throws Exception {
        connect(new Client());
        runUntil(() -> transport.state() == DtlsTransportState.CONNECTED && peer != null);
        assertTrue(transport.send(ByteBuffer.allocate(100)));
        try {
            peer.receive(new byte[1], 0, 1, 1000); // too small: the library gives up
        } catch (IOException e) {
            // as it must
        }
        runUntil(() -> transport.state() == DtlsTransportState.FAILED);
        assertEquals(Reason.PEER_ALERT, failure.orElseThrow().reason());
        assertEquals(
                OptionalInt.of(AlertDescription.internal_error),
                failure.orElseThrow().receivedAlert());
    }

    private void assertRefused(short alert) throws InterruptedException {
        runUntil(() -> transport.state() == DtlsTransportState.FAILED && peersFailure != null);
        assertEquals(OptionalInt.of(alert), failure.orElseThrow().sentAlert());
        assertNothingIsShown();
    }

    private void assertNothingIsShown() {
        assertEquals(List.of(), transport.remoteCertificates());
        assertEquals(Optional.empty(), transport.srtpKeys());
        assertEquals(0, received.size());
    }

    private void connect(Client client) {
        transport.start(DtlsRole.SERVER, THEIRS.fingerprints());
        pool.execute(
                DtlsRole.CLIENT,
                () -> {
                    try {
                        DTLSTransport connected = new DTLSClientProtocol().connect(client, this);
                        loop.add(() -> peer = connected);
                    } catch (IOException e) {
                        loop.add(() -> peersFailure = e);
                    }
                },
                () -> {});
    }

    private void runUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Runnable task = loop.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertTrue(task != null, transport.state() + " " + failure + " " + peersFailure);
            task.run();
        }
    }

    @Override
    public void sendDatagram(ByteBuffer datagram) {
        toPeer.add(DtlsPair.bytes(datagram));
    }

    @Override
    public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> why) {
        failure = why;
    }

    @Override
    public void onData(ByteBuffer applicationData) {
        received.add(DtlsPair.bytes(applicationData));
    }

    // The peer's side, on its thread.

    @Override
    public int getReceiveLimit() {
        return 2000;
    }

    @Override
    public int getSendLimit() {
        return 1200;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        try {
            byte[] datagram = toPeer.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (datagram == null) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        } catch (InterruptedException e) {
            throw new java.io.InterruptedIOException();
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(buffer, offset, copy, 0, length);
        loop.add(() -> transport.handleDatagram(ByteBuffer.wrap(copy)));
    }

    @Override
    public void close() {}
}
