package dev.specter.examples.broadcast;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.examples.Codecs;
import dev.specter.examples.PageCall;
import dev.specter.examples.WebServer;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpReceiver;
import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsContext;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Serves the pages: one publishes, any number watch. The publisher's packets go to all viewers as
 * they are; who comes late has a key frame asked for. Thread-safe.
 */
public final class Broadcast implements AutoCloseable {
    private final WebRtc webrtc = WebRtc.builder().build();
    private final WebServer server;

    private final Set<Call> viewers = new HashSet<>();
    private Optional<Call> publisher = Optional.empty();

    private Broadcast(String host, int port) {
        this.server =
                WebServer.start(
                        "broadcast", host, port, socket -> PageCall.serve(socket, Call::new));
    }

    /** Starts the example on an address and a port (0 for any free one). */
    public static Broadcast start(String host, int port) {
        return new Broadcast(host, port);
    }

    /**
     * Where the page of the viewers is; that of the publisher is {@code publish.html} beside it.
     */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        webrtc.close();
    }

    private synchronized void addViewer(Call viewer) {
        viewers.add(viewer);
        publisher.ifPresent(p -> viewer.watch(p.published));
        tellViewers();
    }

    /** The newest publisher is the one that is watched. */
    private synchronized void publish(Call newPublisher) {
        viewers.forEach(Call::unwatch);
        publisher = Optional.of(newPublisher);
        viewers.forEach(viewer -> viewer.watch(newPublisher.published));
        tellViewers();
    }

    private synchronized void remove(Call call) {
        viewers.remove(call);
        if (publisher.equals(Optional.of(call))) {
            publisher = Optional.empty();
            viewers.forEach(Call::unwatch);
        }
        tellViewers();
    }

    private synchronized void requestKeyFrame() {
        publisher.ifPresent(p -> p.pc().receivers().forEach(RtcRtpReceiver::requestKeyFrame));
    }

    private void tellViewers() {
        var event =
                Call.newEvent().put("viewers", viewers.size()).put("live", !publisher.isEmpty());
        publisher.ifPresent(p -> p.tell(event));
        viewers.forEach(viewer -> viewer.tell(event));
    }

    /** The call of one page, which watches unless it has said that it publishes. */
    private final class Call extends PageCall {
        private volatile boolean publishes;
        private final List<RtcRtpTrack> published = new ArrayList<>();

        Call(WsContext page) {
            super(page, webrtc.newPeerConnection());
            pc().onConnectionStateChange(
                            state -> {
                                if (state == RtcPeerConnectionState.CONNECTED && !publishes) {
                                    requestKeyFrame();
                                }
                            });
        }

        @Override
        protected void onCommand(JsonNode command) {
            publishes = command.asText().equals("publish");
        }

        @Override
        protected void onOffer(RtcSessionDescription offer) {
            if (!publishes) {
                addViewer(this);
                return;
            }
            for (RtcRtpTransceiver transceiver : pc().transceivers()) {
                RtcRtpCodecCapability codec = Codecs.choose(offer, transceiver);
                Codecs.use(webrtc, transceiver, codec);
                RtcRtpTrack track = RtcRtpTrack.create(codec, "live-" + codec.kind(), "live");
                transceiver.receiver().track().forwardTo(track);
                published.add(track);
            }
            publish(this);
        }

        /** Of a viewer: the tracks go into this answer, or into an offer of ours. */
        void watch(List<RtcRtpTrack> tracks) {
            for (RtcRtpTrack track : tracks) {
                pc().transceivers().stream()
                        .filter(transceiver -> transceiver.kind() == track.kind())
                        .findFirst()
                        .ifPresent(transceiver -> show(track, transceiver));
            }
        }

        private void show(RtcRtpTrack track, RtcRtpTransceiver transceiver) {
            transceiver.sender().setStreams(track.streamId());
            transceiver.setDirection(RtcRtpTransceiverDirection.SENDONLY);
            transceiver.sender().replaceTrack(track).exceptionally(this::report);
        }

        /** Of a viewer: there is nothing to see any more; the connection remains. */
        void unwatch() {
            for (RtcRtpTransceiver transceiver : pc().transceivers()) {
                transceiver.setDirection(RtcRtpTransceiverDirection.INACTIVE);
                transceiver.sender().replaceTrack().exceptionally(this::report);
            }
        }

        @Override
        public void close() {
            remove(this);
            super.close();
        }
    }
}
