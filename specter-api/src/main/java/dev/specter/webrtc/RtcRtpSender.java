package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.SendStreamEvent;
import dev.specter.rtp.codec.Packetizer;
import dev.specter.rtp.codec.PayloadFormats;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Listeners;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.SendParameters;
import dev.specter.webrtc.negotiation.Transceiver;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean keyFrameRequestWaits = new AtomicBoolean();
    private volatile Optional<RtcLocalTrack> track = Optional.empty();
    private volatile RtcRtpSendParameters parameters =
            new RtcRtpSendParameters(List.of(), List.of(), false);
    private volatile Optional<RtcDtlsTransport> transport = Optional.empty();

    // Loop-confined.
    private MediaSession session;
    private RtpSendStream stream;
    private MediaSession endedSession;
    private RtpSendStream endedStream;

    RtcRtpSender(ConnectionEngine engine, ConnectionLoop loop, Transceiver model) {
        this.engine = engine;
        this.loop = loop;
        this.model = model;
    }

    /** What it sends, if anything. */
    public Optional<RtcLocalTrack> track() {
        return track;
    }

    /** What is negotiated. */
    public RtcRtpSendParameters parameters() {
        return parameters;
    }

    /** The transport that the media goes over, once negotiated. */
    public Optional<RtcDtlsTransport> transport() {
        return transport;
    }

    /** The SSRC of the media, u32. */
    public long ssrc() {
        return model.ssrc();
    }

    /** Ceases to send, without negotiation: W3C's {@code replaceTrack(null)}. */
    public CompletableFuture<Void> replaceTrack() {
        return loop.start(() -> engine.replaceTrack(this, Optional.empty()));
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
        return loop.start(() -> engine.replaceTrack(this, Optional.of(newTrack)));
    }

    /**
     * Tells the peer other streams with the next negotiation (section 5.2, setStreams).
     *
     * @param streamIds the streams; none is possible
     */
    public void setStreams(String... streamIds) {
        List<String> ids = List.of(streamIds);
        loop.run(() -> engine.setStreams(this, ids));
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
        return track.isPresent() && core(track.get()) == other;
    }

    /** On the loop. */
    void send(MediaSample sample) {
        if (stream != null) {
            stream.sendFrame(sample.data().duplicate(), sample.duration(), loop.nowNanos());
            engine.onDeadlineChange();
        }
    }

    /** On the loop. */
    void send(RtpPacket packet, HeaderExtensionMap extensions) {
        if (stream != null) {
            stream.sendRtp(packet, extensions, loop.nowNanos());
            engine.onDeadlineChange();
        }
    }

    /** Whether the connection has made it. */
    boolean isOf(ConnectionEngine other) {
        return engine == other;
    }

    Transceiver model() {
        return model;
    }

    Optional<MediaSession> session() {
        return Optional.ofNullable(session);
    }

    Optional<RtpSendStream> stream() {
        return Optional.ofNullable(stream);
    }

    /** On the loop, in a task or a synchronous method. */
    void track(Optional<RtcLocalTrack> newTrack) {
        track.ifPresent(t -> core(t).detach(this));
        track = newTrack;
        newTrack.ifPresent(t -> core(t).attach(this));
        updateStream();
    }

    private static LocalTrackCore core(RtcLocalTrack track) {
        return track instanceof RtcSampleTrack sample
                ? sample.core()
                : ((RtcRtpTrack) track).core();
    }

    /** On the loop, in a task: takes over what negotiation settled. */
    void update(MediaSession newSession, Optional<RtcDtlsTransport> newTransport) {
        if (newSession != session) {
            closeStream();
        }
        session = newSession;
        transport = newTransport;
        SendParameters send = model.sendParameters();
        parameters =
                new RtcRtpSendParameters(
                        send.codecs().stream().map(NegotiatedCodec::parameters).toList(),
                        send.headerExtensions(),
                        send.reducedSizeRtcp());
        updateStream();
    }

    private void updateStream() {
        Optional<NegotiatedCodec> codec =
                track.flatMap(t -> SendCodec.choose(t, model.sendParameters().codecs()));
        if (session == null || !model.isSending() || codec.isEmpty()) {
            closeStream();
            return;
        }
        StreamInfo info = info(codec.get());
        Packetizer packetizer =
                PayloadFormats.packetizer(info.mimeType(), Packetizer.DEFAULT_MAX_PAYLOAD_BYTES)
                        .orElse(frame -> List.of());
        if (stream == null && endedStream != null && endedSession == session) {
            stream = endedStream; // the same SSRC under the same keys: its numbers go on
            session.reopen(this, stream, info, packetizer);
        } else if (stream == null) {
            stream = session.open(this, info, packetizer);
        } else {
            stream.rebind(info, packetizer, loop.nowNanos());
        }
    }

    private StreamInfo info(NegotiatedCodec codec) {
        OptionalLong rtxSsrc =
                codec.rtxPayloadType().isPresent()
                        ? OptionalLong.of(model.rtxSsrc())
                        : OptionalLong.empty();
        return StreamInfos.of(
                model.ssrc(),
                rtxSsrc,
                codec,
                model.sendParameters().codecs(),
                StreamInfos.extensions(model.sendParameters().headerExtensions()),
                model.mid().orElse(""));
    }

    /** On the loop: says goodbye for the stream, if there is one. */
    void closeStream() {
        if (stream != null) {
            stream.close(loop.nowNanos());
            session.closed(this);
            endedStream = stream;
            endedSession = session;
            stream = null;
        }
    }

    /** On the loop: the connection closes; detaches from the track. */
    void close() {
        detach();
        closeStream();
    }

    void detach() {
        track.ifPresent(t -> core(t).detach(this));
    }

    /** On the loop: RTCP came over the transport. */
    void received(RtcpCompound compound, long nowNanos) {
        RtpSendStream current = stream;
        current.handleRtcp(compound, nowNanos);
        for (SendStreamEvent event = current.pollEvent();
                event != null;
                event = current.pollEvent()) {
            if (event instanceof SendStreamEvent.KeyFrameRequested) {
                requestKeyFrame();
            }
        }
        if (!rtcpListeners.isEmpty()) {
            deliver(compound);
        }
    }

    /** Requests that the listener has not heard of yet are one. */
    private void requestKeyFrame() {
        if (!keyFrameRequestWaits.compareAndSet(false, true)) {
            return;
        }
        loop.callback(
                () -> {
                    keyFrameRequestWaits.set(false);
                    track.ifPresent(t -> core(t).fireKeyFrameRequest());
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
