package dev.specter.dtls;

import dev.specter.common.Bytes;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate, self-signed unless it comes from elsewhere, and its private key, with which an end
 * proves to be the one that wrote the fingerprint into its description (RFC 8827, section 6.5). One
 * may serve many connections. Immutable, thread-safe.
 */
public final class Certificate {
    /** How long a certificate is valid unless told otherwise: 30 days. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(30);

    // Peers' clocks go wrong; what starts a day ago is valid on most of them.
    private static final Duration BACKDATED = Duration.ofDays(1);
    private static final Duration LONGEST_VALIDITY = Duration.ofDays(365);
    private static final int MAX_PEM_CHARS = 64 * 1024;
    private static final int MAX_CHAIN = 10;
    private static final int SERIAL_BITS = 64;
    private static final byte[] VERSION_3 = Der.explicit(0, Der.integer(BigInteger.TWO));
    // CN=WebRTC
    private static final byte[] NAME =
            HexFormat.of().parseHex("3011310f300d06035504030c06576562525443");

    /** Drawing from several at once is safe; making one is slow. */
    private static final class Random {
        private static final SecureRandom SHARED = new SecureRandom();
    }

    private final PrivateKey privateKey;
    private final CertificateChain chain;
    private final Instant expires;
    private final List<Fingerprint> fingerprints;

    private Certificate(
            PrivateKey privateKey, CertificateChain chain, Instant expires, String hash) {
        this.privateKey = privateKey;
        this.chain = chain;
        this.expires = expires;
        this.fingerprints = fingerprints(hash, chain.encoded().get(0).toArray());
    }

    /** RFC 9429, section 5.2.1: one is by the hash of the signature. Peers know SHA-256 best. */
    private static List<Fingerprint> fingerprints(String hash, byte[] der) {
        Fingerprint usual = Fingerprint.of(Fingerprint.SHA_256, der);
        return hash.equals(Fingerprint.SHA_256)
                ? List.of(usual)
                : List.of(usual, Fingerprint.of(hash, der));
    }

    /**
     * Makes a key pair and a certificate for it, valid for {@link #DEFAULT_VALIDITY} from now. Slow
     * the first time (hundreds of milliseconds): not for a loop.
     *
     * @param algorithm kind of the key pair
     */
    public static Certificate generate(KeyAlgorithm algorithm) {
        return generate(algorithm, DEFAULT_VALIDITY);
    }

    /**
     * Makes a key pair and a certificate for it, valid from now.
     *
     * @param algorithm kind of the key pair
     * @param validity how long it is valid, zero or more; a year at most is given
     * @throws IllegalArgumentException when {@code validity} is negative
     */
    public static Certificate generate(KeyAlgorithm algorithm, Duration validity) {
        return generate(algorithm, InstantSource.system(), validity, Random.SHARED);
    }

