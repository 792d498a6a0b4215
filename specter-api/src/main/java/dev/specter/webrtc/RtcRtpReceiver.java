package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpReceiveStream;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.ReceiveParameters;
import dev.specter.webrtc.negotiation.Transceiver;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Receives one track (webrtc-pc, section 5.3). Thread-safe. */
public final class RtcRtpReceiver {
    private static final Duration MAX_TARGET = Duration.ofSeconds(4);

    private final ConnectionLoop loop;
    private final InstantSource clock;
    private final Transceiver model;
    private final RtcRemoteTrack track;
    private volatile RtcRtpReceiveParameters parameters = parameters(ReceiveParameters.NONE);
    private volatile Optional<RtcDtlsTransport> transport = Optional.empty();

    private volatile Optional<Duration> jitterBufferTarget = Optional.empty();

    private volatile List<RtcRemoteTrack> layerTracks = List.of();

    // Loop-confined.
    private MediaSession session;
    private HeaderExtensionMap extensions = HeaderExtensionMap.EMPTY;
    private List<ReceiveLayer> layers;
    private final RecentSources sources = new RecentSources();

    RtcRtpReceiver(
            ConnectionLoop loop, InstantSource clock, Transceiver model, RtcRemoteTrack track) {
        this.loop = loop;
        this.clock = clock;
        this.model = model;
        this.track = track;
        this.layers = List.of(new ReceiveLayer(track, maxWait()));
    }

    boolean isOf(ConnectionLoop other) {
        return loop == other;
    }

    /** The track, muted until packets come. Of simulcast it is the first of {@link #layers()}. */
    public RtcRemoteTrack track() {
        return track;
    }

    /**
     * The simulcast layers that the peer sends, in its order, each as a track with its {@link
     * RtcRemoteTrack#rid()}; empty where it sends the track but once. Known when the track event
     * fires.
     *
     * <p>Deviates from RFC 9429, section 3.7, which receives no simulcast: servers do.
     */
    public List<RtcRemoteTrack> layers() {
        return layerTracks;
    }

    /** What is negotiated. */
    public RtcRtpReceiveParameters parameters() {
        return parameters;
    }

    /** The transport that the media comes over, once negotiated. */
    public Optional<RtcDtlsTransport> transport() {
        return transport;
    }

    /** The mixed-in sources of the last ten seconds, the latest first (section 5.3.4). */
    public List<RtcRtpSource> contributingSources() {
        return loop.call(() -> sources.contributing(clock.instant()));
    }

    /** The streams of the last ten seconds, the latest first (section 5.3.5). */
    public List<RtcRtpSource> synchronizationSources() {
        return loop.call(() -> sources.synchronization(clock.instant()));
    }

    /** What {@link #setJitterBufferTarget(Duration)} was given last; empty before. */
    public Optional<Duration> jitterBufferTarget() {
        return jitterBufferTarget;
    }

    /**
     * Says how long samples ({@link RtcRemoteTrack#onSample}) may be held up for a packet that is
     * missing (section 5.3, jitterBufferTarget): more gives retransmissions time, less costs
     * frames. Nothing is held up while nothing is missing. The default is 500 ms. Counts from the
     * next packet on, for all {@link #layers()}.
     *
     * @param target 0 to 4 s
     * @throws RtcException RangeError for others
     */
    public void setJitterBufferTarget(Duration target) {
        if (target.isNegative() || target.compareTo(MAX_TARGET) > 0) {
            throw new RtcException(
                    RtcErrorName.RANGE_ERROR, "jitterBufferTarget is not 0 to 4 s: " + target);
        }
        setJitterBufferTarget(Optional.of(target));
    }

    /** Goes back to the default: W3C's {@code jitterBufferTarget = null}. */
    public void setJitterBufferTarget() {
        setJitterBufferTarget(Optional.empty());
    }

    private void setJitterBufferTarget(Optional<Duration> target) {
        jitterBufferTarget = target;
        loop.execute(() -> layers.forEach(l -> l.maxWait(maxWait())));
    }

    private Duration maxWait() {
        return jitterBufferTarget.orElse(RtpReceiveStream.DEFAULT_MAX_WAIT);
    }

