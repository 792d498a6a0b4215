package dev.specter.webrtc;

import dev.specter.webrtc.loop.ConnectionLoop;

import io.netty.channel.EventLoop;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A connection to a peer (webrtc-pc, section 4.4). Thread-safe: methods may be called from any
 * thread.
 *
 * <p>State that getters show changes only in tasks of the connection's callback executor, each of
 * which then fires its events and completes its futures; code in a callback never sees a state
 * whose event has not fired. Futures fail with an {@link RtcException}. A wait for one of them
 * inside a callback of the same connection throws {@link IllegalStateException} instead of hanging.
 * Deviates from webrtc-pc: what is pending when the connection closes fails with InvalidStateError,
 * but for statistics.
 */
public final class RtcPeerConnection implements AutoCloseable {
    private final ConnectionLoop loop;
    private final ConnectionListeners listeners = new ConnectionListeners();
    private final ConnectionEngine engine;

    RtcPeerConnection(WebRtc webRtc, EventLoop eventLoop, RtcConfiguration configuration) {
        this.loop =
                new ConnectionLoop(
                        eventLoop,
                        webRtc.settings().callbacks(),
                        webRtc.settings().hasOwnCallbackThreads(),
                        System::nanoTime);
        this.engine = new ConnectionEngine(this, webRtc, loop, listeners, configuration);
    }

    // Negotiation

    /** {@link #createOffer(RtcOfferOptions)} with the defaults. */
    public CompletableFuture<RtcSessionDescription> createOffer() {
        return createOffer(RtcOfferOptions.defaults());
    }

    /**
     * Makes an offer of the tracks and channels there are now (section 4.4.2, createOffer).
     *
     * @param options whether ICE restarts
     * @return the offer; fails with InvalidStateError when closed or not in {@code stable} or
     *     {@code have-local-offer}
     */
    public CompletableFuture<RtcSessionDescription> createOffer(RtcOfferOptions options) {
        Objects.requireNonNull(options);
        return onLoop(() -> engine.createOffer(options));
    }

    /** {@link #createAnswer(RtcAnswerOptions)} with the defaults. */
    public CompletableFuture<RtcSessionDescription> createAnswer() {
        return createAnswer(RtcAnswerOptions.defaults());
    }

    /**
     * Makes an answer to the offer that was set (section 4.4.2, createAnswer).
     *
     * @param options none so far
     * @return the answer; fails with InvalidStateError when closed or without a remote offer
     */
    public CompletableFuture<RtcSessionDescription> createAnswer(RtcAnswerOptions options) {
        Objects.requireNonNull(options);
        return onLoop(engine::createAnswer);
    }

    /**
     * Sets the offer or answer that fits the signaling state, made as needed (section 4.4.2,
     * setLocalDescription without arguments).
     *
     * @return completes when it is set
     */
    public CompletableFuture<Void> setLocalDescription() {
        return onLoop(() -> engine.setLocalDescription(Optional.empty()));
    }

    /**
     * Sets the local description (section 4.4.2).
     *
     * @param description what {@link #createOffer} or {@link #createAnswer} made last, unchanged;
     *     an empty {@code sdp} means that one
     * @return completes when it is set; fails with InvalidStateError in the wrong state,
     *     InvalidModificationError for a changed text, OperationError for SDP that cannot be
     *     applied
     */
    public CompletableFuture<Void> setLocalDescription(RtcSessionDescription description) {
        Objects.requireNonNull(description);
        return onLoop(() -> engine.setLocalDescription(Optional.of(description)));
    }

    /**
     * Sets the peer's description (section 4.4.2).
     *
     * @param description as it came
     * @return completes when it is set; fails with InvalidStateError in the wrong state,
     *     OperationError or InvalidAccessError for SDP that cannot be applied, with the line where
     *     it cannot be parsed
     */
    public CompletableFuture<Void> setRemoteDescription(RtcSessionDescription description) {
        Objects.requireNonNull(description);
        return onLoop(() -> engine.setRemoteDescription(description));
    }

    /** Tells that the peer has no more candidates, for all its m-sections. */
    public CompletableFuture<Void> addIceCandidate() {
        return addIceCandidate(
                new RtcIceCandidateInit(
                        "", Optional.empty(), java.util.OptionalInt.empty(), Optional.empty()));
    }

    /**
     * Adds a candidate of the peer (section 4.4.2, addIceCandidate).
     *
     * @param candidate as it came; an empty one ends the generation
     * @return completes when it was taken or ignored; fails with InvalidStateError without a remote
     *     description, OperationError for a candidate that is malformed or of no m-section or
     *     generation, TypeError where neither mid nor index is given
     */
    public CompletableFuture<Void> addIceCandidate(RtcIceCandidateInit candidate) {
        Objects.requireNonNull(candidate);
        return onLoop(() -> engine.addIceCandidate(candidate));
    }

