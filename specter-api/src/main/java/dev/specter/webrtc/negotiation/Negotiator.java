package dev.specter.webrtc.negotiation;

import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceCandidate;
import dev.specter.sdp.attribute.Candidate;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcMediaEngine;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.RtcSignalingState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Offer and answer for one peer connection (RFC 9429; webrtc-pc, sections 4.4 and 4.7). Every
 * method acts at once or throws {@link dev.specter.webrtc.RtcException} with the name webrtc-pc
 * gives the error, and then nothing has changed. Loop-confined.
 */
public final class Negotiator {
    private final LocalEnd local;
    private final RemoteCandidates remoteCandidates;
    private final OutcomeBuilder outcomes;
    private SessionState state = new SessionState();

    /** The state before the exchange under way. */
    private Optional<SessionState> stable = Optional.empty();

    private Optional<Draft> lastOffer = Optional.empty();
    private Optional<Draft> lastAnswer = Optional.empty();
    private Optional<Boolean> canTrickle = Optional.empty();

    /**
     * Starts in {@code stable}, with nothing.
     *
     * @param options the settings
     */
    public Negotiator(NegotiatorOptions options) {
        this.local = new LocalEnd(options);
        this.remoteCandidates = new RemoteCandidates(options.maxRemoteCandidates());
        this.outcomes = new OutcomeBuilder(local, remoteCandidates);
    }

    /**
     * Sets the fingerprints of our certificates. Needed before the first {@link #createOffer} or
     * {@link #createAnswer}.
     *
     * @param fingerprints not empty
     */
    public void setLocalFingerprints(List<Fingerprint> fingerprints) {
        local.fingerprints = List.copyOf(fingerprints);
    }

    /** The CNAME that descriptions announce for all our sources (RFC 8834, section 4.9). */
    public String cname() {
        return local.cname;
    }

    /** The signaling state. */
    public RtcSignalingState signalingState() {
        return state.signalingState;
    }

    /** The local description in force, with the candidates gathered since. */
    public Optional<RtcSessionDescription> currentLocalDescription() {
        return state.currentLocal.map(Description::show);
    }

    /** The local description of an exchange under way, with the candidates gathered since. */
    public Optional<RtcSessionDescription> pendingLocalDescription() {
        return state.pendingLocal.map(Description::show);
    }

    /** The remote description in force, with the candidates added since. */
    public Optional<RtcSessionDescription> currentRemoteDescription() {
        return state.currentRemote.map(Description::show);
    }

    /** The remote description of an exchange under way, with the candidates added since. */
    public Optional<RtcSessionDescription> pendingRemoteDescription() {
        return state.pendingRemote.map(Description::show);
    }

    /** The pending local description, or else the current one. */
    public Optional<RtcSessionDescription> localDescription() {
        return pendingLocalDescription().or(this::currentLocalDescription);
    }

    /** The pending remote description, or else the current one. */
    public Optional<RtcSessionDescription> remoteDescription() {
        return pendingRemoteDescription().or(this::currentRemoteDescription);
    }

    /** Whether the peer takes candidates one by one; empty before its first description. */
    public Optional<Boolean> canTrickleIceCandidates() {
        return canTrickle;
    }

    /** The connection's set of transceivers, in the order in which they joined it. */
    public List<Transceiver> transceivers() {
        return List.copyOf(state.transceivers.keySet());
    }

    /** Whether negotiation is needed (webrtc-pc, section 4.7.3). Ask in {@code stable} only. */
    public boolean isNegotiationNeeded() {
        return !isClosed() && new NegotiationNeeded(local, state).check();
    }

    /**
     * Adds a transceiver (webrtc-pc, section 5.1).
     *
     * @param kind audio or video
     * @param direction not {@code stopped}
     * @param sender its track, if any, and streams
     */
    public Transceiver addTransceiver(
            RtcMediaKind kind, RtcRtpTransceiverDirection direction, SenderSettings sender) {
        requireOpen();
        if (direction == RtcRtpTransceiverDirection.STOPPED) {
            throw Errors.type("direction stopped");
        }
        var transceiver =
                new Transceiver(kind, direction, sender, local.newSsrc(), local.newSsrc());
        state.transceivers.put(transceiver, transceiver.state());
        return transceiver;
    }

