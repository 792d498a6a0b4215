package dev.specter.ice;

import java.util.random.RandomGenerator;

/** New credentials for a generation (RFC 8445, section 5.3). */
final class IceCredentials {
    /** 48 random bits; the RFC wants 24 at least. */
    private static final int UFRAG_LENGTH = 8;

    /** 144 random bits; the RFC wants 128 at least. */
    private static final int PWD_LENGTH = 24;

    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private IceCredentials() {}

    static IceParameters generate(RandomGenerator random) {
        return new IceParameters(text(random, UFRAG_LENGTH), text(random, PWD_LENGTH), false);
    }

    private static String text(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }
}
