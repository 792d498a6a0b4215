package dev.specter.ice.stun;

import java.text.Normalizer;

/**
 * Preparation of realms and passwords (RFC 8489, section 9.2.2; RFC 8265, section 4.2.2).
 *
 * <p>Deviates: characters that the profile forbids are let through, so that a server that took them
 * is not shut out.
 */
final class OpaqueString {
    private OpaqueString() {}

    static String of(String text) {
        StringBuilder spaces = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .forEach(spaces::appendCodePoint);
        return Normalizer.normalize(spaces, Normalizer.Form.NFC);
    }
}
