package dev.specter.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    /**
     * The hashes that count, the preferred one first. RFC 8122, section 5, forbids md2 and md5; a
     * second certificate with the same sha-1 can be made, so that does not count either.
     */
    private static final List<Hash> STRONG =
            List.of(
                    new Hash("sha-512", "SHA-512"),
                    new Hash("sha-384", "SHA-384"),
                    new Hash(SHA_256, "SHA-256"),
                    new Hash("sha-224", "SHA-224"));

    private record Hash(String name, String javaName) {}

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
     * @param algorithm {@code sha-224}, {@code sha-256}, {@code sha-384} or {@code sha-512}
     * @param der the encoded certificate
     * @throws IllegalArgumentException for another algorithm
     */
    public static Fingerprint of(String algorithm, byte[] der) {
        Hash hash =
                find(algorithm.toLowerCase(Locale.ROOT))
                        .orElseThrow(() -> new IllegalArgumentException("fingerprint: hash"));
        return new Fingerprint(algorithm, HEX.formatHex(digest(hash, der)));
    }

    private static Optional<Hash> find(String name) {
        return STRONG.stream().filter(h -> h.name.equals(name)).findFirst();
    }

    /** Whether this end can and will compute the hash; the others are ignored. */
    public boolean isSupported() {
        return find(algorithm).isPresent();
    }

    /**
     * Whether a certificate has this fingerprint; never so for an unsupported hash.
     *
     * @param der the encoded certificate
     */
    public boolean matches(byte[] der) {
        return find(algorithm)
                .map(hash -> MessageDigest.isEqual(digest(hash, der), HEX.parseHex(value)))
                .orElse(false);
    }

    /**
     * Whether a certificate has one of several fingerprints by the strongest hash among them (RFC
     * 8122, section 5.1); there may be one for each of several certificates. Unsupported hashes are
     * ignored; when nothing is left, nothing matches.
     *
     * @param der the encoded certificate
     */
    public static boolean anyMatches(Collection<Fingerprint> fingerprints, byte[] der) {
        for (Hash hash : STRONG) {
            List<Fingerprint> ofHash =
                    fingerprints.stream().filter(f -> f.algorithm.equals(hash.name)).toList();
            if (!ofHash.isEmpty()) {
                return ofHash.stream().anyMatch(f -> f.matches(der));
            }
        }
        return false;
    }

    /** The value of an {@code a=fingerprint} line. */
    @Override
    public String toString() {
        return algorithm + " " + value;
    }

    private static byte[] digest(Hash hash, byte[] der) {
        try {
            return MessageDigest.getInstance(hash.javaName).digest(der);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + hash.javaName, e);
        }
    }
}
