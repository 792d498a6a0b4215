package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a receiver receives under one name: the whole track, or one simulcast layer. Loop-confined.
 */
final class ReceiveLayer implements RtcRemoteTrack.Source {
    private final RtcRemoteTrack track;
    private MediaSession session;
    private SampleStream samples;
    private String rid = "";
    private Duration maxWait;

    ReceiveLayer(RtcRemoteTrack track, Duration maxWait) {
        this.track = track;
        this.maxWait = maxWait;
        track.source(this);
    }

    RtcRemoteTrack track() {
        return track;
    }

    /** Its name; empty for the whole track. */
    String rid() {
        return rid;
    }

    void rid(String value) {
        rid = value;
        track.rid(value);
    }

    void session(MediaSession value) {
        session = value;
    }

    /** Changes how long a missing packet is waited for. */
    void maxWait(Duration value) {
        maxWait = value;
        if (samples != null) {
            samples.maxWait(value);
        }
    }

    @Override
    public void wantSamples() {
        if (samples == null) {
            samples = new SampleStream(track, this::requestKeyFrame, maxWait);
        }
    }

    @Override
    public void requestKeyFrame() {
        if (session != null) {
            session.requestKeyFrame(this);
        }
    }

    void received(
            RtpPacket packet,
            HeaderExtensionMap extensions,
            List<RtcRtpCodecParameters> codecs,
            long nowNanos) {
        for (RtcRtpCodecParameters codec : codecs) {
            if (codec.payloadType() == packet.payloadType()) {
                // First: who gets the first sample may ask the track for its codec.
                track.received(packet, extensions, Optional.of(codec));
                if (samples != null) {
                    samples.handlePacket(packet, codec, nowNanos);
                }
                return;
            }
        }
        track.received(packet, extensions, Optional.empty());
    }

    /** Frames put together, where somebody wants them. */
    OptionalLong frames() {
        return samples == null ? OptionalLong.empty() : OptionalLong.of(samples.frames());
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
