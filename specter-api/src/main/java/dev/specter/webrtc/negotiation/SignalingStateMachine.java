package dev.specter.webrtc.negotiation;

import static dev.specter.webrtc.RtcSignalingState.HAVE_LOCAL_OFFER;
import static dev.specter.webrtc.RtcSignalingState.HAVE_LOCAL_PRANSWER;
import static dev.specter.webrtc.RtcSignalingState.HAVE_REMOTE_OFFER;
import static dev.specter.webrtc.RtcSignalingState.HAVE_REMOTE_PRANSWER;
import static dev.specter.webrtc.RtcSignalingState.STABLE;

import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import java.util.Optional;

/** The transitions of RFC 9429, section 3.2 and webrtc-pc, section 4.3.1, as a table. */
final class SignalingStateMachine {
    /** Whose description is set. */
    enum Side {
        LOCAL,
        REMOTE
    }

    private SignalingStateMachine() {}

    /** The state after setting a description; empty where it must not be set. */
    static Optional<RtcSignalingState> next(RtcSignalingState state, Side side, RtcSdpType type) {
        return Optional.ofNullable(
                side == Side.LOCAL
                        ? transition(
                                state,
                                type,
                                HAVE_LOCAL_OFFER,
                                HAVE_REMOTE_OFFER,
                                HAVE_LOCAL_PRANSWER)
                        : transition(
                                state,
                                type,
                                HAVE_REMOTE_OFFER,
                                HAVE_LOCAL_OFFER,
                                HAVE_REMOTE_PRANSWER));
    }

    /**
     * The table is the same for both sides but for names: the offer one sets, the offer one
     * answers, and one's provisional answer.
     */
    private static RtcSignalingState transition(
            RtcSignalingState state,
            RtcSdpType type,
            RtcSignalingState ownOffer,
            RtcSignalingState othersOffer,
            RtcSignalingState ownPranswer) {
        return switch (type) {
            case OFFER -> state == STABLE || state == ownOffer ? ownOffer : null;
            case ANSWER -> state == othersOffer || state == ownPranswer ? STABLE : null;
            case PRANSWER -> state == othersOffer || state == ownPranswer ? ownPranswer : null;
            // webrtc-pc, section 4.4.1.5: what a provisional answer set in motion is not undone.
            case ROLLBACK -> state == ownOffer || state == othersOffer ? STABLE : null;
        };
    }
}
