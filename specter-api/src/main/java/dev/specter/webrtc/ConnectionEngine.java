package dev.specter.webrtc;

import dev.specter.common.Bytes;
import dev.specter.dtls.Certificate;
import dev.specter.dtls.DtlsRole;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceServerUrl;
import dev.specter.rtp.interceptor.ChainOptions;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.LoopTimer;
import dev.specter.webrtc.negotiation.IceParametersSource;
import dev.specter.webrtc.negotiation.Negotiator;
import dev.specter.webrtc.negotiation.NegotiatorOptions;
import dev.specter.webrtc.negotiation.OfferSettings;
import dev.specter.webrtc.negotiation.Outcome;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * What is behind a peer connection: runs the algorithms of webrtc-pc, section 4.4, over the
 * negotiator, the transports, the transceivers and the data channels, and commits their changes.
 * Loop-confined but for {@link #snapshot()}.
 */
final class ConnectionEngine implements Transports.Listener, DataChannels.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEngine.class);
    private static final long PAUSE_AFTER_FAULT_NANOS = 200_000_000;

    private final RtcPeerConnection connection;
    private final WebRtc webRtc;
    private final ConnectionLoop loop;
    private final ConnectionListeners listeners;
    private final ActiveConfiguration configuration;
    private final CompletableFuture<Certificate> certificate;
    private final Negotiator negotiator;
    private final Transports transports;
    private final TransceiverSet transceivers;
    private final DataChannels channels;
    private final DataSection data;
    private final Operations operations;
    private final NegotiationNeeded negotiationNeeded;
    private final MediaMethods media;
    private final LoopTimer timer;

    private volatile ConnectionSnapshot snapshot = ConnectionSnapshot.initial();
    private boolean closed;
    private final StatsIds statsIds;
    private RtcStatsReport lastStats;

    ConnectionEngine(
            RtcPeerConnection connection,
            WebRtc webRtc,
            ConnectionLoop loop,
            ConnectionListeners listeners,
            RtcConfiguration configuration) {
        this.connection = connection;
        this.webRtc = webRtc;
        this.loop = loop;
        this.listeners = listeners;
        WebRtc.Builder settings = webRtc.settings();
        RandomGenerator random = settings.random();
        this.statsIds = new StatsIds(random);
        this.configuration = new ActiveConfiguration(configuration, settings.clock().instant());
        this.certificate = this.configuration.certificate();
        this.negotiator =
                new Negotiator(
                        NegotiatorOptions.defaults(random)
                                .withMediaEngine(settings.mediaEngine())
                                .withBundlePolicy(configuration.bundlePolicy())
                                .withIceParameters(
                                        IceParametersSource.of(
                                                this::promisedParameters,
                                                random,
                                                settings.iceLite()))
                                .withAnswererRole(
                                        settings.dtlsRole().equals(Optional.of(RtcDtlsRole.SERVER))
                                                ? DtlsRole.SERVER
                                                : DtlsRole.CLIENT)
                                .withMaxMessageSizeBytes(settings.sctp().maxReceiveMessageBytes())
                                .withSctpInit(this::sctpInit));
        var chainOptions =
                new ChainOptions(
                        negotiator.cname(),
                        random.nextInt() & 0xFFFFFFFFL,
                        false, // MediaSession knows when reduced-size RTCP is negotiated
                        random,
                        settings.clock());
        this.transports = new Transports(loop, webRtc, this::configuration, chainOptions, this);
        this.transceivers =
                new TransceiverSet(
                        this,
                        loop,
                        transports,
                        listeners,
                        random,
                        settings.clock(),
                        negotiator.cname());
        this.channels =
                new DataChannels(
                        loop, settings.sctp(), settings.sendMemory(), random, statsIds, this);
        this.data = new DataSection(transports, channels);
        this.operations =
                new Operations(
                        loop,
                        certificate.thenApply(Certificate::fingerprints),
                        negotiator::setLocalFingerprints);
        this.negotiationNeeded =
                new NegotiationNeeded(loop, operations.chain(), negotiator, listeners);
        this.media =
                new MediaMethods(this, negotiator, transceivers, operations, negotiationNeeded);
        this.timer = new LoopTimer(loop, this::timeout);
        if (configuration.iceCandidatePoolSize() > 0) {
            loop.execute(this::fillPool);
        }
        loop.onCallbacksRejected(this::close);
        loop.onLoopEnded(this::closeWithoutLoop);
    }

    private Optional<Bytes> sctpInit() {
        return webRtc.settings().signalSctpInit()
                ? Optional.of(channels.localInit())
                : Optional.empty();
    }

    private Optional<IceParameters> promisedParameters() {
        return transports.promisedParameters();
    }

    private void fillPool() {
        if (!closed) {
            transports.resizePool(
                    configuration().iceCandidatePoolSize(),
                    () ->
                            IceParametersSource.random(
                                            webRtc.settings().random(), webRtc.settings().iceLite())
                                    .first(0));
        }
    }

    ConnectionLoop loop() {
        return loop;
    }

    /** What users do with media. */
    MediaMethods media() {
        return media;
    }

    ConnectionSnapshot snapshot() {
        return snapshot;
    }

    RtcConfiguration configuration() {
        return configuration.get();
    }

    /** Section 4.4.1.6, set the configuration. */
    void setConfiguration(RtcConfiguration changed) {
        requireOpen();
        boolean resized = configuration.set(changed);
        transports.configure();
        if (resized) {
            fillPool();
        }
    }

    /** Channels that have opened so far. */
    long openedChannels() {
        return channels.openedCount();
    }

    // Asynchronous methods: an operation waits for its turn and for the certificate, then one task
    // makes the change, fires its events and completes its future.

    CompletableFuture<RtcSessionDescription> createOffer(RtcOfferOptions options) {
        OfferSettings settings =
                options.iceRestart()
                        ? OfferSettings.defaults().withIceRestart()
                        : OfferSettings.defaults();
        return createOffer(settings);
    }

    CompletableFuture<RtcSessionDescription> createOffer(OfferSettings settings) {
        return operations.run(
                effects -> RtcSessionDescription.offer(negotiator.createOffer(settings)));
    }

    CompletableFuture<RtcSessionDescription> createAnswer() {
        return createAnswer(OfferSettings.defaults());
    }

    CompletableFuture<RtcSessionDescription> createAnswer(OfferSettings settings) {
        return operations.run(
                effects -> RtcSessionDescription.answer(negotiator.createAnswer(settings)));
    }

    CompletableFuture<Void> setLocalDescription(Optional<RtcSessionDescription> description) {
        configuration.fixPool();
        return operations.run(
                effects -> {
                    RtcSdpType type =
                            description
                                    .map(RtcSessionDescription::type)
                                    .orElseGet(negotiator::implicitType);
                    String sdp = description.map(RtcSessionDescription::sdp).orElse("");
                    apply(negotiator.setLocalDescription(type, sdp), effects);
                    return null;
                });
    }

    CompletableFuture<Void> setRemoteDescription(RtcSessionDescription description) {
        // Section 4.4.2: a rollback that the description implies has a task and events of its own.
        return operations.run(
                effects ->
                        negotiator
                                .rollBackBefore(description.type())
                                .ifPresent(rollback -> apply(rollback, effects)),
                effects -> {
                    apply(
                            negotiator.setRemoteDescription(description.type(), description.sdp()),
                            effects);
                    return null;
                });
    }

    CompletableFuture<Void> addIceCandidate(RtcIceCandidateInit candidate) {
        boolean isNowhere =
                !candidate.candidate().isEmpty()
                        && candidate.sdpMid().isEmpty()
                        && candidate.sdpMLineIndex().isEmpty();
        if (isNowhere) {
            // webrtc-pc, section 4.4.2, addIceCandidate, step 3: before the chain.
            return CompletableFuture.failedFuture(
                    new RtcException(
                            RtcErrorName.TYPE_ERROR, "neither sdpMid nor sdpMLineIndex is given"));
        }
        return operations.run(
                effects -> {
                    negotiator.addIceCandidate(candidate).forEach(transports::add);
                    refreshSnapshot();
                    return null;
                });
    }

    /** In a task: does what a description asks for and adds its events (section 4.4.1.5). */
    private void apply(Outcome outcome, Effects effects) {
        transports.apply(outcome.transports(), outcome.closedTransports(), certificate.join());
        transceivers.apply(negotiator.transceivers());
        outcome.data().ifPresent(plan -> data.apply(plan, effects));
        if (outcome.dataClosed()) {
            data.end("the data m-section was rejected", effects);
        }
        data.describe(negotiator.dataTransportId(), outcome.signalingState());
        if (outcome.signalingState() == RtcSignalingState.STABLE) {
            negotiationNeeded.reset();
        }
        refreshSnapshot();
        if (outcome.signalingStateChanged()) {
            RtcSignalingState state = outcome.signalingState();
            effects.add(() -> listeners.signalingState.fire(l -> l.accept(state)));
        }
        transceivers.fire(outcome, effects);
        refreshSnapshot();
        onTransportStates(effects);
        if (outcome.signalingState() == RtcSignalingState.STABLE) {
            negotiationNeeded.update();
        }
        onDeadlineChange();
    }

    void refreshSnapshot() {
        snapshot =
                new ConnectionSnapshot(
                        closed ? RtcSignalingState.CLOSED : negotiator.signalingState(),
                        negotiator.currentLocalDescription(),
                        negotiator.pendingLocalDescription(),
                        negotiator.currentRemoteDescription(),
                        negotiator.pendingRemoteDescription(),
                        snapshot.iceGatheringState(),
                        snapshot.iceConnectionState(),
                        snapshot.connectionState(),
                        negotiator.canTrickleIceCandidates(),
                        transceivers.objectsOf(negotiator.transceivers()),
                        data.sctp());
    }

    // Synchronous methods

    void requireOpen() {
        if (closed) {
            throw Operations.closedError();
        }
    }

    void restartIce() {
        if (!closed) {
            negotiator.restartIce();
            negotiationNeeded.update();
        }
    }

    RtcDataChannel createDataChannel(String label, RtcDataChannelInit init) {
        requireOpen();
        boolean isFirst = !channels.isWanted();
        RtcDataChannel channel = channels.create(label, init);
        if (isFirst) {
            negotiator.requireData();
            negotiationNeeded.update();
        }
        return channel;
    }

    // Statistics

    CompletableFuture<RtcStatsReport> getStats() {
        return operations.ask(this::collectStats, () -> lastStats);
    }

    private RtcStatsReport collectStats() {
        return StatsCollector.collect(
                statsIds,
                webRtc.settings().clock(),
                loop.nowNanos(),
                certificate,
                transports,
                channels,
                data.carrier(),
                snapshot);
    }

    // Transports

    @Override
    public void onLocalCandidate(
            Transports.Entry entry, String ufrag, IceCandidate candidate, Effects effects) {
        Optional<IceServerUrl> server = entry.stack.ice().serverOf(candidate);
        Optional<RtcIceServerTransportProtocol> relayProtocol =
                server.filter(url -> candidate.type() == IceCandidateType.RELAY)
                        .map(RtcIceServerTransportProtocol::of);
        negotiator
                .addLocalCandidate(entry.id, ufrag, candidate)
                .ifPresent(
                        init ->
                                fireCandidate(
                                        new RtcIceCandidate(
                                                init.candidate(),
                                                init.sdpMid(),
                                                init.sdpMLineIndex(),
                                                init.usernameFragment(),
                                                relayProtocol,
                                                server.map(IceServerUrl::toString)),
                                        effects));
    }

    @Override
    public void onEndOfLocalCandidates(Transports.Entry entry, String ufrag, Effects effects) {
        negotiator
                .endOfLocalCandidates(entry.id, ufrag)
                .ifPresent(init -> fireCandidate(RtcIceCandidate.of(init), effects));
    }

    @Override
    public void onIceCandidateError(RtcIceCandidateError error, Effects effects) {
        effects.add(() -> listeners.iceCandidateError.fire(listener -> listener.accept(error)));
    }

    private void fireCandidate(RtcIceCandidate candidate, Effects effects) {
        refreshSnapshot();
        effects.add(() -> listeners.iceCandidate.fire(listener -> listener.accept(candidate)));
    }

    @Override
    public void onTransportStates(Effects effects) {
        if (closed) {
            return;
        }
        ConnectionSnapshot before = snapshot;
        List<RtcDtlsTransport> all = transports.entries().stream().map(e -> e.dtls).toList();
        RtcIceGatheringState gathering = ConnectionStates.iceGatheringState(all);
        RtcIceConnectionState ice = ConnectionStates.iceConnectionState(all);
        RtcPeerConnectionState state = ConnectionStates.connectionState(all);
        snapshot = before.withTransportStates(gathering, ice, state);
        if (gathering != before.iceGatheringState()) {
            effects.add(() -> listeners.iceGatheringState.fire(l -> l.accept(gathering)));
            if (gathering == RtcIceGatheringState.COMPLETE) {
                effects.add(() -> listeners.endOfIceCandidates.fire(Runnable::run));
            }
        }
        if (ice != before.iceConnectionState()) {
            effects.add(() -> listeners.iceConnectionState.fire(l -> l.accept(ice)));
        }
        if (state != before.connectionState()) {
            effects.add(() -> listeners.connectionState.fire(l -> l.accept(state)));
        }
    }

    @Override
    public void onDtlsConnected(Transports.Entry entry, DtlsRole role) {
        data.handleDtlsConnected(entry, role);
    }

    @Override
    public void onDtlsEnded(Transports.Entry entry, String reason) {
        if (data.isOver(entry)) {
            channels.transportClosed(reason);
        }
    }

    @Override
    public void onSctpPacket(Transports.Entry entry, ByteBuffer packet) {
        if (data.isOver(entry)) {
            channels.handlePacket(packet);
        }
    }

    @Override
    public void onReadComplete() {
        channels.drain();
        onDeadlineChange();
    }

    // Data channels

    @Override
    public void onDataChannel(RtcDataChannel channel, Effects effects) {
        effects.add(() -> listeners.dataChannel.fire(listener -> listener.accept(channel)));
    }

    @Override
    public void onSctpReplaced() {
        if (!closed) {
            data.handleReplaced();
            refreshSnapshot();
        }
    }

    @Override
    public void onSctpState(
            RtcSctpTransportState state, Optional<SctpFeatures> features, Effects effects) {
        data.handleState(state, features, effects);
    }

    // Time

    @Override
    public void onDeadlineChange() {
        if (!closed) {
            timer.arm(Math.min(channels.nextTimeoutNanos(), transports.nextTimeoutNanos()));
        }
    }

    private void timeout() {
        if (closed) {
            return;
        }
        long nowNanos = loop.nowNanos();
        try {
            channels.handleTimeout(nowNanos);
            transports.handleTimeout(nowNanos);
            onDeadlineChange();
        } catch (RuntimeException e) {
            // A fault of ours or of an interceptor: time goes on, but not in a busy loop.
            LOG.error("a timeout could not be handled", e);
            timer.arm(nowNanos + PAUSE_AFTER_FAULT_NANOS);
        }
    }

    // Closing

    /** Section 4.4.2, close: silent, at once, once. */
    void close() {
        if (closed) {
            return;
        }
        // What an interceptor of the application throws keeps nothing open.
        guarded(() -> lastStats = collectStats().closed());
        closed = true;
        guarded(negotiator::close);
        guarded(transceivers::close);
        guarded(channels::close);
        guarded(transports::close);
        timer.cancel();
        closeForUsers();
    }

    static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a step of closing a connection failed", e);
        }
    }

    private void closeForUsers() {
        closeSnapshot();
        operations.close();
        negotiationNeeded.close();
        webRtc.forget(connection);
    }

    /** The loop has ended, and the sockets with it: only what users see is left to close. */
    private void closeWithoutLoop() {
        if (!closed) {
            guarded(() -> lastStats = collectStats().closed());
            closed = true;
            negotiator.close();
            transceivers.detach();
            channels.closeSilently();
            closeForUsers();
        }
    }

    private void closeSnapshot() {
        data.sctp().ifPresent(RtcSctpTransport::closeSilently);
        snapshot = snapshot.closed();
    }
}
