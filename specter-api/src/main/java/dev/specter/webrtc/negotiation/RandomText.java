package dev.specter.webrtc.negotiation;

import java.util.random.RandomGenerator;

/** Random identifiers. */
final class RandomText {
    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private RandomText() {}

    /** Characters of RFC 8839's ice-char, 6 bits of randomness each. */
    static String iceChars(RandomGenerator random, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }
}
