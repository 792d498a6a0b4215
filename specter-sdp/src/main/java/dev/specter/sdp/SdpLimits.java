package dev.specter.sdp;

/**
 * How much {@link SdpParser} takes from a stranger. A browser's description of 100 video m-sections
 * has about 600,000 characters in 16,000 lines. Immutable.
 *
 * @param maxCharacters characters in all; default 4 MiB
 * @param maxLines lines; default 65,536
 * @param maxLineCharacters characters of one line; default 65,536
 * @param maxMediaSections m-sections; default 512
 */
public record SdpLimits(
        int maxCharacters, int maxLines, int maxLineCharacters, int maxMediaSections) {
    /** The defaults named above. */
    public static final SdpLimits DEFAULTS = new SdpLimits(4 << 20, 1 << 16, 1 << 16, 512);

    /** Checks that every limit is positive. */
    public SdpLimits {
        if (maxCharacters < 1 || maxLines < 1 || maxLineCharacters < 1 || maxMediaSections < 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
