package dev.specter.rtp.file;

/**
 * The header of an IVF file. Immutable.
 *
 * @param fourCc the codec, for example {@code VP80}
 * @param width in pixels, u16
 * @param height in pixels, u16
 * @param unitsPerSecond denominator of the timebase, u32
 * @param ticksPerUnit numerator of the timebase, u32
 * @param frameCount as the writer noted it, often 0, u32; many note the length in ticks instead,
 *     which is the same where each frame lasts one tick
 */
public record IvfHeader(
        String fourCc,
        int width,
        int height,
        long unitsPerSecond,
        long ticksPerUnit,
        long frameCount) {}
