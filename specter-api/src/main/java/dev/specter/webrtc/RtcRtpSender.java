package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Listeners;
import dev.specter.webrtc.negotiation.SendEncoding;
import dev.specter.webrtc.negotiation.Transceiver;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Sends one track (webrtc-pc, section 5.2). Thread-safe. */
public final class RtcRtpSender {
    private static final int MAX_WAITING_COMPOUNDS = 1024;

    private final ConnectionEngine engine;
    private final ConnectionLoop loop;
    private final Transceiver model;
    private final Listeners<Consumer<? super RtcpCompound>> rtcpListeners = new Listeners<>();
    private final AtomicInteger waitingCompounds = new AtomicInteger();

    /** The encodings of which the peer wants a key frame and the listener does not know yet. */
    private final Set<String> keyFrameRequests = ConcurrentHashMap.newKeySet();

    private final SendParametersView parameters;
    private final Optional<RtcDtmfSender> dtmf;
    private volatile Optional<RtcLocalTrack> track = Optional.empty();
    private volatile Optional<RtcDtlsTransport> transport = Optional.empty();
    private volatile List<Long> ssrcs;

    // Loop-confined.
    private final List<EncodingStream> encodings = new ArrayList<>();
    private MediaSession session;

    RtcRtpSender(ConnectionEngine engine, ConnectionLoop loop, Transceiver model, String cname) {
        this.engine = engine;
        this.loop = loop;
        this.model = model;
        this.parameters = new SendParametersView(model, cname);
        this.dtmf =
                model.kind() == RtcMediaKind.AUDIO
                        ? Optional.of(new RtcDtmfSender(engine, this))
                        : Optional.empty();
        updateEncodings();
    }

    /** What it sends, if anything. */
    public Optional<RtcLocalTrack> track() {
        return track;
    }

    /**
     * How it sends (section 5.2, getParameters). The result is the same until parameters change, by
     * {@link #setParameters} or by a description.
     */
    public RtcRtpSendParameters parameters() {
        return parameters.get();
    }

    /**
     * Changes how it sends, without negotiation (section 5.2, setParameters).
     *
     * <p>Deviates from webrtc-pc, where what {@code getParameters} gives is good for the rest of
     * the task: here it is good until parameters change.
     *
     * @param changed what {@link #parameters()} gave last, with other encodings
     * @return completes when it is so; fails with InvalidStateError when stopped or when parameters
     *     have changed since {@link #parameters()}, InvalidModificationError for a change of what
     *     is read-only, the number or order of encodings, or a codec that is not negotiated,
     *     RangeError for a number out of range
     */
    public CompletableFuture<Void> setParameters(RtcRtpSendParameters changed) {
        Objects.requireNonNull(changed);
        return loop.start(() -> engine.media().setParameters(this, changed));
    }

    /** The transport that the media goes over, once negotiated. */
    public Optional<RtcDtlsTransport> transport() {
        return transport;
    }

    /** Sends DTMF tones; present at senders of audio. */
    public Optional<RtcDtmfSender> dtmf() {
        return dtmf;
    }

    /** The SSRC of the media, u32; of the first encoding where there are several. */
    public long ssrc() {
        return ssrcs.get(0);
    }

    /** The SSRCs of the media of all encodings, u32, in the order of the encodings. */
    public List<Long> ssrcs() {
        return ssrcs;
    }

    /** Ceases to send, without negotiation: W3C's {@code replaceTrack(null)}. */
    public CompletableFuture<Void> replaceTrack() {
        return loop.start(() -> engine.media().replaceTrack(this, Optional.empty()));
    }

    /**
     * Sends another track instead, without negotiation (section 5.2, replaceTrack).
     *
     * @param newTrack of the same kind, in a codec that is negotiated
     * @return completes when it is in place; fails with TypeError for the other kind,
     *     InvalidModificationError for a codec that is not negotiated, InvalidStateError when
     *     stopped
     */
    public CompletableFuture<Void> replaceTrack(RtcLocalTrack newTrack) {
        return loop.start(() -> engine.media().replaceTrack(this, Optional.of(newTrack)));
    }

    /**
     * Tells the peer other streams with the next negotiation (section 5.2, setStreams).
     *
     * @param streamIds the streams; none is possible
     */
    public void setStreams(String... streamIds) {
        List<String> ids = List.of(streamIds);
        loop.run(() -> engine.media().setStreams(this, ids));
    }

    /**
     * Adds a listener for the RTCP that comes over the sender's transport while it sends. One that
     * falls more than {@value #MAX_WAITING_COMPOUNDS} compound packets behind loses some.
     */
    public RtcListenerRegistration onRtcp(Consumer<? super RtcpCompound> listener) {
        return rtcpListeners.add(listener);
    }

    ConnectionLoop loop() {
        return loop;
    }

    /** Whether it has this track now. */
    boolean isFedBy(LocalTrackCore other) {
        return track.isPresent() && track.get().core == other;
    }

    /** On the loop: a frame for one encoding; without a name, for the first. */
    void send(String rid, MediaSample sample) {
        EncodingStream encoding = encoding(rid);
        if (encoding == null) {
            return;
        }
        if (hasTone()) {
            encoding.skip(sample, loop.nowNanos());
        } else if (encoding.send(sample, loop.nowNanos())) {
            engine.onDeadlineChange();
        }
    }