    /**
     * {@link #addIceCandidate(RtcIceCandidateInit)} for a candidate of a connection in this JVM.
     */
    public CompletableFuture<Void> addIceCandidate(RtcIceCandidate candidate) {
        return addIceCandidate(candidate.toInit());
    }

    /** Asks that the next offer restart ICE, and for negotiation (section 4.4.2, restartIce). */
    public void restartIce() {
        loop.run(engine::restartIce);
    }

    // State

    /** {@link #pendingLocalDescription()}, or else {@link #currentLocalDescription()}. */
    public Optional<RtcSessionDescription> localDescription() {
        ConnectionSnapshot now = engine.snapshot();
        return now.pendingLocalDescription().or(now::currentLocalDescription);
    }

    /** The local description negotiated last, with the candidates found since. */
    public Optional<RtcSessionDescription> currentLocalDescription() {
        return engine.snapshot().currentLocalDescription();
    }

    /** The local description under negotiation, with the candidates found since. */
    public Optional<RtcSessionDescription> pendingLocalDescription() {
        return engine.snapshot().pendingLocalDescription();
    }

    /** {@link #pendingRemoteDescription()}, or else {@link #currentRemoteDescription()}. */
    public Optional<RtcSessionDescription> remoteDescription() {
        ConnectionSnapshot now = engine.snapshot();
        return now.pendingRemoteDescription().or(now::currentRemoteDescription);
    }

    /** The remote description negotiated last, with the candidates added since. */
    public Optional<RtcSessionDescription> currentRemoteDescription() {
        return engine.snapshot().currentRemoteDescription();
    }

    /** The remote description under negotiation, with the candidates added since. */
    public Optional<RtcSessionDescription> pendingRemoteDescription() {
        return engine.snapshot().pendingRemoteDescription();
    }

    /** Where negotiation stands (section 4.3.1). */
    public RtcSignalingState signalingState() {
        return engine.snapshot().signalingState();
    }

    /** How far gathering has come (section 4.3.2). */
    public RtcIceGatheringState iceGatheringState() {
        return engine.snapshot().iceGatheringState();
    }

    /** The state of all ICE transports together (section 4.3.4). */
    public RtcIceConnectionState iceConnectionState() {
        return engine.snapshot().iceConnectionState();
    }

    /** The state of all transports together (section 4.3.3). */
    public RtcPeerConnectionState connectionState() {
        return engine.snapshot().connectionState();
    }

    /** Whether the peer takes candidates one by one; empty before its description is set. */
    public Optional<Boolean> canTrickleIceCandidates() {
        return engine.snapshot().canTrickleIceCandidates();
    }

    /** The configuration (section 4.4.2, getConfiguration). */
    public RtcConfiguration configuration() {
        return engine.configuration();
    }

    /**
     * Changes servers, policy of transports and, before the first description, the size of the pool
     * (section 4.4.2, setConfiguration). Servers and policy take effect when gathering begins the
     * next time; an ICE restart makes it begin.
     *
     * @param configuration with the certificates, BUNDLE and RTCP policies there are
     * @throws RtcException InvalidStateError when closed; InvalidModificationError for what cannot
     *     be changed; SyntaxError or InvalidAccessError for a server
     */
    public void setConfiguration(RtcConfiguration configuration) {
        Objects.requireNonNull(configuration);
        loop.run(() -> engine.setConfiguration(configuration));
    }

    // Media

    /**
     * Sends a track (section 5.1, addTrack).
     *
     * @param track what to send
     * @param streamIds the streams the peer is told it belongs to; the track's own when none is
     *     given
     * @return its sender
     * @throws RtcException InvalidAccessError if a sender has the track already; InvalidStateError
     *     when closed
     */
    public RtcRtpSender addTrack(RtcLocalTrack track, String... streamIds) {
        Objects.requireNonNull(track);
        List<String> ids = streamIds.length == 0 ? List.of(track.streamId()) : List.of(streamIds);
        return loop.call(() -> engine.media().addTrack(track, ids));
    }

    /**
     * Ceases to send a sender's track; negotiation makes it known to the peer (section 5.1).
     *
     * @param sender of this connection
     * @throws RtcException InvalidAccessError for another connection's; InvalidStateError when
     *     closed
     */
    public void removeTrack(RtcRtpSender sender) {
        Objects.requireNonNull(sender);
        loop.run(() -> engine.media().removeTrack(sender));
    }

    /** {@link #addTransceiver(RtcLocalTrack, RtcRtpTransceiverInit)} with sendrecv. */
    public RtcRtpTransceiver addTransceiver(RtcLocalTrack track) {
        return addTransceiver(track, RtcRtpTransceiverInit.defaults());
    }

