package dev.specter.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.examples.Codecs;
import dev.specter.examples.PageCall;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsContext;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One page. Of each kind of media its offer has one m-section for the film and, where it has a
 * camera or a microphone, a second one; what comes on that goes back on it. Thread-safe.
 */
final class Visitor extends PageCall {
    private final Room room;
    private final WebRtc webrtc;
    private final int number;
    private final List<RtcRtpTransceiver> own = new CopyOnWriteArrayList<>();
    private final List<RtcRtpTrack> relayed = new CopyOnWriteArrayList<>();
    private final Recording recording;
    private final Chat chat;

    // Guarded by the room.
    private final Map<Visitor, List<RtcRtpTransceiver>> shown = new HashMap<>();

    Visitor(WsContext page, WebRtc webrtc, Room room, Recordings recordings) {
        super(page, webrtc.newPeerConnection());
        this.webrtc = webrtc;
        this.room = room;
        this.number = room.nextNumber();
        this.recording = new Recording(this, recordings);
        this.chat = new Chat(this, room);
        pc().onDataChannel(chat::join);
        pc().onConnectionStateChange(this::handle);
    }

    /** Counts from 1. */
    int number() {
        return number;
    }

    /** What the visitor sends, to be sent to others; empty without a camera and a microphone. */
    List<RtcRtpTrack> relayed() {
        return relayed;
    }

    /** The transceivers of the visitor's own camera and microphone. */
    List<RtcRtpTransceiver> own() {
        return own;
    }

    Chat chat() {
        return chat;
    }

    @Override
    protected void onOffer(RtcSessionDescription offer) {
        for (RtcMediaKind kind : RtcMediaKind.values()) {
            List<RtcRtpTransceiver> sections =
                    pc().transceivers().stream().filter(t -> t.kind() == kind).toList();
            if (!sections.isEmpty()) {
                RtcRtpCodecCapability codec = Codecs.choose(offer, sections.get(0));
                pc().addTrack(room.film().track(codec));
            }
            if (sections.size() > 1) {
                mirror(sections.get(1), Codecs.choose(offer, sections.get(1)));
            }
        }
    }

    /** What comes on a transceiver goes back on it, and later to other visitors. */
    private void mirror(RtcRtpTransceiver transceiver, RtcRtpCodecCapability codec) {
        Codecs.use(webrtc, transceiver, codec);
        String id = "visitor-" + number;
        RtcRtpTrack track = RtcRtpTrack.create(codec, id + "-" + codec.kind(), id);
        transceiver.receiver().track().forwardTo(track);
        pc().addTrack(track, "mirror");
        own.add(transceiver);
        relayed.add(track);
    }

    private void handle(RtcPeerConnectionState state) {
        if (state == RtcPeerConnectionState.CONNECTED) {
            room.enter(this);
        }
    }

    @Override
    protected void onCommand(JsonNode command) {
        switch (command.asText()) {
            case "record" -> recording.start();
            case "stop" -> recording.stop();
            default -> {} // a page of another version
        }
    }

    /** Begins to show another visitor; the room calls it. */
    void show(Visitor other) {
        List<RtcRtpTransceiver> transceivers = new ArrayList<>();
        for (RtcRtpTrack track : other.relayed()) {
            var send = RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDONLY);
            transceivers.add(
                    pc().addTransceiver(track, send.withStreamIds("visitor-" + other.number())));
        }
        shown.put(other, transceivers);
    }

    /**
     * Ceases to show another visitor; the room calls it. The next one takes over the m-sections.
     */
    void hide(Visitor other) {
        List<RtcRtpTransceiver> transceivers = shown.remove(other);
        if (transceivers != null) {
            transceivers.forEach(RtcRtpTransceiver::stop);
        }
    }

    @Override
    public void close() {
        recording.stop();
        room.leave(this);
        super.close();
    }
}
