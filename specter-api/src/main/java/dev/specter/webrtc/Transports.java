package dev.specter.webrtc;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.DtlsFailure;
import dev.specter.dtls.DtlsOptions;
import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.DtlsTransportState;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceGatheringError;
import dev.specter.ice.IceGatheringState;
import dev.specter.ice.IceOptions;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportPolicy;
import dev.specter.ice.IceTransportState;
import dev.specter.rtp.interceptor.ChainOptions;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.negotiation.RemoteCandidate;
import dev.specter.webrtc.negotiation.TransportPlan;
import dev.specter.webrtc.transport.IcePool;
import dev.specter.webrtc.transport.TransportListener;
import dev.specter.webrtc.transport.TransportStack;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The transports of one connection: makes, starts and closes them as negotiation says, and turns
 * what happens to them into the states that users see. Loop-confined.
 */
final class Transports implements TransportListener {
    /** What transports tell the connection. */
    interface Listener {
        /** In a task: a local candidate was found. */
        void onLocalCandidate(Entry entry, String ufrag, IceCandidate candidate, Effects effects);

        /** In a task: a generation has no more local candidates. */
        void onEndOfLocalCandidates(Entry entry, String ufrag, Effects effects);

        /** In a task: a server gave no candidate. */
        void onIceCandidateError(RtcIceCandidateError error, Effects effects);

        /** In a task: states of transports have changed. */
        void onTransportStates(Effects effects);

        /** A DTLS association has connected. */
        void onDtlsConnected(Entry entry, DtlsRole role);

        /** DTLS has ended after it was connected, or has failed. */
        void onDtlsEnded(Entry entry, String reason);

        /** An SCTP packet came. */
        void onSctpPacket(Entry entry, ByteBuffer packet);

        /** All that had arrived has been delivered. */
        void onReadComplete();

        /** Deadlines may have moved. */
        void onDeadlineChange();
    }

    /** One transport, its public faces and its media. */
    static final class Entry {
        final int id;
        final TransportStack stack;
        final RtcIceTransport ice = new RtcIceTransport();
        final RtcDtlsTransport dtls = new RtcDtlsTransport(ice);
        final MediaSession media;
        private boolean iceStarted;
        private String ufrag;

        private Entry(int id, TransportStack stack, MediaSession media, String ufrag) {
            this.id = id;
            this.stack = stack;
            this.media = media;
            this.ufrag = ufrag;
        }
    }

    private final ConnectionLoop loop;
    private final WebRtc webRtc;
    private final Supplier<RtcConfiguration> configuration;
    private final ChainOptions chainOptions;
    private final Listener listener;
    private final IcePool pool;
    private final Map<Integer, Entry> entries = new LinkedHashMap<>(2);
    private final Map<TransportStack, Entry> byStack = new HashMap<>(2);

