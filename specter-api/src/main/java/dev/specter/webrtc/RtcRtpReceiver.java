package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.Transceiver;

import java.util.List;
import java.util.Optional;

/** Receives one track (webrtc-pc, section 5.3). Thread-safe. */
public final class RtcRtpReceiver {
    private final ConnectionLoop loop;
    private final Transceiver model;
    private final RtcRemoteTrack track;
    private volatile RtcRtpReceiveParameters parameters =
            new RtcRtpReceiveParameters(List.of(), List.of());
    private volatile Optional<RtcDtlsTransport> transport = Optional.empty();

    // Loop-confined.
    private MediaSession session;

    RtcRtpReceiver(ConnectionLoop loop, Transceiver model, RtcRemoteTrack track) {
        this.loop = loop;
        this.model = model;
        this.track = track;
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
        parameters =
                new RtcRtpReceiveParameters(
                        model.receiveParameters().codecs().stream()
                                .map(NegotiatedCodec::parameters)
                                .toList(),
                        model.receiveParameters().headerExtensions());
    }

    /** On the loop. */
    void received(RtpPacket packet) {
        for (RtcRtpCodecParameters codec : parameters.codecs()) {
            if (codec.payloadType() == packet.payloadType()) {
                track.received(packet, Optional.of(codec), Optional.empty());
                return;
            }
        }
        track.received(packet, Optional.empty(), Optional.empty());
    }
}
