package dev.specter.dtls;

import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;

/** Kinds of key pairs that a {@link Certificate} can hold. */
public enum KeyAlgorithm {
    /** ECDSA on P-256 with SHA-256; the default of WebRTC (RFC 8827, section 6.5). */
    ECDSA_P256("EC", "secp256r1", "300a06082a8648ce3d040302"),
    /** ECDSA on P-384 with SHA-384. */
    ECDSA_P384("EC", "secp384r1", "300a06082a8648ce3d040303"),
    /** RSA, 2048 bits, PKCS #1 with SHA-256. */
    RSA_2048("RSA", "", "300d06092a864886f70d01010b0500");

    private static final int RSA_BITS = 2048;
    private static final int PRIME_CERTAINTY = 100;
    private static final BigInteger PUBLIC_EXPONENT = BigInteger.valueOf(65_537);

    private final String keyType;
    private final String curve;
    private final String signature;

    KeyAlgorithm(String keyType, String curve, String signature) {
        this.keyType = keyType;
        this.curve = curve;
        this.signature = signature;
    }

    AsymmetricCipherKeyPair newKeyPair(SecureRandom random) {
        if (curve.isEmpty()) {
            var generator = new RSAKeyPairGenerator();
            generator.init(
                    new RSAKeyGenerationParameters(
                            PUBLIC_EXPONENT, random, RSA_BITS, PRIME_CERTAINTY));
            return generator.generateKeyPair();
        }
        var generator = new ECKeyPairGenerator();
        var domain =
                new ECNamedDomainParameters(
                        CustomNamedCurves.getOID(curve), CustomNamedCurves.getByName(curve));
        generator.init(new ECKeyGenerationParameters(domain, random));
        return generator.generateKeyPair();
    }

    /** The {@code AlgorithmIdentifier} of {@link #sign}, in DER (RFC 5758, RFC 4055). */
    byte[] signatureAlgorithm() {
        return HexFormat.of().parseHex(signature);
    }

    /** The hash of {@link #sign} as descriptions name it. */
    String hash() {
        return this == ECDSA_P384 ? "sha-384" : Fingerprint.SHA_256;
    }

    byte[] sign(AsymmetricKeyParameter key, SecureRandom random, byte[] data)
            throws CryptoException {
        Signer signer =
                switch (this) {
                    case ECDSA_P256 -> new DSADigestSigner(new ECDSASigner(), new SHA256Digest());
                    case ECDSA_P384 -> new DSADigestSigner(new ECDSASigner(), new SHA384Digest());
                    case RSA_2048 -> new RSADigestSigner(new SHA256Digest());
                };
        signer.init(true, curve.isEmpty() ? key : new ParametersWithRandom(key, random));
        signer.update(data, 0, data.length);
        return signer.generateSignature();
    }

    /** The same key as the JDK has it. */
    PrivateKey toPrivateKey(AsymmetricKeyParameter key)
            throws GeneralSecurityException, IOException {
        var factory = KeyFactory.getInstance(keyType);
        if (key instanceof ECPrivateKeyParameters ec) {
            // By its PKCS #8 form, Bouncy Castle would compute the public key once more.
            var parameters = AlgorithmParameters.getInstance(keyType);
            parameters.init(new ECGenParameterSpec(curve));
            return factory.generatePrivate(
                    new ECPrivateKeySpec(
                            ec.getD(), parameters.getParameterSpec(ECParameterSpec.class)));
        }
        return factory.generatePrivate(
                new PKCS8EncodedKeySpec(
                        PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded()));
    }
}
