package dev.specter.webrtc;

import java.nio.charset.StandardCharsets;

/** Conversion to a string of Unicode scalar values (Web IDL, USVString). */
final class UsvString {
    private static final int REPLACEMENT = 0xFFFD;

    private UsvString() {}

    /** The text with U+FFFD for each surrogate that has no other half. */
    static String of(String text) {
        if (!hasSurrogates(text)) {
            return text;
        }
        int[] scalars = text.codePoints().map(c -> isSurrogate(c) ? REPLACEMENT : c).toArray();
        return new String(scalars, 0, scalars.length);
    }

    /** The same in UTF-8. */
    static byte[] utf8(String text) {
        return of(text).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
