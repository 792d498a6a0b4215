package dev.specter.webrtc.negotiation;

import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceCandidate;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.RtcSignalingState;

import java.util.List;
import java.util.Optional;

/**
 * Offer and answer for one peer connection (RFC 9429; webrtc-pc, sections 4.4 and 4.7). Every
 * method acts at once or throws {@link dev.specter.webrtc.RtcException} with the name webrtc-pc
 * gives the error, and then nothing has changed. Loop-confined.
 */
public final class Negotiator {
    /**
     * Starts in {@code stable}, with nothing.
     *
     * @param options the settings
     */
    public Negotiator(NegotiatorOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets the fingerprints of our certificates. Needed before the first {@link #createOffer} or
     * {@link #createAnswer}.
     *
     * @param fingerprints not empty
     */
    public void setLocalFingerprints(List<Fingerprint> fingerprints) {
        throw new UnsupportedOperationException();
    }

    /** The signaling state. */
    public RtcSignalingState signalingState() {
        throw new UnsupportedOperationException();
    }

    /** The local description in force, with the candidates gathered since. */
    public Optional<RtcSessionDescription> currentLocalDescription() {
        throw new UnsupportedOperationException();
    }

    /** The local description of an exchange under way, with the candidates gathered since. */
    public Optional<RtcSessionDescription> pendingLocalDescription() {
        throw new UnsupportedOperationException();
    }

    /** The remote description in force, with the candidates added since. */
    public Optional<RtcSessionDescription> currentRemoteDescription() {
        throw new UnsupportedOperationException();
    }

    /** The remote description of an exchange under way, with the candidates added since. */
    public Optional<RtcSessionDescription> pendingRemoteDescription() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /** The connection's set of transceivers, in the order in which they joined it. */
    public List<Transceiver> transceivers() {
        throw new UnsupportedOperationException();
    }

    /** Whether negotiation is needed (webrtc-pc, section 4.7.3). Ask in {@code stable} only. */
    public boolean isNegotiationNeeded() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the track off a transceiver's sender (webrtc-pc, section 5.1).
     *
     * @param transceiver one of this connection
     */
    public void removeTrack(Transceiver transceiver) {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes track or streams without touching the direction: {@code replaceTrack} and {@code
     * setStreams} (webrtc-pc, section 5.2).
     *
     * @param transceiver one of this connection
     * @param sender what the sender announces from now on
     */
    public void setSender(Transceiver transceiver, SenderSettings sender) {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes the wanted direction.
     *
     * @param transceiver one of this connection
     * @param direction not {@code stopped}
     */
    public void setDirection(Transceiver transceiver, RtcRtpTransceiverDirection direction) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Stops a transceiver: it sends and receives no more, and the next exchange rejects its
     * m-section.
     *
     * @param transceiver one of this connection
     */
    public void stop(Transceiver transceiver) {
        throw new UnsupportedOperationException();
    }

    /** A data channel was made: from now on offers have a data m-section. */
    public void requireData() {
        throw new UnsupportedOperationException();
    }

    /** Makes the next offer restart ICE (webrtc-pc, section 4.4.2, restartIce). */
    public void restartIce() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes an offer (RFC 9429, section 5.2).
     *
     * @param settings the options
     * @return the SDP
     */
    public String createOffer(OfferSettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes an answer to the pending remote offer (RFC 9429, section 5.3).
     *
     * @param settings the options; an ICE restart is the offerer's to ask for and ignored
     * @return the SDP
     */
    public String createAnswer(OfferSettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets a local description (webrtc-pc, section 4.4.1.5).
     *
     * @param type what it is
     * @param sdp the text last created; empty for that one, or one created now
     * @return what to do
     */
    public Outcome setLocalDescription(RtcSdpType type, String sdp) {
        throw new UnsupportedOperationException();
    }

    /**
     * The type that {@code setLocalDescription()} without arguments stands for: an offer in {@code
     * stable}, {@code have-local-offer} and {@code have-remote-pranswer}, else an answer.
     */
    public RtcSdpType implicitType() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets a remote description (webrtc-pc, section 4.4.1.5).
     *
     * @param type what it is
     * @param sdp the text
     * @return what to do
     */
    public Outcome setRemoteDescription(RtcSdpType type, String sdp) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Notes that a transport's gathering is complete, for the descriptions.
     *
     * @param transportId the transport
     * @param ufrag the user name fragment of the generation
     * @return how to signal it: an empty candidate; empty if no description has its generation
     */
    public Optional<RtcIceCandidateInit> endOfLocalCandidates(int transportId, String ufrag) {
        throw new UnsupportedOperationException();
    }

    /** Ends everything: the state is {@code closed}, and every later change throws. */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
