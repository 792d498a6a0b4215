package dev.specter.webrtc.negotiation;

import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceCandidate;
import dev.specter.sdp.attribute.Candidate;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcMediaEngine;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpEncodingParameters;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.RtcSignalingState;

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
    private final Exchange exchange;

    /**
     * Starts in {@code stable}, with nothing.
     *
     * @param options the settings
     */
    public Negotiator(NegotiatorOptions options) {
        this.local = new LocalEnd(options);
        this.remoteCandidates = new RemoteCandidates(options.maxRemoteCandidates());
        this.exchange = new Exchange(local, remoteCandidates);
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
        return state().signalingState;
    }

    /** The transport of the data m-section, from the first description of ours that has it. */
    public OptionalInt dataTransportId() {
        return state().dataTransportId();
    }

    /** The local description in force, with the candidates gathered since. */
    public Optional<RtcSessionDescription> currentLocalDescription() {
        return state().currentLocal.map(Description::show);
    }

    /** The local description of an exchange under way, with the candidates gathered since. */
    public Optional<RtcSessionDescription> pendingLocalDescription() {
        return state().pendingLocal.map(Description::show);
    }

    /** The remote description in force, with the candidates added since. */
    public Optional<RtcSessionDescription> currentRemoteDescription() {
        return state().currentRemote.map(Description::show);
    }

    /** The remote description of an exchange under way, with the candidates added since. */
    public Optional<RtcSessionDescription> pendingRemoteDescription() {
        return state().pendingRemote.map(Description::show);
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
        return exchange.canTrickle();
    }

    /** The connection's set of transceivers, in the order in which they joined it. */
    public List<Transceiver> transceivers() {
        return List.copyOf(state().transceivers.keySet());
    }

    /** Whether negotiation is needed (webrtc-pc, section 4.7.3). Ask in {@code stable} only. */
    public boolean isNegotiationNeeded() {
        return !isClosed() && new NegotiationNeeded(local, state()).check();
    }

    /** Adds a transceiver that sends one encoding, with the defaults. */
    public Transceiver addTransceiver(
            RtcMediaKind kind, RtcRtpTransceiverDirection direction, SenderSettings sender) {
        return addTransceiver(kind, direction, sender, List.of());
    }

    /**
     * Adds a transceiver (webrtc-pc, section 5.1).
     *
     * @param kind audio or video
     * @param direction not {@code stopped}
     * @param sender its track, if any, and streams
     * @param encodings how the track is to be sent; empty for one encoding with the defaults
     * @throws dev.specter.webrtc.RtcException TypeError, OperationError or RangeError for encodings
     *     that cannot be
     */
    public Transceiver addTransceiver(
            RtcMediaKind kind,
            RtcRtpTransceiverDirection direction,
            SenderSettings sender,
            List<RtcRtpEncodingParameters> encodings) {
        requireOpen();
        if (direction == RtcRtpTransceiverDirection.STOPPED) {
            throw Errors.type("direction stopped");
        }
        List<RtcRtpEncodingParameters> checked =
                EncodingRules.created(kind, encodings, codec -> isKnown(kind, codec));
        var transceiver = new Transceiver(kind, direction, sender, local.sendEncodings(checked));
        announceTrack(transceiver);
        state().transceivers.put(transceiver, transceiver.state());
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
        for (Transceiver transceiver : state().transceivers.keySet()) {
            if (transceiver.sender().trackId().equals(Optional.of(trackId))
                    && !transceiver.isStopping()) {
                throw Errors.invalidAccess("track " + trackId + " has a sender");
            }
        }
        for (Transceiver transceiver : state().transceivers.keySet()) {
            if (isReusable(transceiver, kind)) {
                transceiver.setSender(sender);
                announceTrack(transceiver);
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

    /** RFC 8830, section 2: m-sections with the same a=msid are not permitted. */
    private void announceTrack(Transceiver transceiver) {
        transceiver
                .sender()
                .trackId()
                .ifPresent(
                        id -> {
                            boolean taken =
                                    state().transceivers.keySet().stream()
                                            .filter(other -> other != transceiver)
                                            .anyMatch(o -> o.announcedTrackId().equals(id));
                            transceiver.announce(taken ? transceiver.senderId() : id);
                        });
    }

    /** webrtc-pc, section 5.1, addTrack: a sender without a track that never sent. */
    private boolean isReusable(Transceiver transceiver, RtcMediaKind kind) {
        return transceiver.kind() == kind
                && transceiver.sender().trackId().isEmpty()
                && !transceiver.isStopping()
                && !state().of(transceiver).everSent;
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
     * Changes track or streams without touching the direction: {@code replaceTrack}, which the peer
     * is not told of, and {@code setStreams} (webrtc-pc, section 5.2).
     *
     * @param transceiver one of this connection
     * @param sender what the sender has from now on
     */
    public void setSender(Transceiver transceiver, SenderSettings sender) {
        requireOpen();
        requireOurs(transceiver);
        transceiver.setSender(sender);
    }

    /**
     * Changes how a transceiver's encodings are sent (webrtc-pc, section 5.2, setParameters).
     *
     * @param transceiver one of this connection
     * @param encodings as many as there are, with the same rids
     * @throws dev.specter.webrtc.RtcException InvalidModificationError or RangeError for encodings
     *     that cannot be
     */
    public void setEncodings(Transceiver transceiver, List<RtcRtpEncodingParameters> encodings) {
        exchange.setEncodings(transceiver, checkEncodings(transceiver, encodings));
    }

    /** Checks what {@link #setEncodings} would be given, and returns what it would set. */
    public List<RtcRtpEncodingParameters> checkEncodings(
            Transceiver transceiver, List<RtcRtpEncodingParameters> encodings) {
        requireOpen();
        requireOurs(transceiver);
        requireNotStopping(transceiver);
        List<NegotiatedCodec> negotiated = transceiver.sendParameters().codecs();
        return EncodingRules.changed(
                transceiver.kind(),
                SendEncoding.parameters(transceiver.sendEncodings()),
                encodings,
                codec ->
                        negotiated.isEmpty()
                                ? isKnown(transceiver.kind(), codec)
                                : CodecMatcher.find(codec, negotiated).isPresent());
    }

    private boolean isKnown(RtcMediaKind kind, RtcRtpCodecCapability codec) {
        return local.options.mediaEngine().codecs(kind).stream()
                .anyMatch(known -> CodecMatcher.fits(codec, known.capability()));
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
     * @param codecs some of the media engine's, unchanged but for what they leave open; empty for
     *     all in its order
     * @throws dev.specter.webrtc.RtcException InvalidModificationError for a codec the media engine
     *     does not have
     */
    public void setCodecPreferences(Transceiver transceiver, List<RtcRtpCodecCapability> codecs) {
        requireOurs(transceiver);
        List<RtcMediaEngine.Codec> known = local.options.mediaEngine().codecs(transceiver.kind());
        boolean media = codecs.isEmpty();
        for (RtcRtpCodecCapability codec : codecs) {
            boolean rtx = CodecNegotiation.isRtx(codec) && codec.kind() == transceiver.kind();
            if (!rtx && known.stream().noneMatch(k -> CodecMatcher.names(codec, k.capability()))) {
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
        local.iceRestart.request(state().transports.values());
    }

    /**
     * Makes an offer (RFC 9429, section 5.2).
     *
     * @param settings the options
     * @return the SDP
     */
    public String createOffer(OfferSettings settings) {
        return exchange.createOffer(settings);
    }

    /**
     * Makes an answer to the pending remote offer (RFC 9429, section 5.3).
     *
     * @param settings the options; an ICE restart is the offerer's to ask for and ignored
     * @return the SDP
     */
    public String createAnswer(OfferSettings settings) {
        return exchange.createAnswer(settings);
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
        return exchange.setLocal(type, sdp);
    }

    /**
     * The type that {@code setLocalDescription()} without arguments stands for: an offer in {@code
     * stable}, {@code have-local-offer} and {@code have-remote-pranswer}, else an answer.
     */
    public RtcSdpType implicitType() {
        return switch (state().signalingState) {
            case STABLE, HAVE_LOCAL_OFFER, HAVE_REMOTE_PRANSWER, CLOSED -> RtcSdpType.OFFER;
            case HAVE_REMOTE_OFFER, HAVE_LOCAL_PRANSWER -> RtcSdpType.ANSWER;
        };
    }

    /**
     * Makes way for a remote offer that meets ours: rolls ours back, whatever becomes of the remote
     * one (webrtc-pc, section 4.4.2, setRemoteDescription).
     *
     * @param type of the description that is to be set next
     * @return what to do, before it is set; empty if there is nothing to roll back
     */
    public Optional<Outcome> rollBackBefore(RtcSdpType type) {
        requireOpen();
        return exchange.rollBackBefore(type);
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
        return exchange.setRemote(type, sdp);
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
        return new CandidateIntake(state(), remoteCandidates).add(init);
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
        state().signalingState = RtcSignalingState.CLOSED;
        for (Transceiver transceiver : state().transceivers.keySet()) {
            TransceiverState settled = state().of(transceiver);
            settled.stopped = true;
            settled.receptive = false;
            transceiver.setState(settled);
        }
    }

    /** The m-section of a transport, after its line was added to the descriptions that have it. */
    private Optional<Slot> describeLocal(int transportId, String ufrag, String line) {
        Optional<Slot> slot =
                Optional.ofNullable(OutcomeBuilder.tags(state()).get(transportId))
                        .flatMap(state()::slot);
        boolean described = false;
        for (var description : List.of(state().pendingLocal, state().currentLocal)) {
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

    private SessionState state() {
        return exchange.state();
    }

    private boolean isClosed() {
        return state().signalingState == RtcSignalingState.CLOSED;
    }

    private void requireOpen() {
        if (isClosed()) {
            throw Errors.invalidState("the connection is closed");
        }
    }

    private void requireOurs(Transceiver transceiver) {
        if (!state().transceivers.containsKey(transceiver) && !transceiver.isStopped()) {
            throw Errors.invalidAccess("a transceiver of another connection");
        }
    }

    private static void requireNotStopping(Transceiver transceiver) {
        if (transceiver.isStopping()) {
            throw Errors.invalidState("the transceiver is stopped");
        }
    }
}
