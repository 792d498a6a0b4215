package dev.specter.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The hash of a certificate, as {@code a=fingerprint} carries it (RFC 8122, section 5). Immutable.
 *
 * @param algorithm name of the hash function, lower case: {@code sha-256}
 * @param value the hash, upper-case hexadecimal bytes joined by colons
 */
public record Fingerprint(String algorithm, String value) {
    /** The hash that Specter announces unless told otherwise. */
    public static final String SHA_256 = "sha-256";

    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();
    private static final Pattern TOKEN = Pattern.compile("[!-~&&[^:]]{1,64}");
    private static final Pattern BYTES = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){0,127}");

    // RFC 8122, section 5: md2, md5 and sha-1 are not to be relied upon; they do not count here.
    private static final Map<String, String> STRONG =
            Map.of(SHA_256, "SHA-256", "sha-384", "SHA-384", "sha-512", "SHA-512");

    /**
     * Makes a fingerprint; case is normalized.
     *
     * @throws IllegalArgumentException when the algorithm is no token or the value no hexadecimal
     *     bytes joined by colons
     */
    public Fingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
        if (!TOKEN.matcher(algorithm).matches()) {
            throw new IllegalArgumentException("fingerprint: algorithm");
        }
        if (!BYTES.matcher(value).matches()) {
            throw new IllegalArgumentException("fingerprint: value");
        }
    }

    /**
     * Reads the value of an {@code a=fingerprint} line.
     *
     * @param attribute algorithm, one space, value
     * @throws IllegalArgumentException when it is something else
     */
    public static Fingerprint parse(String attribute) {
        int space = attribute.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("fingerprint: no value");
        }
        return new Fingerprint(attribute.substring(0, space), attribute.substring(space + 1));
    }

    /**
     * Hashes a certificate.
     *
     * @param algorithm {@code sha-256}, {@code sha-384} or {@code sha-512}
     * @param der the encoded certificate
     * @throws IllegalArgumentException for another algorithm
     */
    public static Fingerprint of(String algorithm, byte[] der) {
        String name = STRONG.get(algorithm.toLowerCase(Locale.ROOT));
        if (name == null) {
            throw new IllegalArgumentException("fingerprint: unsupported hash");
        }
        return new Fingerprint(algorithm, HEX.formatHex(hash(name, der)));
    }

    /** Whether this end can and will compute the hash; the others are ignored. */
    public boolean isSupported() {
        return STRONG.containsKey(algorithm);
    }

    /**
     * Whether a certificate has this fingerprint; never so for an unsupported hash.
     *
     * @param der the encoded certificate
     */
    public boolean matches(byte[] der) {
        return isSupported()
                && MessageDigest.isEqual(hash(STRONG.get(algorithm), der), HEX.parseHex(value));
    }

    /**
     * Whether a certificate has at least one of several fingerprints. Unsupported hashes are
     * ignored; when nothing is left, nothing matches.
     *
     * @param der the encoded certificate
     */
    public static boolean anyMatches(Collection<Fingerprint> fingerprints, byte[] der) {
        return fingerprints.stream().anyMatch(f -> f.matches(der));
    }

    /** The value of an {@code a=fingerprint} line. */
    @Override
    public String toString() {
        return algorithm + " " + value;
    }

    private static byte[] hash(String name, byte[] der) {
        try {
            return MessageDigest.getInstance(name).digest(der);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + name, e);
        }
    }
}
