package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtpEncodingParameters;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates and sets descriptions (webrtc-pc, section 4.4.1.5; RFC 9429, sections 5.2 to 5.7). Each
 * is applied to a copy of the state, which takes its place when nothing can fail any more.
 */
final class Exchange {
    private final LocalEnd local;
    private final RemoteCandidates remoteCandidates;
    private final OutcomeBuilder outcomes;
    private SessionState state = new SessionState();

    /** The state before the exchange under way. */
    private Optional<SessionState> stable = Optional.empty();

    private Optional<Draft> lastOffer = Optional.empty();
    private Optional<Draft> lastAnswer = Optional.empty();
    private Optional<Boolean> canTrickle = Optional.empty();

    Exchange(LocalEnd local, RemoteCandidates remoteCandidates) {
        this.local = local;
        this.remoteCandidates = remoteCandidates;
        this.outcomes = new OutcomeBuilder(local, remoteCandidates);
    }

    SessionState state() {
        return state;
    }

    Optional<Boolean> canTrickle() {
        return canTrickle;
    }

    String createOffer(OfferSettings settings) {
        boolean allowed =
                state.signalingState == RtcSignalingState.STABLE
                        || state.signalingState == RtcSignalingState.HAVE_LOCAL_OFFER;
        if (!allowed) {
            throw Errors.invalidState("createOffer in " + state.signalingState);
        }
        requireFingerprints();
        Draft draft = new OfferBuilder(local, state, settings).build();
        lastOffer = Optional.of(draft);
        return draft.text();
    }

    String createAnswer(OfferSettings settings) {
        boolean allowed =
                state.signalingState == RtcSignalingState.HAVE_REMOTE_OFFER
                        || state.signalingState == RtcSignalingState.HAVE_LOCAL_PRANSWER;
        if (!allowed) {
            throw Errors.invalidState("createAnswer in " + state.signalingState);
        }
        requireFingerprints();
        Description offer = state.pendingRemote.orElseThrow();
        Draft draft = new AnswerBuilder(local, state, settings, offer).build();
        lastAnswer = Optional.of(draft);
        return draft.text();
    }

    Outcome setLocal(RtcSdpType type, String sdp) {
        return switch (type) {
            case OFFER -> setLocalOffer(sdp);
            case ANSWER, PRANSWER -> setLocalAnswer(type, sdp);
            case ROLLBACK -> rollback(SignalingStateMachine.Side.LOCAL);
        };
    }

    /** webrtc-pc, section 4.4.2, setRemoteDescription: an offer that meets ours rolls ours back. */
    Optional<Outcome> rollBackBefore(RtcSdpType type) {
        return type == RtcSdpType.OFFER
                        && state.signalingState == RtcSignalingState.HAVE_LOCAL_OFFER
                ? Optional.of(rollback(SignalingStateMachine.Side.LOCAL))
                : Optional.empty();
    }

    Outcome setRemote(RtcSdpType type, String sdp) {
        return switch (type) {
            case OFFER -> setRemoteOffer(sdp);
            case ANSWER, PRANSWER -> setRemoteAnswer(type, sdp);
            case ROLLBACK -> rollback(SignalingStateMachine.Side.REMOTE);
        };
    }

    /** Changes encodings for good: also in the state that a rollback goes back to. */
    void setEncodings(Transceiver transceiver, List<RtcRtpEncodingParameters> encodings) {
        setEncodings(transceiver.state(), encodings);
        stable.map(s -> s.of(transceiver)).ifPresent(s -> setEncodings(s, encodings));
    }

    private static void setEncodings(
            TransceiverState settled, List<RtcRtpEncodingParameters> encodings) {
        settled.sendEncodings =
                settled.sendEncodings.stream()
                        .map(
                                e ->
                                        encodings.stream()
                                                .filter(p -> p.rid().equals(e.rid()))
                                                .findFirst()
                                                .map(e::with)
                                                .orElse(e))
                        .toList();
    }

    private Outcome setLocalOffer(String sdp) {
        // webrtc-pc, section 4.4.2, setLocalDescription: only what createOffer made last.
        if (!sdp.isEmpty() && !lastOffer.map(Draft::text).equals(Optional.of(sdp))) {
            throw Errors.invalidModification("not the offer created last");
        }
        RtcSignalingState after = after(SignalingStateMachine.Side.LOCAL, RtcSdpType.OFFER);
        if (sdp.isEmpty()) {
            createOffer(OfferSettings.defaults());
        }
        Draft draft = lastOffer.orElseThrow();
        SessionState next = state.copy();
        TrackChanges changes = changes(next);
        next.signalingState = after;
        next.pendingLocal = Optional.of(parse(RtcSdpType.OFFER, draft.text()));
        new OfferApplier(local, next, changes).applyLocal(draft, next.pendingLocal.get());
        Outcome outcome = commit(next, changes, next.pendingLocal, Optional.empty());
        lastOffer = Optional.of(draft); // it may be set again until it is answered
        return outcome;
    }