    /**
     * Makes a key pair and a certificate for it.
     *
     * @param algorithm kind of the key pair
     * @param clock says when now is
     * @param validity how long from now it is valid, zero or more; a year at most is given
     * @param random where keys and serial number come from
     * @throws IllegalArgumentException when {@code validity} is negative
     */
    public static Certificate generate(
            KeyAlgorithm algorithm, InstantSource clock, Duration validity, SecureRandom random) {
        if (validity.isNegative()) {
            throw new IllegalArgumentException("certificate: validity");
        }
        Duration given = validity.compareTo(LONGEST_VALIDITY) > 0 ? LONGEST_VALIDITY : validity;
        Instant now = clock.instant();
        try {
            AsymmetricCipherKeyPair keys = algorithm.newKeyPair(random);
            Instant expires = now.plus(given).truncatedTo(ChronoUnit.SECONDS);
            // RFC 5280, section 4.1
            byte[] toBeSigned =
                    Der.sequence(
                            VERSION_3,
                            Der.integer(
                                    new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 2)),
                            algorithm.signatureAlgorithm(),
                            NAME,
                            Der.sequence(Der.time(now.minus(BACKDATED)), Der.time(expires)),
                            NAME,
                            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic())
                                    .getEncoded());
            byte[] signature = algorithm.sign(keys.getPrivate(), random, toBeSigned);
            byte[] certificate =
                    Der.sequence(
                            toBeSigned, algorithm.signatureAlgorithm(), Der.bitString(signature));
            return new Certificate(
                    algorithm.toPrivateKey(keys.getPrivate()),
                    new CertificateChain(List.of(Bytes.wrapOwned(certificate))),
                    expires,
                    algorithm.hash());
        } catch (GeneralSecurityException | CryptoException | IOException e) {
            throw new IllegalStateException("this Java cannot make " + algorithm, e);
        }
    }

    /**
     * Reads a certificate and its private key.
     *
     * @param pem a {@code CERTIFICATE} and a {@code PRIVATE KEY} (PKCS #8, not encrypted) block, in
     *     any order; {@code EC PRIVATE KEY} and {@code RSA PRIVATE KEY} are understood too. More
     *     certificates, up to 9, are those of the issuers: they are shown to the peer, which need
     *     not care, since the fingerprint vouches for the first
     * @throws IllegalArgumentException when either is missing or unreadable, or they do not belong
     *     together
     */
    public static Certificate fromPem(String pem) {
        if (pem.length() > MAX_PEM_CHARS) {
            throw new IllegalArgumentException("certificate: PEM too long");
        }
        var holders = new ArrayList<X509CertificateHolder>();
        PrivateKeyInfo key = null;
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (Object o = parser.readObject(); o != null; o = parser.readObject()) {
                if (o instanceof X509CertificateHolder holder) {
                    holders.add(holder);
                } else if (o instanceof PrivateKeyInfo k) {
                    key = k;
                } else if (o instanceof PEMKeyPair pair) {
                    key = pair.getPrivateKeyInfo();
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("certificate: unreadable PEM", e);
        }
        if (holders.isEmpty() || key == null) {
            throw new IllegalArgumentException("certificate: PEM lacks certificate or private key");
        }
        if (holders.size() > MAX_CHAIN) {
            throw new IllegalArgumentException("certificate: a chain of " + holders.size());
        }
        try {
            var encoded = new ArrayList<Bytes>();
            for (X509CertificateHolder holder : holders) {
                encoded.add(Bytes.wrapOwned(holder.getEncoded()));
            }
            var chain = new CertificateChain(encoded);
            X509Certificate x509 = chain.parse().get(0);
            PrivateKey privateKey = toPrivateKey(key, x509.getPublicKey().getAlgorithm());
            requirePair(privateKey, x509);
            return new Certificate(
                    privateKey,
                    chain,
                    x509.getNotAfter().toInstant(),
                    hashOf(x509.getSigAlgName()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("certificate: unusable key or certificate", e);
        }
    }

    /** The certificate, those of its issuers, and, in PKCS #8, its private key. Secret. */
    public String toPem() {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            for (Bytes each : chain.encoded()) {
                writer.writeObject(new PemObject("CERTIFICATE", each.toArray()));
            }
            writer.writeObject(new PemObject("PRIVATE KEY", privateKey.getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    /** The fingerprints to announce: the SHA-256 one, and that by the hash of the signature. */
    public List<Fingerprint> fingerprints() {
        return fingerprints;
    }

    /**
     * The fingerprint by another hash.
     *
     * @param algorithm {@code sha-256}, {@code sha-384} or {@code sha-512}
     * @throws IllegalArgumentException for another algorithm
     */
    public Fingerprint fingerprint(String algorithm) {
        return Fingerprint.of(algorithm, chain.encoded().get(0).toArray());
    }

    /** When it ceases to be valid. */
    public Instant expires() {
        return expires;
    }

    /** Whether it is no longer valid at an instant. */
    public boolean isExpiredAt(Instant instant) {
        return !instant.isBefore(expires());
    }

    /** The certificate without its key; read anew each time. */
    public X509Certificate x509() {
        return chain().get(0);
    }

    /**
     * The certificate without its key, and then those of its issuers, if there are any; read anew
     * each time.
     */
    public List<X509Certificate> chain() {
        return chain.x509();
    }

    /** What {@link #chain} returns, as the peer is shown it. */
    public CertificateChain encodedChain() {
        return chain;
    }

    /** The key that signs. Secret. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /** Equal when the certificates are, byte by byte. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate that
                && chain.encoded().get(0).equals(that.chain.encoded().get(0));
    }

    @Override
    public int hashCode() {
        return chain.encoded().get(0).hashCode();
    }

    /** The fingerprint and the end of validity; nothing of the private key. */
    @Override
    public String toString() {
        return "Certificate[" + fingerprints.get(0) + ", expires " + expires() + "]";
    }

    private static PrivateKey toPrivateKey(PrivateKeyInfo key, String type)
            throws GeneralSecurityException, IOException {
        return KeyFactory.getInstance(type)
                .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    /** The hash of a signature by the JDK's name of it, such as SHA384withECDSA. */
    private static String hashOf(String signature) {
        for (String bits : List.of("384", "512")) {
            if (signature.startsWith("SHA" + bits)) {
                return "sha-" + bits;
            }
        }
        return Fingerprint.SHA_256;
    }

    private static void requirePair(PrivateKey privateKey, X509Certificate x509)
            throws GeneralSecurityException {
        String algorithm =
                privateKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] probe = {1, 2, 3};
        var signer = Signature.getInstance(algorithm);
        signer.initSign(privateKey);
        signer.update(probe);
        var verifier = Signature.getInstance(algorithm);
        verifier.initVerify(x509.getPublicKey());
        verifier.update(probe);
        if (!verifier.verify(signer.sign())) {
            throw new IllegalArgumentException("certificate: the key is of another certificate");
        }
    }
}
