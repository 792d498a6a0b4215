package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.Transceiver;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Receives one track (webrtc-pc, section 5.3). Thread-safe. */
public final class RtcRtpReceiver {
    private final ConnectionLoop loop;
    private final InstantSource clock;
    private final Transceiver model;
    private final RtcRemoteTrack track;
    private volatile RtcRtpReceiveParameters parameters =
            new RtcRtpReceiveParameters(List.of(), List.of());
    private volatile Optional<RtcDtlsTransport> transport = Optional.empty();

    // Loop-confined.
    private MediaSession session;
    private HeaderExtensionMap extensions = HeaderExtensionMap.EMPTY;
    private SampleStream samples;
    private final RecentSources sources = new RecentSources();

    RtcRtpReceiver(
            ConnectionLoop loop, InstantSource clock, Transceiver model, RtcRemoteTrack track) {
        this.loop = loop;
        this.clock = clock;
        this.model = model;
        this.track = track;
        track.source(new TrackSource());
    }

    private final class TrackSource implements RtcRemoteTrack.Source {
        @Override
        public void wantSamples() {
            if (samples == null) {
                samples = new SampleStream(track, this::requestKeyFrame);
            }
        }

        @Override
        public void requestKeyFrame() {
            if (session != null) {
                session.requestKeyFrame(RtcRtpReceiver.this);
            }
        }
    }

    /** The track, muted until packets come. */
    public RtcRemoteTrack track() {
        return track;
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

    /** Asks the peer for a key frame, for each stream of the track; ignored before there is one. */
    public void requestKeyFrame() {
        loop.execute(
                () -> {
                    if (session != null) {
                        session.requestKeyFrame(this);
                    }
                });
    }

    Transceiver model() {
        return model;
    }

    Optional<MediaSession> session() {
        return Optional.ofNullable(session);
    }

    /** On the loop, in a task: takes over what negotiation settled. */
    void update(MediaSession newSession, Optional<RtcDtlsTransport> newTransport) {
        session = newSession;
        transport = newTransport;
        extensions = StreamInfos.extensions(model.receiveParameters().headerExtensions());
        parameters =
                new RtcRtpReceiveParameters(
                        model.receiveParameters().codecs().stream()
                                .map(NegotiatedCodec::parameters)
                                .toList(),
                        model.receiveParameters().headerExtensions());
    }

    /** On the loop. */
    void received(RtpPacket packet, long nowNanos) {
        sources.packet(packet, extensions, clock.instant());
        for (RtcRtpCodecParameters codec : parameters.codecs()) {
            if (codec.payloadType() == packet.payloadType()) {
                // First: who gets the first sample may ask the track for its codec.
                track.received(packet, extensions, Optional.of(codec), Optional.empty());
                if (samples != null) {
                    samples.handlePacket(packet, codec, nowNanos);
                }
                return;
            }
        }
        track.received(packet, extensions, Optional.empty(), Optional.empty());
    }

    /** On the loop: the peer has said goodbye for the stream. */
    void goodbye() {
        loop.task(track::mute);
    }

    void handleTimeout(long nowNanos) {
        if (samples != null) {
            samples.handleTimeout(nowNanos);
        }
    }

    long nextTimeoutNanos() {
        return samples == null ? Long.MAX_VALUE : samples.nextTimeoutNanos();
    }
}
