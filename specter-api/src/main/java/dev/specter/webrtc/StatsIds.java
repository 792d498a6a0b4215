package dev.specter.webrtc;

import java.util.random.RandomGenerator;

/**
 * The ids of a connection's statistics: the same in every report, and not to be foretold, so that
 * no application depends on how they are made (webrtc-pc, section 8.5). Immutable.
 */
final class StatsIds {
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    private final long salt;

    StatsIds(RandomGenerator random) {
        salt = random.nextLong();
    }

    /** The id of what has this name within the connection: a salted hash of 64 bits. */
    String of(String name) {
        long hash = salt;
        for (int i = 0; i < name.length(); i++) {
            hash = mixed((hash ^ name.charAt(i)) + GOLDEN_RATIO);
        }
        return Long.toUnsignedString(hash, Character.MAX_RADIX);
    }

    /** Every bit of the result depends on every bit given, and no two have the same result. */
    private static long mixed(long bits) {
        long z = (bits ^ bits >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