    /** Asks the peer for a key frame, for each stream of the track; ignored before there is one. */
    public void requestKeyFrame() {
        loop.execute(() -> layers.forEach(ReceiveLayer::requestKeyFrame));
    }

    Transceiver model() {
        return model;
    }

    Optional<MediaSession> session() {
        return Optional.ofNullable(session);
    }

    /** On the loop: the layer of a name; without simulcast the track, whatever the name. */
    Optional<ReceiveLayer> layer(String rid) {
        if (layerTracks.isEmpty()) {
            return Optional.of(layers.get(0));
        }
        return layers.stream().filter(l -> l.rid().equals(rid)).findFirst();
    }

    /** On the loop: whether a layer is one of its own still. */
    boolean has(ReceiveLayer layer) {
        return layers.contains(layer);
    }

    /** On the loop, in a task: takes over what negotiation settled. */
    void update(MediaSession newSession, Optional<RtcDtlsTransport> newTransport) {
        session = newSession;
        transport = newTransport;
        extensions = StreamInfos.extensions(model.receiveParameters().headerExtensions());
        parameters = parameters(model.receiveParameters());
        List<String> before = layers.stream().map(ReceiveLayer::rid).toList();
        List<String> rids = model.remoteRids().isEmpty() ? List.of("") : model.remoteRids();
        if (!before.equals(rids)) {
            updateLayers(rids);
        }
        layers.forEach(l -> l.session(newSession));
    }

    private static RtcRtpReceiveParameters parameters(ReceiveParameters negotiated) {
        return new RtcRtpReceiveParameters(
                negotiated.codecs().stream().map(NegotiatedCodec::parameters).toList(),
                negotiated.headerExtensions(),
                new RtcRtcpParameters(Optional.empty(), negotiated.reducedSizeRtcp()));
    }

    /** A layer stays what it is while its name stays; the track is one of them always. */
    private void updateLayers(List<String> rids) {
        List<ReceiveLayer> before = layers;
        ReceiveLayer main =
                before.stream().filter(l -> l.track() == track).findFirst().orElseThrow();
        boolean mainStays = rids.contains(main.rid());
        var changed = new ArrayList<ReceiveLayer>();
        for (String rid : rids) {
            ReceiveLayer layer =
                    before.stream()
                            .filter(l -> l.rid().equals(rid))
                            .findFirst()
                            .orElseGet(
                                    () ->
                                            mainStays || changed.contains(main)
                                                    ? new ReceiveLayer(
                                                            new RtcRemoteTrack(
                                                                    loop, track.kind(), track.id()),
                                                            maxWait())
                                                    : main);
            layer.rid(rid);
            changed.add(layer);
        }
        if (!changed.contains(main)) {
            main.rid(rids.get(0));
            end(changed.set(0, main));
        }
        before.stream().filter(l -> !changed.contains(l)).forEach(this::end);
        layers = List.copyOf(changed);
        layerTracks =
                model.remoteRids().isEmpty()
                        ? List.of()
                        : changed.stream().map(ReceiveLayer::track).toList();
    }

    private void end(ReceiveLayer layer) {
        loop.task(layer.track()::end);
    }

    /** On the loop. */
    void received(ReceiveLayer layer, RtpPacket packet, long nowNanos) {
        sources.packet(packet, extensions, clock.instant());
        layer.received(packet, extensions, parameters.codecs(), nowNanos);
    }

    /** On the loop, in a task. */
    void mute(Effects effects) {
        layers.forEach(l -> l.track().mute(effects));
    }

    /** On the loop, in a task. */
    void end(Effects effects) {
        layers.forEach(l -> l.track().end(effects));
    }

    /** On the loop: the connection closes. */
    void endSilently() {
        layers.forEach(l -> l.track().endSilently());
    }

    void handleTimeout(long nowNanos) {
        layers.forEach(l -> l.handleTimeout(nowNanos));
    }

    long nextTimeoutNanos() {
        long next = Long.MAX_VALUE;
        for (ReceiveLayer layer : layers) {
            next = Math.min(next, layer.nextTimeoutNanos());
        }
        return next;
    }
}
