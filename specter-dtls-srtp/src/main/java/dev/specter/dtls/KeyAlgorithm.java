package dev.specter.dtls;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;

import java.math.BigInteger;
import java.security.SecureRandom;

/** Kinds of key pairs that a {@link Certificate} can hold. */
public enum KeyAlgorithm {
    /** ECDSA on P-256 with SHA-256; the default of WebRTC (RFC 8827, section 6.5). */
    ECDSA_P256("EC", "secp256r1", "SHA256withECDSA"),
    /** ECDSA on P-384 with SHA-384. */
    ECDSA_P384("EC", "secp384r1", "SHA384withECDSA"),
    /** RSA, 2048 bits, PKCS #1 with SHA-256. */
    RSA_2048("RSA", "", "SHA256withRSA");

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

    String keyType() {
        return keyType;
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

    ContentSigner newSigner(AsymmetricKeyParameter key, SecureRandom random)
            throws OperatorCreationException {
        AlgorithmIdentifier algorithm =
                new DefaultSignatureAlgorithmIdentifierFinder().find(signature);
        AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(algorithm);
        var builder =
                curve.isEmpty()
                        ? new BcRSAContentSignerBuilder(algorithm, digest)
                        : new BcECContentSignerBuilder(algorithm, digest);
        return builder.setSecureRandom(random).build(key);
    }
}