    /**
     * Adds a track: to a transceiver that has no track and has never sent, else to a new one
     * (webrtc-pc, section 5.1).
     *
     * @param kind the track's kind
     * @param sender the track and its streams
     * @return the transceiver; new if {@link #transceivers()} did not have it before
     * @throws dev.specter.webrtc.RtcException InvalidAccessError if a sender has the track already
     */
    public Transceiver addTrack(RtcMediaKind kind, SenderSettings sender) {
        requireOpen();
        String trackId = sender.trackId().orElseThrow(() -> Errors.type("no track"));
        for (Transceiver transceiver : state.transceivers.keySet()) {
            if (transceiver.sender().trackId().equals(Optional.of(trackId))
                    && !transceiver.isStopping()) {
                throw Errors.invalidAccess("track " + trackId + " has a sender");
            }
        }
        for (Transceiver transceiver : state.transceivers.keySet()) {
            if (isReusable(transceiver, kind)) {
                transceiver.setSender(sender);
                transceiver.setDirection(
                        RtcRtpTransceiverDirection.of(
                                true, transceiver.wantedDirection().receives()));
                transceiver.markAddedByTrack();
                return transceiver;
            }
        }
        Transceiver transceiver = addTransceiver(kind, RtcRtpTransceiverDirection.SENDRECV, sender);
        transceiver.markAddedByTrack();
        return transceiver;
    }

    /** webrtc-pc, section 5.1, addTrack: a sender without a track that never sent. */
    private boolean isReusable(Transceiver transceiver, RtcMediaKind kind) {
        return transceiver.kind() == kind
                && transceiver.sender().trackId().isEmpty()
                && !transceiver.isStopping()
                && !state.of(transceiver).everSent;
    }

    /**
     * Takes the track off a transceiver's sender (webrtc-pc, section 5.1).
     *
     * @param transceiver one of this connection
     */
    public void removeTrack(Transceiver transceiver) {
        requireOpen();
        requireOurs(transceiver);
        if (transceiver.isStopping() || transceiver.sender().trackId().isEmpty()) {
            return;
        }
        transceiver.setSender(
                new SenderSettings(Optional.empty(), transceiver.sender().streamIds()));
        transceiver.setDirection(
                RtcRtpTransceiverDirection.of(false, transceiver.wantedDirection().receives()));
    }

    /**
     * Changes track or streams without touching the direction: {@code replaceTrack} and {@code
     * setStreams} (webrtc-pc, section 5.2).
     *
     * @param transceiver one of this connection
     * @param sender what the sender announces from now on
     */
    public void setSender(Transceiver transceiver, SenderSettings sender) {
        requireOpen();
        requireOurs(transceiver);
        requireNotStopping(transceiver);
        transceiver.setSender(sender);
    }

    /**
     * Changes the wanted direction.
     *
     * @param transceiver one of this connection
     * @param direction not {@code stopped}
     */
    public void setDirection(Transceiver transceiver, RtcRtpTransceiverDirection direction) {
        requireOpen();
        requireOurs(transceiver);
        requireNotStopping(transceiver);
        if (direction == RtcRtpTransceiverDirection.STOPPED) {
            throw Errors.type("direction stopped");
        }
        transceiver.setDirection(direction);
    }

    /**
     * Chooses and orders codecs (webrtc-pc, section 5.4).
     *
     * @param transceiver one of this connection
     * @param codecs some of the media engine's; empty for all in its order
     * @throws dev.specter.webrtc.RtcException InvalidModificationError for a codec the media engine
     *     does not have
     */
    public void setCodecPreferences(Transceiver transceiver, List<RtcRtpCodecCapability> codecs) {
        requireOpen();
        requireOurs(transceiver);
        List<RtcMediaEngine.Codec> known = local.options.mediaEngine().codecs(transceiver.kind());
        boolean media = codecs.isEmpty();
        for (RtcRtpCodecCapability codec : codecs) {
            boolean rtx = CodecNegotiation.isRtx(codec) && codec.kind() == transceiver.kind();
            if (!rtx && known.stream().noneMatch(k -> CodecMatcher.fits(codec, k.capability()))) {
                throw Errors.invalidModification("codec " + codec.mimeType() + " is not known");
            }
            media |= !CodecMatcher.isAuxiliary(codec);
        }
        if (!media) {
            throw Errors.invalidModification("no codec that carries media");
        }
        transceiver.setCodecPreferences(codecs);
    }

    /**
     * Stops a transceiver: it sends and receives no more, and the next exchange rejects its
     * m-section.
     *
     * @param transceiver one of this connection
     */
    public void stop(Transceiver transceiver) {
        requireOpen();
        requireOurs(transceiver);
        transceiver.stop();
    }

    /** A data channel was made: from now on offers have a data m-section. */
    public void requireData() {
        requireOpen();
        local.dataRequired = true;
    }

    /** Makes the next offer restart ICE (webrtc-pc, section 4.4.2, restartIce). */
    public void restartIce() {
        requireOpen();
        state.transports.values().forEach(t -> local.credentialsToReplace.add(t.local()));
    }

