package dev.specter.webrtc;

import dev.specter.common.SerialNumbers;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpReceiveStream;
import dev.specter.rtp.codec.Depacketizer;
import dev.specter.rtp.codec.EncodedFrame;
import dev.specter.rtp.codec.PayloadFormats;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns the packets of a remote track into samples. A new SSRC or codec begins anew, with a key
 * frame. Loop-confined.
 */
final class SampleStream {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final RtcRemoteTrack track;
    private final Runnable requestKeyFrame;
    private Duration maxWait;
    private RtpReceiveStream stream;
    private RtcRtpCodecParameters codec;
    private long ssrc = -1;
    private OptionalLong firstTimestamp = OptionalLong.empty();
    private long lastTimestamp;
    private long offsetNanos;
    private long lastNanos;
    private long frames;

    SampleStream(RtcRemoteTrack track, Runnable requestKeyFrame, Duration maxWait) {
        this.track = track;
        this.requestKeyFrame = requestKeyFrame;
        this.maxWait = maxWait;
    }

    /** Changes how long a missing packet is waited for. */
    void maxWait(Duration value) {
        maxWait = value;
        if (stream != null) {
            stream.maxWait(value);
        }
    }

    /** Frames delivered. */
    long frames() {
        return frames;
    }

    void handlePacket(RtpPacket packet, RtcRtpCodecParameters packetCodec, long nowNanos) {
        if (packet.ssrc() != ssrc || !packetCodec.equals(codec)) {
            begin(packet.ssrc(), packetCodec);
        }
        if (stream != null) {
            stream.handlePacket(packet, nowNanos);
            deliver();
        }
    }

    private void begin(long newSsrc, RtcRtpCodecParameters newCodec) {
        Optional<Depacketizer> depacketizer = PayloadFormats.depacketizer(newCodec.mimeType());
        stream =
                depacketizer
                        .map(
                                d ->
                                        new RtpReceiveStream(
                                                d, track.kind() == RtcMediaKind.VIDEO, maxWait))
                        .orElse(null);
        ssrc = newSsrc;
        codec = newCodec;
        firstTimestamp = OptionalLong.empty();
        offsetNanos = lastNanos;
        if (track.kind() == RtcMediaKind.VIDEO) {
            requestKeyFrame.run();
        }
    }

    void handleTimeout(long nowNanos) {
        if (stream != null) {
            stream.handleTimeout(nowNanos);
            deliver();
        }
    }

    long nextTimeoutNanos() {
        return stream == null ? Long.MAX_VALUE : stream.nextTimeoutNanos();
    }

    private void deliver() {
        for (EncodedFrame frame = stream.pollFrame(); frame != null; frame = stream.pollFrame()) {
            frames++;
            track.sampleReceived(
                    new RtcRemoteSample(
                            frame.data(),
                            frame.rtpTimestamp(),
                            Duration.ofNanos(nanosOf(frame.rtpTimestamp())),
                            frame.isKeyFrame()));
        }
        if (stream.pollKeyFrameRequest()) {
            requestKeyFrame.run();
        }
    }

    /** Time since the first sample; where the stream begins anew, it goes on at the last one. */
    private long nanosOf(long rtpTimestamp) {
        if (firstTimestamp.isEmpty()) {
            firstTimestamp = OptionalLong.of(rtpTimestamp);
            lastTimestamp = rtpTimestamp;
        }
        lastTimestamp = SerialNumbers.unwrap32(rtpTimestamp, lastTimestamp);
        long ticks = Math.max(0, lastTimestamp - firstTimestamp.getAsLong());
        long clockRateHz = codec.clockRateHz();
        long nanos =
                ticks / clockRateHz * NANOS_PER_SECOND
                        + ticks % clockRateHz * NANOS_PER_SECOND / clockRateHz;
        lastNanos = Math.max(lastNanos, offsetNanos + nanos);
        return offsetNanos + nanos;
    }
}
