package dev.specter.sdp.attribute;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The hash of a certificate (RFC 8122, section 5). Immutable.
 *
 * @param hashFunction as {@code sha-256}, lower case
 * @param value the hash in upper-case hexadecimal bytes with colons between
 */
public record FingerprintAttribute(String hashFunction, String value) implements SdpAttribute {
    static final String NAME = "fingerprint";

    /** Settles the case and checks the grammar. */
    public FingerprintAttribute {
        hashFunction = hashFunction.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
        Objects.requireNonNull(hashFunction, "hashFunction");
        if (!isFingerprint(value)) {
            throw new IllegalArgumentException("not a fingerprint");
        }
    }

    static FingerprintAttribute parse(AttributeFields in) throws AttributeSyntaxException {
        String hashFunction = in.next("hash function");
        String value = in.next("fingerprint");
        in.end();
        in.require(SdpGrammar.isToken(hashFunction), "hash function is not a token");
        in.require(
                isFingerprint(value.toUpperCase(Locale.ROOT)),
                "fingerprint is not hexadecimal bytes with colons");
        return new FingerprintAttribute(hashFunction, value);
    }

    private static boolean isFingerprint(String value) {
        if (value.length() % 3 != 2) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
            if (i % 3 == 2 ? c != ':' : !hex) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(hashFunction + ' ' + value);
    }
}
