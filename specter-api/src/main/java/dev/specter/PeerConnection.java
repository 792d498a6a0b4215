package dev.specter;

import dev.specter.webrtc.RtcPeerConnection;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/**
 * Names a peer connection, from the moment it is asked for until {@link #close}. Thread-safe.
 *
 * <p>Every call checks the handle, then its arguments, and throws {@link SpecterException} at once;
 * or it returns at once, and exactly one message answers it later: the one named in its
 * description, or the failure named there. Calls take effect one after the other in call order;
 * those made before {@link SpecterMessage.PeerConnectionReady} wait for it. When the connection
 * closes first, a call fails before {@link SpecterMessage.PeerConnectionClosed} comes.
 */
public final class PeerConnection extends Handle {
    PeerConnection(Specter specter, UUID id) {
        super(specter, id);
    }

    @Override
    public boolean exists() {
        return specter().connectionExists(id());
    }

    /**
     * The connection of the layer below. Waits for the moment that it takes to be made.
     *
     * <p>Listeners added there run on a thread that all connections of the Specter share: they must
     * not wait for another connection.
     *
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public RtcPeerConnection rtc() {
        return connection().rtc();
    }

    /**
     * Closes the connection. The handle names nothing from now on; {@link
     * SpecterMessage.PeerConnectionClosed} is the last message.
     *
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public void close() {
        specter().closeConnection(this);
    }

    // Negotiation

    /** {@link #createOffer(OfferOptions)} with the defaults. */
    public void createOffer() {
        createOffer(OfferOptions.defaults());
    }

    /**
     * Makes an offer. Answered by {@link SpecterMessage.Offer} or {@link
     * SpecterMessage.OfferError}.
     *
     * @param options comfort noise, ICE restart
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public void createOffer(OfferOptions options) {
        connection().createOffer(Objects.requireNonNull(options));
    }

    /** {@link #createAnswer(AnswerOptions)} with the defaults. */
    public void createAnswer() {
        createAnswer(AnswerOptions.defaults());
    }

    /**
     * Makes an answer to the offer set. Answered by {@link SpecterMessage.Answer} or {@link
     * SpecterMessage.AnswerError}.
     *
     * @param options comfort noise
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public void createAnswer(AnswerOptions options) {
        connection().createAnswer(Objects.requireNonNull(options));
    }

    /**
     * Sets the local description. Answered by {@link SpecterMessage.Ok} or {@link
     * SpecterMessage.InvalidLocalDescription}.
     *
     * @param json {@code {"type":…,"sdp":…}}
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing, {@code INVALID_JSON}
     */
    public void setLocalDescription(String json) {
        connection().setLocalDescription(json);
    }

    /**
     * Sets the peer's description. Answered by {@link SpecterMessage.Ok} or {@link
     * SpecterMessage.InvalidRemoteDescription}.
     *
     * @param json {@code {"type":…,"sdp":…}}
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing, {@code INVALID_JSON}
     */
    public void setRemoteDescription(String json) {
        connection().setRemoteDescription(json);
    }

    /**
     * Adds a candidate of the peer. Answered by {@link SpecterMessage.Ok} or {@link
     * SpecterMessage.CandidateError}.
     *
     * @param json in the browser's spelling or in Specter's
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing, {@code INVALID_JSON}
     */
    public void addIceCandidate(String json) {
        connection().addIceCandidate(json);
    }

    /**
     * Asks to be told when all candidates are found. Answered by {@link
     * SpecterMessage.GatheringComplete}, at once if that is so already, or by {@link
     * SpecterMessage.GatheringError} when the connection closes first. Other calls do not wait for
     * it.
     *
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public void gatheringComplete() {
        connection().gatheringComplete();
    }

    // Media and data

    /**
     * Adds a track to send. Answered by {@link SpecterMessage.RtpSender} or {@link
     * SpecterMessage.TrackError}.
     *
     * @param track a track of the same Specter
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing, {@code INVALID_TRACK}
     *     if the track's does
     */
    public void addTrack(TrackLocalStaticSample track) {
        connection().addTrack(track);
    }

    /**
     * Ceases to send a track. Answered by {@link SpecterMessage.Ok} or {@link
     * SpecterMessage.TrackError}.
     *
     * @param senderId from {@link SpecterMessage.RtpSender}
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing, {@code INVALID_TRACK}
     *     if there is no such sender
     */
    public void removeTrack(UUID senderId) {
        connection().removeTrack(Objects.requireNonNull(senderId));
    }

