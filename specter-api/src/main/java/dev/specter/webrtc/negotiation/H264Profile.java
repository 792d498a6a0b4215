package dev.specter.webrtc.negotiation;

import java.util.Locale;
import java.util.Optional;

/**
 * Profile and level of H.264 as {@code profile-level-id} has them (RFC 6184, section 8.1).
 * Immutable.
 *
 * @param name the profile; what decides whether two ends can talk
 * @param idc profile_idc
 * @param iop the constraint_set flags
 * @param level level_idc
 */
record H264Profile(Name name, int idc, int iop, int level) {
    private static final int CONSTRAINT_SET3 = 0x10;
    private static final int LEVEL_1_1 = 11;
    private static final int LEVEL_1B_OF_HIGH = 9;

    /** RFC 6184, section 8.1: the default where the parameter is absent, baseline at level 1. */
    static final String DEFAULT_ID = "42000a";

    /** The profiles of RFC 6184, table 5. */
    enum Name {
        CONSTRAINED_BASELINE,
        BASELINE,
        MAIN,
        EXTENDED,
        HIGH,
        CONSTRAINED_HIGH,
        HIGH_10,
        HIGH_422,
        HIGH_444_PREDICTIVE,
        OTHER
    }

    /** Reads six hexadecimal digits; empty if they are not. */
    static Optional<H264Profile> of(String profileLevelId) {
        String id = profileLevelId.toLowerCase(Locale.ROOT);
        if (id.length() != 6 || !id.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            return Optional.empty();
        }
        int idc = Integer.parseInt(id.substring(0, 2), 16);
        int iop = Integer.parseInt(id.substring(2, 4), 16);
        int level = Integer.parseInt(id.substring(4), 16);
        return Optional.of(new H264Profile(name(idc, iop), idc, iop, level));
    }

    /** The lower of two levels. */
    static H264Profile lower(H264Profile a, H264Profile b) {
        return a.levelRank() <= b.levelRank() ? a : b;
    }

    /** Ten times the level's number; 1b lies between 1 and 1.1. */
    private int levelRank() {
        return isLevel1b() ? 10 * LEVEL_1_1 - 5 : 10 * level;
    }

    /** RFC 6184, section 8.1: constraint_set3 at level 1.1, but 9 in the high profiles. */
    private boolean isLevel1b() {
        return marksLevel1bByFlag()
                ? level == LEVEL_1_1 && (iop & CONSTRAINT_SET3) != 0
                : level == LEVEL_1B_OF_HIGH;
    }

    private boolean marksLevel1bByFlag() {
        return idc == 0x42 || idc == 0x4d || idc == 0x58;
    }

    /** This profile at the level of another, as {@code profile-level-id}. */
    String idAtLevelOf(H264Profile other) {
        int flags = iop;
        int levelIdc = other.level;
        if (marksLevel1bByFlag()) {
            flags = other.isLevel1b() ? iop | CONSTRAINT_SET3 : iop & ~CONSTRAINT_SET3;
            levelIdc = other.isLevel1b() ? LEVEL_1_1 : other.level;
        } else if (other.isLevel1b()) {
            levelIdc = LEVEL_1B_OF_HIGH;
        }
        return String.format(Locale.ROOT, "%02x%02x%02x", idc, flags, levelIdc);
    }

    /** RFC 6184, table 5: profile_idc and the constraint_set flags. */
    private static Name name(int idc, int iop) {
        boolean set0 = (iop & 0x80) != 0;
        boolean set1 = (iop & 0x40) != 0;
        boolean set2 = (iop & 0x20) != 0;
        return switch (idc) {
            case 0x42 -> set1 ? Name.CONSTRAINED_BASELINE : Name.BASELINE;
            case 0x4d -> set0 ? Name.CONSTRAINED_BASELINE : set2 ? Name.OTHER : Name.MAIN;
            case 0x58 -> {
                if (set0) {
                    yield set1 ? Name.CONSTRAINED_BASELINE : Name.BASELINE;
                }
                yield set1 ? Name.OTHER : Name.EXTENDED;
            }
            case 0x64 -> (iop & 0x0c) == 0x0c ? Name.CONSTRAINED_HIGH : Name.HIGH;
            case 0x6e -> Name.HIGH_10;
            case 0x7a -> Name.HIGH_422;
            case 0xf4 -> Name.HIGH_444_PREDICTIVE;
            default -> Name.OTHER;
        };
    }
}