    private boolean hasTone() {
        return dtmf.isPresent() && dtmf.get().isPlaying(loop.nowNanos());
    }

    /** On the loop: a packet for one encoding; without a name, for the first. */
    void send(String rid, RtpPacket packet, HeaderExtensionMap extensions) {
        EncodingStream encoding = encoding(rid);
        boolean sent =
                encoding != null
                        && !hasTone()
                        && encoding.send(packet, extensions, loop.nowNanos());
        if (sent) {
            engine.onDeadlineChange();
        }
    }

    private EncodingStream encoding(String rid) {
        if (rid.isEmpty()) {
            return encodings.get(0);
        }
        for (EncodingStream encoding : encodings) {
            if (encoding.rid().equals(rid)) {
                return encoding;
            }
        }
        return null;
    }

    /** Whether the connection has made it. */
    boolean isOf(ConnectionEngine other) {
        return engine == other;
    }

    /** Tells it from other senders of the connection. */
    String senderId() {
        return model.senderId();
    }

    Transceiver model() {
        return model;
    }

    Optional<MediaSession> session() {
        return Optional.ofNullable(session);
    }

    /** On the loop: the encodings, in their order. */
    List<EncodingStream> encodings() {
        return encodings;
    }

    /** On the loop: whether a codec is in use. */
    boolean isNegotiated() {
        return encodings.stream().anyMatch(e -> e.stream().isPresent());
    }

    /** On the loop, in a task or a synchronous method. */
    void track(Optional<RtcLocalTrack> newTrack) {
        track.ifPresent(t -> t.core.detach(this));
        track = newTrack;
        newTrack.ifPresent(t -> t.core.attach(this));
        updateStream();
    }

    /** On the loop, in a task: takes over what negotiation settled. */
    void update(MediaSession newSession, Optional<RtcDtlsTransport> newTransport) {
        if (newSession != session) {
            closeStream();
        }
        session = newSession;
        transport = newTransport;
        parametersChanged();
    }

    /** On the loop, in a task: parameters are others now. */
    void parametersChanged() {
        updateEncodings();
        parameters.changed();
        updateStream();
    }

    /** On the loop: fails unless these are the parameters that were given out last. */
    void requireCurrent(RtcRtpSendParameters given) {
        parameters.requireCurrent(given);
    }

    private void updateEncodings() {
        List<EncodingStream> before = List.copyOf(encodings);
        encodings.clear();
        for (SendEncoding model : this.model.sendEncodings()) {
            EncodingStream encoding =
                    before.stream()
                            .filter(e -> e.ssrc() == model.ssrc())
                            .findFirst()
                            .orElseGet(() -> new EncodingStream(model));
            encoding.encoding(model);
            encodings.add(encoding);
        }
        before.stream().filter(e -> !encodings.contains(e)).forEach(EncodingStream::close);
        ssrcs = encodings.stream().map(EncodingStream::ssrc).toList();
    }

    private void updateStream() {
        if (session == null || !model.isSending() || track.isEmpty()) {
            closeStream();
            return;
        }
        for (EncodingStream encoding : encodings) {
            SendCodec.choose(track.get(), encoding.encoding(), model.sendParameters().codecs())
                    .ifPresentOrElse(
                            codec ->
                                    encoding.open(
                                            session,
                                            codec,
                                            model.sendParameters(),
                                            model.mid().orElse("")),
                            encoding::close);
        }
        if (isNegotiated()) {
            session.attach(this);
        } else {
            session.detach(this);
        }
    }

    /** On the loop: says goodbye for what is sent. */
    void closeStream() {
        encodings.forEach(EncodingStream::close);
        if (session != null) {
            session.detach(this);
        }
    }

    /** On the loop: the connection closes; detaches from the track. */
    void close() {
        dtmf.ifPresent(RtcDtmfSender::close);
        detach();
        closeStream();
    }

    void detach() {
        track.ifPresent(t -> t.core.detach(this));
    }

    /** On the loop: RTCP came over the transport. */
    void received(RtcpCompound compound, long nowNanos) {
        for (EncodingStream encoding : encodings) {
            if (encoding.handleRtcp(compound, nowNanos)) {
                requestKeyFrame(encoding.rid());
            }
        }
        if (!rtcpListeners.isEmpty()) {
            deliver(compound);
        }
    }

    /** Requests that the listener has not heard of yet are one. */
    private void requestKeyFrame(String rid) {
        if (!keyFrameRequests.add(rid)) {
            return;
        }
        loop.callback(
                () -> {
                    keyFrameRequests.remove(rid);
                    track.ifPresent(t -> t.core.fireKeyFrameRequest(rid));
                });
    }

    private void deliver(RtcpCompound compound) {
        if (waitingCompounds.incrementAndGet() > MAX_WAITING_COMPOUNDS) {
            waitingCompounds.decrementAndGet();
            return;
        }
        loop.callback(
                () -> {
                    waitingCompounds.decrementAndGet();
                    rtcpListeners.fire(listener -> listener.accept(compound));
                });
    }
}