    /**
     * Makes an offer (RFC 9429, section 5.2).
     *
     * @param settings the options
     * @return the SDP
     */
    public String createOffer(OfferSettings settings) {
        requireOpen();
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

    /**
     * Makes an answer to the pending remote offer (RFC 9429, section 5.3).
     *
     * @param settings the options; an ICE restart is the offerer's to ask for and ignored
     * @return the SDP
     */
    public String createAnswer(OfferSettings settings) {
        requireOpen();
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

    /**
     * Sets a local description (webrtc-pc, section 4.4.1.5).
     *
     * @param type what it is
     * @param sdp the text last created; empty for that one, or one created now
     * @return what to do
     */
    public Outcome setLocalDescription(RtcSdpType type, String sdp) {
        requireOpen();
        return switch (type) {
            case OFFER -> setLocalOffer(sdp);
            case ANSWER, PRANSWER -> setLocalAnswer(type, sdp);
            case ROLLBACK -> rollback(SignalingStateMachine.Side.LOCAL);
        };
    }

    /**
     * The type that {@code setLocalDescription()} without arguments stands for: an offer in {@code
     * stable}, {@code have-local-offer} and {@code have-remote-pranswer}, else an answer.
     */
    public RtcSdpType implicitType() {
        return switch (state.signalingState) {
            case STABLE, HAVE_LOCAL_OFFER, HAVE_REMOTE_PRANSWER, CLOSED -> RtcSdpType.OFFER;
            case HAVE_REMOTE_OFFER, HAVE_LOCAL_PRANSWER -> RtcSdpType.ANSWER;
        };
    }

    /**
     * Sets a remote description (webrtc-pc, section 4.4.1.5).
     *
     * @param type what it is
     * @param sdp the text
     * @return what to do
     */
    public Outcome setRemoteDescription(RtcSdpType type, String sdp) {
        requireOpen();
        return switch (type) {
            case OFFER -> setRemoteOffer(sdp);
            case ANSWER, PRANSWER -> setRemoteAnswer(type, sdp);
            case ROLLBACK -> rollback(SignalingStateMachine.Side.REMOTE);
        };
    }

    /**
     * Takes a candidate of the peer (webrtc-pc, section 4.4.2, addIceCandidate). Candidates for
     * transports that do not run yet are held and come with a later {@link Outcome}.
     *
     * @param init the candidate, or the end of candidates
     * @return what to hand on at once: empty if held, or of an old generation
     * @throws dev.specter.webrtc.RtcException InvalidStateError without a remote description,
     *     OperationError if it fits no m-section or is not a candidate, TypeError if it names
     *     neither mid nor index
     */
    public List<RemoteCandidate> addIceCandidate(RtcIceCandidateInit init) {
        requireOpen();
        return new CandidateIntake(state, remoteCandidates).add(init);
    }

    /**
     * Notes a local candidate, for the descriptions.
     *
     * @param transportId the transport that found it
     * @param ufrag the user name fragment of its generation
     * @param candidate the candidate
     * @return how to signal it: with mid, index and fragment of its m-section; empty if no
     *     description has its generation
     */
    public Optional<RtcIceCandidateInit> addLocalCandidate(
            int transportId, String ufrag, IceCandidate candidate) {
        local.candidates.add(transportId, ufrag, candidate);
        String line = "a=" + IceCandidates.toSdp(candidate, Optional.empty()).attributeText();
        Candidate signaled = IceCandidates.toSdp(candidate, Optional.of(ufrag));
        return describeLocal(transportId, ufrag, line)
                .map(slot -> init(signaled.attributeText(), slot, ufrag));
    }

    /**
     * Notes that a transport's gathering is complete, for the descriptions.
     *
     * @param transportId the transport
     * @param ufrag the user name fragment of the generation
     * @return how to signal it: an empty candidate; empty if no description has its generation
     */
    public Optional<RtcIceCandidateInit> endOfLocalCandidates(int transportId, String ufrag) {
        local.candidates.complete(transportId, ufrag);
        return describeLocal(transportId, ufrag, "a=end-of-candidates")
                .map(slot -> init("", slot, ufrag));
    }

    /** Ends everything: the state is {@code closed}, and every later change throws. */
    public void close() {
        state.signalingState = RtcSignalingState.CLOSED;
        for (Transceiver transceiver : state.transceivers.keySet()) {
            TransceiverState settled = state.of(transceiver);
            settled.stopped = true;
            settled.receptive = false;
            transceiver.setState(settled);
        }
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
        var changes = new TrackChanges(next);
        next.signalingState = after;
        next.pendingLocal = Optional.of(parse(RtcSdpType.OFFER, draft.text()));
        new OfferApplier(local, next, changes).applyLocal(draft);
        return commit(next, changes, next.pendingLocal, Optional.empty());
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
        var changes = new TrackChanges(next);
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
        return commit(next, changes, Optional.of(answer), Optional.of(applier));
    }

    private Outcome setRemoteOffer(String sdp) {
        // webrtc-pc, section 4.4.2: an offer that meets ours rolls ours back.
        boolean implicitRollback =
                state.signalingState != RtcSignalingState.STABLE
                        && state.signalingState != RtcSignalingState.HAVE_REMOTE_OFFER;
        SessionState next = implicitRollback ? stable.orElseThrow().copy() : state.copy();
        var changes = new TrackChanges(next);
        if (implicitRollback) {
            Rollback.apply(state.copy(), next, changes);
        }
        next.signalingState = after(next, SignalingStateMachine.Side.REMOTE, RtcSdpType.OFFER);
        Description offer = parse(RtcSdpType.OFFER, sdp);
        next.pendingRemote = Optional.of(offer);
        new OfferApplier(local, next, changes).applyRemote(offer);
        return commitRemote(next, changes, offer, Optional.empty());
    }

    private Outcome setRemoteAnswer(RtcSdpType type, String sdp) {
        RtcSignalingState after = after(SignalingStateMachine.Side.REMOTE, type);
        Description answer = parse(type, sdp);
        SessionState next = state.copy();
        var changes = new TrackChanges(next);
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
        var changes = new TrackChanges(next);
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
            forgetReplacedCredentials();
        }
        local.sessionVersion++;
        lastOffer = Optional.empty();
        lastAnswer = Optional.empty();
        return outcomes.build(before, next, changes, answer);
    }

    /** webrtc-pc, section 4.4.1.5: an ICE restart is done when no old credentials are in force. */
    private void forgetReplacedCredentials() {
        boolean left =
                state.transports.values().stream()
                        .anyMatch(t -> local.credentialsToReplace.contains(t.local()));
        if (!left) {
            local.credentialsToReplace.clear();
        }
    }

    /** The m-section of a transport, after its line was added to the descriptions that have it. */
    private Optional<Slot> describeLocal(int transportId, String ufrag, String line) {
        Optional<Slot> slot =
                Optional.ofNullable(OutcomeBuilder.tags(state).get(transportId))
                        .flatMap(state::slot);
        boolean described = false;
        for (var description : List.of(state.pendingLocal, state.currentLocal)) {
            if (slot.isPresent() && has(description, slot.get().index(), ufrag)) {
                description.get().text().add(slot.get().index(), line);
                described = true;
            }
        }
        return described ? slot : Optional.empty();
    }

    private static boolean has(Optional<Description> description, int index, String ufrag) {
        return description
                .filter(d -> index < d.sections().size())
                .flatMap(d -> d.sections().get(index).iceParameters())
                .map(p -> p.ufrag().equals(ufrag))
                .orElse(false);
    }

    private static RtcIceCandidateInit init(String candidate, Slot slot, String ufrag) {
        return new RtcIceCandidateInit(
                candidate,
                Optional.of(slot.mid()),
                OptionalInt.of(slot.index()),
                Optional.of(ufrag));
    }

    private Description parse(RtcSdpType type, String sdp) {
        return Description.parse(type, sdp, local.options.sdpLimits());
    }

    private RtcSignalingState after(SignalingStateMachine.Side side, RtcSdpType type) {
        return after(state, side, type);
    }

    private static RtcSignalingState after(
            SessionState from, SignalingStateMachine.Side side, RtcSdpType type) {
        return SignalingStateMachine.next(from.signalingState, side, type)
                .orElseThrow(
                        () ->
                                Errors.invalidState(
                                        (side == SignalingStateMachine.Side.LOCAL
                                                        ? "local "
                                                        : "remote ")
                                                + type
                                                + " in "
                                                + from.signalingState));
    }

    private boolean isClosed() {
        return state.signalingState == RtcSignalingState.CLOSED;
    }

    private void requireOpen() {
        if (isClosed()) {
            throw Errors.invalidState("the connection is closed");
        }
    }

    private void requireOurs(Transceiver transceiver) {
        if (!state.transceivers.containsKey(transceiver) && !transceiver.isStopped()) {
            throw Errors.invalidAccess("a transceiver of another connection");
        }
    }

    private static void requireNotStopping(Transceiver transceiver) {
        if (transceiver.isStopping()) {
            throw Errors.invalidState("the transceiver is stopped");
        }
    }

    private void requireFingerprints() {
        if (local.fingerprints.isEmpty()) {
            throw new IllegalStateException("setLocalFingerprints was not called");
        }
    }
}
