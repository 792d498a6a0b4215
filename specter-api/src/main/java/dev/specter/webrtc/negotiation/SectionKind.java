package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcMediaKind;

import java.util.Optional;

/** What an m-section is for. */
enum SectionKind {
    AUDIO,
    VIDEO,
    DATA,
    /** Media or protocol that is not known here: rejected in place. */
    UNSUPPORTED;

    Optional<RtcMediaKind> mediaKind() {
        return switch (this) {
            case AUDIO -> Optional.of(RtcMediaKind.AUDIO);
            case VIDEO -> Optional.of(RtcMediaKind.VIDEO);
            case DATA, UNSUPPORTED -> Optional.empty();
        };
    }

    static SectionKind of(RtcMediaKind kind) {
        return switch (kind) {
            case AUDIO -> AUDIO;
            case VIDEO -> VIDEO;
        };
    }
}