    /**
     * Adds a transceiver that sends a track (section 5.1, addTransceiver).
     *
     * @param track what to send
     * @param init direction and streams
     * @return the transceiver
     * @throws RtcException InvalidStateError when closed
     */
    public RtcRtpTransceiver addTransceiver(RtcLocalTrack track, RtcRtpTransceiverInit init) {
        Objects.requireNonNull(track);
        Objects.requireNonNull(init);
        return loop.call(
                () -> engine.media().addTransceiver(track.kind(), Optional.of(track), init));
    }

    /** {@link #addTransceiver(RtcMediaKind, RtcRtpTransceiverInit)} with sendrecv. */
    public RtcRtpTransceiver addTransceiver(RtcMediaKind kind) {
        return addTransceiver(kind, RtcRtpTransceiverInit.defaults());
    }

    /**
     * Adds a transceiver whose sender has no track yet (section 5.1, addTransceiver).
     *
     * @param kind audio or video
     * @param init direction and streams
     * @return the transceiver
     * @throws RtcException InvalidStateError when closed
     */
    public RtcRtpTransceiver addTransceiver(RtcMediaKind kind, RtcRtpTransceiverInit init) {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(init);
        return loop.call(() -> engine.media().addTransceiver(kind, Optional.empty(), init));
    }

    /** The transceivers, in the order of their making; stopped ones are gone. */
    public List<RtcRtpTransceiver> transceivers() {
        return engine.snapshot().transceivers();
    }

    /** The transceivers' senders. */
    public List<RtcRtpSender> senders() {
        return transceivers().stream().map(RtcRtpTransceiver::sender).toList();
    }

    /** The transceivers' receivers. */
    public List<RtcRtpReceiver> receivers() {
        return transceivers().stream().map(RtcRtpTransceiver::receiver).toList();
    }

    // Data

    /** {@link #createDataChannel(String, RtcDataChannelInit)}: ordered and reliable. */
    public RtcDataChannel createDataChannel(String label) {
        return createDataChannel(label, RtcDataChannelInit.defaults());
    }

    /**
     * Makes a data channel (section 6.1).
     *
     * @param label tells it from others; at most 65,535 bytes of UTF-8
     * @param init its options
     * @return the channel, in state {@code connecting}
     * @throws RtcException InvalidStateError when closed; TypeError for options out of range or
     *     that exclude each other; OperationError for an id that is in use or out of reach
     */
    public RtcDataChannel createDataChannel(String label, RtcDataChannelInit init) {
        Objects.requireNonNull(label);
        Objects.requireNonNull(init);
        return loop.call(() -> engine.createDataChannel(label, init));
    }

    /**
     * The SCTP transport, once an offer or answer of ours describes it (section 6.1). Deviates:
     * webrtc-pc has one with an offer of the peer already, before there is a transport below.
     */
    public Optional<RtcSctpTransport> sctp() {
        return engine.snapshot().sctp();
    }

    // Statistics

    /**
     * Statistics of the whole connection (section 8.2).
     *
     * @return the report; of a closed connection: the last there was, as it was closed
     */
    public CompletableFuture<RtcStatsReport> getStats() {
        return onLoop(engine::getStats);
    }

    /**
     * Statistics of the one sender that has this track (section 8.2).
     *
     * @param track that a sender of this connection has
     * @return the report; fails with InvalidAccessError where none has it, or several
     */
    public CompletableFuture<RtcStatsReport> getStats(RtcLocalTrack track) {
        List<RtcRtpSender> fit =
                senders().stream().filter(s -> s.track().equals(Optional.of(track))).toList();
        return fit.size() == 1 ? getStats(fit.get(0)) : noSelector();
    }

    /**
     * Statistics of the receiver that has this track (section 8.2).
     *
     * @param track that a receiver of this connection has
     * @return the report; fails with InvalidAccessError where none has it
     */
    public CompletableFuture<RtcStatsReport> getStats(RtcRemoteTrack track) {
        return receivers().stream()
                .filter(r -> r.track() == track)
                .findFirst()
                .map(this::getStats)
                .orElseGet(RtcPeerConnection::noSelector);
    }

    /**
     * Statistics of what a sender sends, and of all that this refers to (section 8.6).
     *
     * @param sender of this connection
     * @return the report; fails with InvalidAccessError for another connection's
     */
    public CompletableFuture<RtcStatsReport> getStats(RtcRtpSender sender) {
        List<Long> ssrcs = sender.ssrcs();
        return select(
                sender.isOf(engine),
                s ->
                        s instanceof RtcStats.OutboundRtp o && ssrcs.contains(o.ssrc())
                                || s instanceof RtcStats.RemoteInboundRtp r
                                        && ssrcs.contains(r.ssrc()));
    }