    Transports(
            ConnectionLoop loop,
            WebRtc webRtc,
            Supplier<RtcConfiguration> configuration,
            ChainOptions chainOptions,
            Listener listener) {
        this.loop = loop;
        this.webRtc = webRtc;
        this.configuration = configuration;
        this.pool = new IcePool(loop);
        this.chainOptions = chainOptions;
        this.listener = listener;
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    Optional<Entry> entry(int id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** Does what a description asks for. */
    void apply(List<TransportPlan> plans, List<Integer> closed, Certificate certificate) {
        for (TransportPlan plan : plans) {
            Entry entry = entries.get(plan.id());
            if (entry == null) {
                entry = open(plan, certificate);
            }
            apply(plan, entry);
        }
        closed.forEach(this::close);
    }

    private Entry open(TransportPlan plan, Certificate certificate) {
        WebRtc.Builder settings = webRtc.settings();
        IceOptions iceOptions = iceOptions();
        var stack =
                new TransportStack(
                        loop,
                        iceOptions,
                        webRtc.network(),
                        pool,
                        plan.localParameters(),
                        DtlsOptions.builder(certificate)
                                .srtpProfiles(settings.srtpProfiles())
                                .build(),
                        webRtc.handshakes(),
                        this);
        var media = new MediaSession(loop, stack, settings.interceptors(), chainOptions);
        var entry = new Entry(plan.id(), stack, media, plan.localParameters().ufrag());
        entry.ice.role(IceRole.CONTROLLING); // of whoever offers, until an answer says otherwise
        entries.put(plan.id(), entry);
        byStack.put(stack, entry);
        return entry;
    }

    private IceOptions iceOptions() {
        RtcConfiguration current = configuration.get();
        return webRtc.settings().ice().toBuilder()
                .servers(IceServers.of(current.iceServers()))
                .transportPolicy(IceTransportPolicy.valueOf(current.iceTransportPolicy().name()))
                .build();
    }

    /** Lets as many transports gather that no description wants yet; the others close. */
    void resizePool(int size, Supplier<IceParameters> credentials) {
        pool.resize(size, iceOptions(), webRtc.network(), credentials);
    }

    /** RFC 9429, section 4.1.18: servers and policy that changed count from the next gathering. */
    void configure() {
        IceOptions changed = iceOptions();
        entries.values()
                .forEach(
                        e -> e.stack.ice().configure(changed.servers(), changed.transportPolicy()));
        pool.configure(changed);
    }

    /** Credentials of a transport that has begun to gather, if there is one. */
    Optional<IceParameters> promisedParameters() {
        return pool.promise();
    }

    private void apply(TransportPlan plan, Entry entry) {
        IceParameters local = plan.localParameters();
        entry.ice.local(local);
        boolean isRestart = !entry.ufrag.equals(local.ufrag());
        if (isRestart) {
            entry.stack.ice().restart(local);
            entry.ufrag = local.ufrag();
            entry.iceStarted = false;
        }
        if (plan.gather()) {
            entry.stack.ice().gather();
        }
        if (plan.start().isPresent() && !entry.iceStarted) {
            entry.iceStarted = true;
            TransportPlan.IceStart start = plan.start().get();
            entry.ice.role(start.role());
            entry.ice.remote(start.remote());
            entry.stack.ice().start(start.role(), start.remote());
        }
        plan.remoteCandidates().forEach(c -> addRemote(entry, c));
        if (plan.endOfRemoteCandidates()) {
            entry.stack.ice().endOfRemoteCandidates();
        }
        plan.dtls().ifPresent(d -> entry.stack.startDtls(d.role(), d.fingerprints()));
    }

    /** Hands on a candidate of the peer. */
    void add(RemoteCandidate remote) {
        Entry entry = entries.get(remote.transportId());
        if (entry == null) {
            return;
        }
        remote.candidate()
                .ifPresentOrElse(
                        candidate -> addRemote(entry, candidate),
                        entry.stack.ice()::endOfRemoteCandidates);
    }

    private static void addRemote(Entry entry, IceCandidate candidate) {
        entry.ice.addRemote(candidate);
        entry.stack.ice().addRemoteCandidate(candidate);
    }

    private void close(int id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            byStack.remove(entry.stack);
            entry.stack.close();
            entry.ice.closeSilently();
            entry.dtls.closeSilently();
        }
    }

    /** Closes all. */
    void close() {
        List.copyOf(entries.keySet()).forEach(this::close);
        pool.close();
    }

    void handleTimeout(long nowNanos) {
        for (Entry entry : entries.values()) {
            entry.media.handleTimeout(nowNanos);
        }
    }

    long nextTimeoutNanos() {
        long next = Long.MAX_VALUE;
        for (Entry entry : entries.values()) {
            next = Math.min(next, entry.media.nextTimeoutNanos());
        }
        return next;
    }

    @Override
    public void onLocalCandidate(TransportStack stack, IceCandidate candidate) {
        String ufrag = stack.ice().localParameters().ufrag();
        task(
                stack,
                (entry, effects) -> {
                    entry.ice.addLocal(candidate);
                    listener.onLocalCandidate(entry, ufrag, candidate, effects);
                });
    }

    @Override
    public void onIceGatheringState(TransportStack stack, IceGatheringState state) {
        String ufrag = stack.ice().localParameters().ufrag();
        task(
                stack,
                (entry, effects) -> {
                    if (state == IceGatheringState.COMPLETE) {
                        listener.onEndOfLocalCandidates(entry, ufrag, effects);
                    }
                    entry.ice.gatheringState(RtcIceGatheringState.valueOf(state.name()), effects);
                    listener.onTransportStates(effects);
                });
    }

    @Override
    public void onIceGatheringError(TransportStack stack, IceGatheringError error) {
        task(
                stack,
                (entry, effects) ->
                        listener.onIceCandidateError(RtcIceCandidateError.of(error), effects));
    }

    @Override
    public void onIceState(TransportStack stack, IceTransportState state) {
        Optional<IceCandidatePair> pair = stack.ice().selectedPair();
        task(
                stack,
                (entry, effects) -> {
                    // Section 5.6: the selected pair and the state change in the same task.
                    pair.ifPresent(selected -> entry.ice.selectedPair(selected, effects));
                    entry.ice.state(RtcIceTransportState.valueOf(state.name()), effects);
                    listener.onTransportStates(effects);
                });
    }

    @Override
    public void onSelectedPair(TransportStack stack, IceCandidatePair pair) {
        task(stack, (entry, effects) -> entry.ice.selectedPair(pair, effects));
    }

    @Override
    public void onIceRole(TransportStack stack, IceRole role) {
        task(stack, (entry, effects) -> entry.ice.role(role));
    }

    @Override
    public void onDtlsState(
            TransportStack stack, DtlsTransportState state, Optional<DtlsFailure> failure) {
        Entry entry = byStack.get(stack);
        if (entry == null) {
            return;
        }
        if (state == DtlsTransportState.CONNECTED) {
            var chain = stack.dtls().remoteChain();
            task(
                    stack,
                    (e, effects) -> {
                        e.dtls.remoteChain(chain);
                        dtlsState(e, state, failure, effects);
                    });
            listener.onDtlsConnected(entry, stack.dtls().role().orElseThrow());
            return;
        }
        task(stack, (e, effects) -> dtlsState(e, state, failure, effects));
        if (state == DtlsTransportState.CLOSED || state == DtlsTransportState.FAILED) {
            listener.onDtlsEnded(
                    entry,
                    failure.map(DtlsFailure::detail).orElse("the peer closed the connection"));
        }
    }

    private void dtlsState(
            Entry entry, DtlsTransportState state, Optional<DtlsFailure> failure, Effects effects) {
        failure.ifPresent(f -> entry.dtls.failed(toException(f), effects));
        entry.dtls.state(RtcDtlsTransportState.valueOf(state.name()), effects);
        listener.onTransportStates(effects);
    }

    private static RtcException toException(DtlsFailure failure) {
        OptionalLong received = toLong(failure.receivedAlert());
        OptionalLong sent = toLong(failure.sentAlert());
        RtcErrorDetail detail =
                failure.reason() == DtlsFailure.Reason.FINGERPRINT
                        ? RtcErrorDetail.of(RtcErrorDetailType.FINGERPRINT_FAILURE)
                        : RtcErrorDetail.dtlsFailure(received, sent);
        return new RtcException(RtcErrorName.OPERATION_ERROR, failure.detail(), detail);
    }

    private static OptionalLong toLong(java.util.OptionalInt value) {
        return value.isPresent() ? OptionalLong.of(value.getAsInt()) : OptionalLong.empty();
    }

    @Override
    public void onSctpPacket(TransportStack stack, ByteBuffer packet) {
        Entry entry = byStack.get(stack);
        if (entry != null) {
            listener.onSctpPacket(entry, packet);
        }
    }

    @Override
    public void onRtpPacket(TransportStack stack, ByteBuffer packet, long arrivedNanos) {
        Entry entry = byStack.get(stack);
        if (entry != null) {
            entry.media.handleRtp(packet, arrivedNanos);
        }
    }

    @Override
    public void onRtcpPacket(TransportStack stack, ByteBuffer packet) {
        Entry entry = byStack.get(stack);
        if (entry != null) {
            entry.media.handleRtcp(packet);
        }
    }

    @Override
    public void onReadComplete(TransportStack stack) {
        listener.onReadComplete();
    }

    private interface Change {
        void apply(Entry entry, Effects effects);
    }

    /** Queues a task that is dropped if the transport has been closed meanwhile. */
    private void task(TransportStack stack, Change change) {
        loop.task(
                effects -> {
                    Entry entry = byStack.get(stack);
                    if (entry != null) {
                        change.apply(entry, effects);
                    }
                });
    }
}