    /**
     * Makes a data channel, ordered and reliable. Answered by {@link
     * SpecterMessage.DataChannelCreated} or {@link SpecterMessage.DataChannelError}.
     *
     * @param label tells it from others; at most 65,535 bytes of UTF-8
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public void createDataChannel(String label) {
        connection().createDataChannel(Objects.requireNonNull(label));
    }

    /**
     * Sends text. Answered by {@link SpecterMessage.Ok} when it is queued, or {@link
     * SpecterMessage.DataChannelError}.
     *
     * @param channel a channel of this connection
     * @param text sent as UTF-8
     * @throws SpecterException {@code NOT_FOUND} if either handle names nothing
     */
    public void sendData(DataChannel channel, String text) {
        connection().sendText(channel, Objects.requireNonNull(text));
    }

    /**
     * Sends bytes, which are copied. Answered as {@link #sendData(DataChannel, String)}.
     *
     * @param channel a channel of this connection
     * @param bytes the message; may be empty
     * @throws SpecterException {@code NOT_FOUND} if either handle names nothing
     */
    public void sendData(DataChannel channel, byte[] bytes) {
        sendData(channel, ByteBuffer.wrap(bytes));
    }

    /**
     * Sends the remaining bytes of a buffer, which are copied. Answered as {@link
     * #sendData(DataChannel, String)}.
     *
     * @param channel a channel of this connection
     * @param bytes the message; may be empty; its position stays where it is
     * @throws SpecterException {@code NOT_FOUND} if either handle names nothing
     */
    public void sendData(DataChannel channel, ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        connection().sendBytes(channel, copy);
    }

    // State: each call is answered by the message of its name

    /** Asks for the local description: {@link SpecterMessage.LocalDescription}. */
    public void localDescription() {
        connection()
                .describe(
                        RtcPeerConnection::localDescription, SpecterMessage.LocalDescription::new);
    }

    /** Asks for the current local description: {@link SpecterMessage.CurrentLocalDescription}. */
    public void currentLocalDescription() {
        connection()
                .describe(
                        RtcPeerConnection::currentLocalDescription,
                        SpecterMessage.CurrentLocalDescription::new);
    }

    /** Asks for the pending local description: {@link SpecterMessage.PendingLocalDescription}. */
    public void pendingLocalDescription() {
        connection()
                .describe(
                        RtcPeerConnection::pendingLocalDescription,
                        SpecterMessage.PendingLocalDescription::new);
    }

    /** Asks for the remote description: {@link SpecterMessage.RemoteDescription}. */
    public void remoteDescription() {
        connection()
                .describe(
                        RtcPeerConnection::remoteDescription,
                        SpecterMessage.RemoteDescription::new);
    }

    /** Asks for the current remote description: {@link SpecterMessage.CurrentRemoteDescription}. */
    public void currentRemoteDescription() {
        connection()
                .describe(
                        RtcPeerConnection::currentRemoteDescription,
                        SpecterMessage.CurrentRemoteDescription::new);
    }

    /** Asks for the pending remote description: {@link SpecterMessage.PendingRemoteDescription}. */
    public void pendingRemoteDescription() {
        connection()
                .describe(
                        RtcPeerConnection::pendingRemoteDescription,
                        SpecterMessage.PendingRemoteDescription::new);
    }

    /** Asks for the state of all transports: {@link SpecterMessage.ConnectionState}. */
    public void connectionState() {
        connection()
                .state(
                        rtc -> States.connection(rtc.connectionState()),
                        SpecterMessage.ConnectionState.State.UNSPECIFIED,
                        SpecterMessage.ConnectionState::new);
    }

    /** Asks for the state of ICE: {@link SpecterMessage.IceConnectionState}. */
    public void iceConnectionState() {
        connection()
                .state(
                        rtc -> States.iceConnection(rtc.iceConnectionState()),
                        SpecterMessage.IceConnectionState.State.UNSPECIFIED,
                        SpecterMessage.IceConnectionState::new);
    }

    /** Asks for the state of gathering: {@link SpecterMessage.IceGatheringState}. */
    public void iceGatheringState() {
        connection()
                .state(
                        rtc -> States.iceGathering(rtc.iceGatheringState()),
                        SpecterMessage.IceGatheringState.State.UNSPECIFIED,
                        SpecterMessage.IceGatheringState::new);
    }

    /** Asks for the state of negotiation: {@link SpecterMessage.SignalingState}. */
    public void signalingState() {
        connection()
                .state(
                        rtc -> States.signaling(rtc.signalingState()),
                        SpecterMessage.SignalingState.State.UNSPECIFIED,
                        SpecterMessage.SignalingState::new);
    }

    /** Asks for statistics: {@link SpecterMessage.Stats}. */
    public void getStats() {
        connection().getStats();
    }

    private Connection connection() {
        return specter().connection(this);
    }
}