    /**
     * Statistics of what a receiver receives, and of all that this refers to (section 8.6).
     *
     * @param receiver of this connection
     * @return the report; fails with InvalidAccessError for another connection's
     */
    public CompletableFuture<RtcStatsReport> getStats(RtcRtpReceiver receiver) {
        String trackId = receiver.track().id();
        return select(
                receiver.isOf(loop),
                s -> s instanceof RtcStats.InboundRtp i && i.trackIdentifier().equals(trackId));
    }

    private CompletableFuture<RtcStatsReport> select(boolean isMine, Predicate<RtcStats> which) {
        return isMine ? getStats().thenApply(report -> report.select(which)) : noSelector();
    }

    private static CompletableFuture<RtcStatsReport> noSelector() {
        return CompletableFuture.failedFuture(
                new RtcException(
                        RtcErrorName.INVALID_ACCESS_ERROR,
                        "not exactly one sender or receiver of this connection"));
    }

    // Events

    /** Adds a listener for the need to make an offer. */
    public RtcListenerRegistration onNegotiationNeeded(Runnable listener) {
        return listeners.negotiationNeeded.add(listener);
    }

    /** Adds a listener for candidates to tell to the peer; an empty one ends a generation. */
    public RtcListenerRegistration onIceCandidate(Consumer<? super RtcIceCandidate> listener) {
        return listeners.iceCandidate.add(listener);
    }

    /**
     * Adds a listener for the end of all gathering: what webrtc-pc tells with a null candidate
     * (section 4.8.2). It is called after those of {@link #onIceGatheringStateChange}, and is not
     * for the peer, who is told of each generation's end by {@link #onIceCandidate}.
     */
    public RtcListenerRegistration onEndOfIceCandidates(Runnable listener) {
        return listeners.endOfIceCandidates.add(listener);
    }

    /** Adds a listener for STUN and TURN servers that give no candidate. */
    public RtcListenerRegistration onIceCandidateError(
            Consumer<? super RtcIceCandidateError> listener) {
        return listeners.iceCandidateError.add(listener);
    }

    /** Adds a listener for changes of {@link #signalingState()}. */
    public RtcListenerRegistration onSignalingStateChange(
            Consumer<? super RtcSignalingState> listener) {
        return listeners.signalingState.add(listener);
    }

    /** Adds a listener for changes of {@link #iceConnectionState()}. */
    public RtcListenerRegistration onIceConnectionStateChange(
            Consumer<? super RtcIceConnectionState> listener) {
        return listeners.iceConnectionState.add(listener);
    }

    /** Adds a listener for changes of {@link #iceGatheringState()}. */
    public RtcListenerRegistration onIceGatheringStateChange(
            Consumer<? super RtcIceGatheringState> listener) {
        return listeners.iceGatheringState.add(listener);
    }

    /** Adds a listener for changes of {@link #connectionState()}. */
    public RtcListenerRegistration onConnectionStateChange(
            Consumer<? super RtcPeerConnectionState> listener) {
        return listeners.connectionState.add(listener);
    }

    /** Adds a listener for tracks of the peer. */
    public RtcListenerRegistration onTrack(Consumer<? super RtcTrackEvent> listener) {
        return listeners.track.add(listener);
    }

    /** Adds a listener for channels that the peer opens. */
    public RtcListenerRegistration onDataChannel(Consumer<? super RtcDataChannel> listener) {
        return listeners.dataChannel.add(listener);
    }

    /**
     * Runs tasks in turn with the connection's callbacks, on the same executor: there, state is
     * what callbacks see, and every method may be called, also by programs whose own threads are
     * event loops and must not wait.
     */
    public Executor callbackExecutor() {
        return loop::callback;
    }

    /**
     * Ends the connection (section 4.4.2, close): the peer is told at once, states are {@code
     * closed} when this returns, and no event fires for it. Does nothing when it is closed already.
     */
    @Override
    public void close() {
        loop.run(engine::close);
    }

    /** Closes without waiting for the loop; {@code done} runs when it is closed. */
    void closeAsync(Runnable done) {
        try {
            loop.eventLoop()
                    .execute(
                            () -> {
                                engine.close();
                                done.run();
                            });
        } catch (RejectedExecutionException e) {
            loop.run(engine::close);
            done.run();
        }
    }

    EventLoop eventLoop() {
        return loop.eventLoop();
    }

    ConnectionEngine engine() {
        return engine;
    }

    /** Starts an asynchronous method on the loop. */
    private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> start) {
        return loop.start(start);
    }

    @Override
    public String toString() {
        return "RtcPeerConnection[" + signalingState() + ", " + connectionState() + "]";
    }
}
