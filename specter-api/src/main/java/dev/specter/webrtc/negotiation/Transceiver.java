package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A transceiver as negotiation sees it (webrtc-pc, section 5.4; RFC 9429, section 3.4.1): the
 * user's wishes, changed through {@link Negotiator}, and what descriptions have settled.
 * Loop-confined.
 */
public final class Transceiver {
    private final RtcMediaKind kind;
    private final String senderId;

    private boolean addedByTrack;
    private boolean madeByPeer;
    private boolean stopping;
    private RtcRtpTransceiverDirection direction;
    private SenderSettings sender;
    private String announcedTrackId;
    private List<RtcRtpCodecCapability> codecPreferences = List.of();
    private TransceiverState state;

    Transceiver(
            RtcMediaKind kind,
            RtcRtpTransceiverDirection direction,
            SenderSettings sender,
            List<SendEncoding> encodings) {
        this.kind = kind;
        this.direction = direction;
        this.sender = sender;
        this.senderId = "sender-" + encodings.get(0).ssrc();
        this.announcedTrackId = senderId;
        this.state = new TransceiverState(encodings);
    }

    /** Audio or video. */
    public RtcMediaKind kind() {
        return kind;
    }

    /** The identification tag of its m-section; empty while it has none. */
    public Optional<String> mid() {
        return state.mid;
    }

    /** The index of its m-section; empty while it has none. */
    public OptionalInt mLineIndex() {
        return state.mLineIndex;
    }

    /** The transport its media goes over, once it has an m-section. */
    public OptionalInt transportId() {
        return state.transportId;
    }

    /** The direction the user wants; {@code stopped} once it stops. */
    public RtcRtpTransceiverDirection direction() {
        return isStopping() ? RtcRtpTransceiverDirection.STOPPED : direction;
    }

    /** The direction both ends agreed on; empty before, {@code stopped} when it has stopped. */
    public Optional<RtcRtpTransceiverDirection> currentDirection() {
        return state.stopped
                ? Optional.of(RtcRtpTransceiverDirection.STOPPED)
                : state.currentDirection;
    }

    /** Whether it was stopped, by the user or the peer; its m-section is or will be rejected. */
    public boolean isStopping() {
        return stopping || state.stopped;
    }

    /** Whether it has stopped for good. */
    public boolean isStopped() {
        return state.stopped;
    }

    /** Whether media may be sent now. */
    public boolean isSending() {
        return !isStopping() && state.currentDirection.map(d -> d.sends()).orElse(false);
    }

    /**
     * Whether packets of the peer are to be taken: from the moment a local description offers or
     * accepts to receive (webrtc-pc, [[Receptive]]).
     */
    public boolean isReceptive() {
        return !isStopping() && state.receptive;
    }

    /** The sender's track, if any, and streams. */
    public SenderSettings sender() {
        return sender;
    }

    /**
     * What its m-section calls the track: that of the track it was made for, which stays when
     * another takes its place; else, and where another transceiver sends that track already, {@link
     * #senderId}.
     */
    public String announcedTrackId() {
        return announcedTrackId;
    }

    /** What the sender sends its track as: one encoding, or several (simulcast). */
    public List<SendEncoding> sendEncodings() {
        return state.sendEncodings;
    }

    /** How to send, as negotiated. */
    public SendParameters sendParameters() {
        return state.send;
    }

    /** What to expect, as negotiated. */
    public ReceiveParameters receiveParameters() {
        return state.receive;
    }

    /** The streams the remote track is in. */
    public List<String> remoteStreamIds() {
        return state.remoteStreamIds;
    }

    /** The identifier the peer gave its track, if it did. */
    public Optional<String> remoteTrackId() {
        return state.remoteTrackId;
    }

    /** The simulcast streams of the remote track, in the peer's order; none without simulcast. */
    public List<String> remoteRids() {
        return state.remoteRids;
    }

    /** Tells its sender from others. */
    public String senderId() {
        return senderId;
    }

    /** The user's codecs in order of preference; empty for those of the media engine. */
    public List<RtcRtpCodecCapability> codecPreferences() {
        return codecPreferences;
    }

    /** The direction the user wants, whether or not it is stopping. */
    RtcRtpTransceiverDirection wantedDirection() {
        return direction;
    }

    boolean isAddedByTrack() {
        return addedByTrack;
    }

    /** Whether a description of the peer made it. */
    boolean isMadeByPeer() {
        return madeByPeer;
    }

    void markMadeByPeer() {
        madeByPeer = true;
    }

    void markAddedByTrack() {
        addedByTrack = true;
    }

    void setDirection(RtcRtpTransceiverDirection value) {
        direction = value;
    }

    void setSender(SenderSettings value) {
        sender = value;
    }

    void announce(String trackId) {
        announcedTrackId = trackId;
    }

    void setCodecPreferences(List<RtcRtpCodecCapability> value) {
        codecPreferences = List.copyOf(value);
    }

    void stop() {
        stopping = true;
        direction = RtcRtpTransceiverDirection.INACTIVE;
    }

    TransceiverState state() {
        return state;
    }

    void setState(TransceiverState value) {
        state = value;
    }

    /** Kind, mid and directions. */
    @Override
    public String toString() {
        return kind
                + state.mid.map(m -> "[" + m + "]").orElse("[]")
                + ' '
                + direction()
                + currentDirection().map(d -> "/" + d).orElse("");
    }
}