    private Outcome setLocalAnswer(RtcSdpType type, String sdp) {
        if (!sdp.isEmpty() && !lastAnswer.map(Draft::text).equals(Optional.of(sdp))) {
            throw Errors.invalidModification("not the answer created last");
        }
        RtcSignalingState after = after(SignalingStateMachine.Side.LOCAL, type);
        if (sdp.isEmpty()) {
            createAnswer(OfferSettings.defaults());
        }
        Draft draft = lastAnswer.orElseThrow();
        SessionState next = state.copy();
        TrackChanges changes = changes(next);
        Description answer = parse(type, draft.text());
        next.slots = new ArrayList<>(draft.slots());
        new OfferApplier(local, next, changes).describeTransports(draft.locals());
        Description offer = next.pendingRemote.orElseThrow();
        var applier =
                new AnswerApplier(next, changes, SignalingStateMachine.Side.LOCAL, offer, answer);
        applier.apply();
        next.signalingState = after;
        if (type == RtcSdpType.ANSWER) {
            applier.finish();
            next.currentLocal = Optional.of(answer);
            next.currentRemote = Optional.of(offer);
            next.pendingLocal = Optional.empty();
            next.pendingRemote = Optional.empty();
        } else {
            next.pendingLocal = Optional.of(answer);
        }
        applier.dtlsStarts.keySet().forEach(local.transports::renewTlsId);
        Outcome outcome = commit(next, changes, Optional.of(answer), Optional.of(applier));
        if (type == RtcSdpType.PRANSWER) {
            lastAnswer = Optional.of(draft); // it may be set again, as the final one too
        }
        return outcome;
    }

    private Outcome setRemoteOffer(String sdp) {
        RtcSignalingState after = after(SignalingStateMachine.Side.REMOTE, RtcSdpType.OFFER);
        SessionState next = state.copy();
        TrackChanges changes = changes(next);
        next.signalingState = after;
        Description offer = parse(RtcSdpType.OFFER, sdp);
        next.pendingRemote = Optional.of(offer);
        new OfferApplier(local, next, changes).applyRemote(offer);
        return commitRemote(next, changes, offer, Optional.empty());
    }

    private Outcome setRemoteAnswer(RtcSdpType type, String sdp) {
        RtcSignalingState after = after(SignalingStateMachine.Side.REMOTE, type);
        Description answer = parse(type, sdp);
        SessionState next = state.copy();
        TrackChanges changes = changes(next);
        Description offer = next.pendingLocal.orElseThrow();
        var applier =
                new AnswerApplier(next, changes, SignalingStateMachine.Side.REMOTE, offer, answer);
        applier.apply();
        next.signalingState = after;
        if (type == RtcSdpType.ANSWER) {
            applier.finish();
            next.currentLocal = Optional.of(offer);
            next.currentRemote = Optional.of(answer);
            next.pendingLocal = Optional.empty();
            next.pendingRemote = Optional.empty();
        } else {
            next.pendingRemote = Optional.of(answer);
        }
        return commitRemote(next, changes, answer, Optional.of(applier));
    }

    private Outcome rollback(SignalingStateMachine.Side side) {
        after(side, RtcSdpType.ROLLBACK);
        SessionState next = stable.orElseThrow().copy();
        TrackChanges changes = changes(next);
        Rollback.apply(state.copy(), next, changes);
        return commit(next, changes, Optional.empty(), Optional.empty());
    }

    private Outcome commitRemote(
            SessionState next,
            TrackChanges changes,
            Description description,
            Optional<AnswerApplier> answer) {
        canTrickle = Optional.of(description.supportsTrickle());
        new CandidateIntake(next, remoteCandidates).addAll(description);
        return commit(next, changes, Optional.of(description), answer);
    }

    /** Nothing can fail any more: the new state takes effect. */
    private Outcome commit(
            SessionState next,
            TrackChanges changes,
            Optional<Description> description,
            Optional<AnswerApplier> answer) {
        RtcSignalingState before = state.signalingState;
        if (next.signalingState == RtcSignalingState.STABLE) {
            stable = Optional.empty();
        } else if (before == RtcSignalingState.STABLE) {
            stable = Optional.of(state);
        }
        state = next;
        next.transceivers.forEach(Transceiver::setState);
        changes.removed.forEach(Transceiver::setState);
        next.slots.forEach(s -> local.mids.add(s.mid()));
        description.ifPresent(local::note);
        if (next.signalingState == RtcSignalingState.STABLE) {
            local.iceRestart.settle(next.transports.values());
        }
        local.sessionVersion++;
        lastOffer = Optional.empty();
        lastAnswer = Optional.empty();
        return outcomes.build(before, next, changes, answer);
    }

    private Description parse(RtcSdpType type, String sdp) {
        return Description.parse(type, sdp, local.options.sdpLimits());
    }

    private TrackChanges changes(SessionState next) {
        return new TrackChanges(next, local.defaultStreamId);
    }

    private RtcSignalingState after(SignalingStateMachine.Side side, RtcSdpType type) {
        return SignalingStateMachine.next(state.signalingState, side, type)
                .orElseThrow(
                        () ->
                                Errors.invalidState(
                                        (side == SignalingStateMachine.Side.LOCAL
                                                        ? "local "
                                                        : "remote ")
                                                + type
                                                + " in "
                                                + state.signalingState));
    }

    private void requireFingerprints() {
        if (local.fingerprints.isEmpty()) {
            throw new IllegalStateException("setLocalFingerprints was not called");
        }
    }
}
