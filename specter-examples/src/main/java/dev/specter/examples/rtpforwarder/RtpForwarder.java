package dev.specter.examples.rtpforwarder;

import dev.specter.examples.Codecs;
import dev.specter.examples.PageCall;
import dev.specter.examples.WebServer;
import dev.specter.rtp.HeaderExtensions;
import dev.specter.webrtc.RtcListenerRegistration;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpReceiver;
import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsContext;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page; sends its camera and microphone as plain RTP to two UDP ports, where ffmpeg can
 * read them, and what comes as plain RTP to two other ports to the page. Thread-safe.
 */
public final class RtpForwarder implements AutoCloseable {
    /** A reader can begin at a key frame only, and cannot ask for one. */
    private static final int KEY_FRAME_SECONDS = 2;

    private final WebRtc webrtc = WebRtc.builder().build();
    private final ScheduledExecutorService keyFrames =
            Executors.newSingleThreadScheduledExecutor(RtpForwarder::newThread);
    private final Ports ports;
    private final UdpSink sink;
    private final Map<RtcMediaKind, RtcRtpTrack> back;
    private final List<UdpSource> sources;
    private final WebServer server;

    private Optional<Call> forwarded = Optional.empty();

    private RtpForwarder(String host, int port, Ports ports) throws IOException {
        this.ports = ports;
        this.sink = new UdpSink();
        this.back =
                Map.of(
                        RtcMediaKind.VIDEO, newTrack(ports.videoCodec()),
                        RtcMediaKind.AUDIO, newTrack(Ports.AUDIO_CODEC));
        this.sources =
                List.of(
                        new UdpSource(ports.videoIn(), back.get(RtcMediaKind.VIDEO)),
                        new UdpSource(ports.audioIn(), back.get(RtcMediaKind.AUDIO)));
        this.server =
                WebServer.start(
                        "rtp-forwarder",
                        host,
                        port,
                        socket -> PageCall.serve(socket, Call::new),
                        routes ->
                                routes.get(
                                        "/stream.sdp",
                                        request ->
                                                request.contentType("application/sdp")
                                                        .result(ports.sdp())));
        var unused =
                keyFrames.scheduleAtFixedRate(
                        this::requestKeyFrame,
                        KEY_FRAME_SECONDS,
                        KEY_FRAME_SECONDS,
                        TimeUnit.SECONDS);
    }

    /**
     * Starts the example.
     *
     * @param host address to listen on
     * @param port port; 0 for any free one
     * @param ports UDP ports and codec
     */
    public static RtpForwarder start(String host, int port, Ports ports) throws IOException {
        return new RtpForwarder(host, port, ports);
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    /** Where plain RTP with video is awaited. */
    public int videoInPort() {
        return sources.get(0).port();
    }

    /** Where plain RTP with audio is awaited. */
    public int audioInPort() {
        return sources.get(1).port();
    }

    @Override
    public void close() {
        keyFrames.shutdownNow();
        server.close();
        webrtc.close();
        sources.forEach(UdpSource::close);
        sink.close();
    }

    private static RtcRtpTrack newTrack(RtcRtpCodecCapability codec) {
        return RtcRtpTrack.create(codec, "back-" + codec.kind(), "back");
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "key-frames");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void requestKeyFrame() {
        forwarded.ifPresent(c -> c.pc().receivers().forEach(RtcRtpReceiver::requestKeyFrame));
    }

    /** The newest page is the one that is forwarded: the ports can tell no more. */
    private synchronized void forward(Call call) {
        forwarded.ifPresent(Call::ceaseToForward);
        forwarded = Optional.of(call);
        call.forward();
    }

    private synchronized void remove(Call call) {
        if (forwarded.equals(Optional.of(call))) {
            forwarded = Optional.empty();
        }
    }

    /** The call of one page. */
    private final class Call extends PageCall {
        private final List<RtcListenerRegistration> forwarding = new ArrayList<>();

        Call(WsContext page) {
            super(page, webrtc.newPeerConnection());
        }

        @Override
        protected void onOffer(RtcSessionDescription offer) {
            for (RtcRtpTransceiver transceiver : pc().transceivers()) {
                RtcRtpTrack track = back.get(transceiver.kind());
                Codecs.use(webrtc, transceiver, track.codec());
                pc().addTrack(track);
            }
            RtpForwarder.this.forward(this);
        }

        void forward() {
            for (RtcRtpReceiver receiver : pc().receivers()) {
                boolean isVideo = receiver.track().kind() == RtcMediaKind.VIDEO;
                int port = isVideo ? ports.videoOut() : ports.audioOut();
                int payloadType = isVideo ? Ports.VIDEO_PAYLOAD_TYPE : Ports.AUDIO_PAYLOAD_TYPE;
                forwarding.add(
                        receiver.track()
                                .onRtp(
                                        packet ->
                                                sink.send(
                                                        packet.withPayloadType(payloadType)
                                                                .withExtensions(
                                                                        HeaderExtensions.EMPTY),
                                                        port)));
            }
        }

        void ceaseToForward() {
            forwarding.forEach(RtcListenerRegistration::close);
        }

        @Override
        public void close() {
            remove(this);
            super.close();
        }
    }
}
