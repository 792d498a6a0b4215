package dev.specter;

/**
 * Options of {@link PeerConnection#createAnswer(AnswerOptions)}. Immutable.
 *
 * @param voiceActivityDetection whether comfort-noise codecs are accepted
 */
public record AnswerOptions(boolean voiceActivityDetection) {
    /** Without comfort noise. */
    public static AnswerOptions defaults() {
        return new AnswerOptions(false);
    }
}
