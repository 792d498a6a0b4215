package dev.specter.examples.gameserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.examples.PageCall;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcDataChannelState;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsContext;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One page and its two channels: {@code events}, on which nothing is lost, and {@code updates},
 * unordered and never sent twice, for what is old after a sixtieth of a second. Thread-safe.
 */
final class Player extends PageCall {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_EVENT_BYTES = 1_000;
    private static final int MAX_NAME_LENGTH = 20;
    private static final int MAX_TEXT_LENGTH = 200;
    private static final int INPUT_BYTES = 5;

    /** Beyond this an update is left out: the next one will do. */
    private static final long MAX_WAITING_UPDATE_BYTES = 2_000;

    /** Who takes events so slowly is shown out. */
    private static final long MAX_WAITING_EVENT_BYTES = 1 << 18;

    private final Arena arena;
    private volatile Optional<RtcDataChannel> updates = Optional.empty();
    private volatile Optional<RtcDataChannel> events = Optional.empty();
    private volatile boolean isGone;

    Player(WsContext page, WebRtc webrtc, Arena arena) {
        super(page, webrtc.newPeerConnection());
        this.arena = arena;
        pc().onDataChannel(this::take);
    }

    @Override
    protected void onOffer(RtcSessionDescription offer) {}

    private void take(RtcDataChannel channel) {
        if (channel.label().equals("updates") && updates.isEmpty()) {
            updates = Optional.of(channel);
            channel.onMessage(this::handleInput);
        } else if (channel.label().equals("events") && events.isEmpty()) {
            events = Optional.of(channel);
            channel.onMessage(this::handleEvent);
            channel.onClose(this::close);
        } else {
            channel.close();
        }
    }

    /** The number of the input, and the keys that are down. */
    private void handleInput(RtcDataChannelMessage message) {
        if (message.size() == INPUT_BYTES) {
            ByteBuffer input = message.data();
            arena.steer(this, input.getInt(), input.get());
        }
    }

    private void handleEvent(RtcDataChannelMessage message) {
        if (message.size() > MAX_EVENT_BYTES) {
            return;
        }
        try {
            JsonNode event = JSON.readTree(message.text());
            if (event.has("join")) {
                arena.join(this, shorten(event.path("join").asText(), MAX_NAME_LENGTH));
            } else if (event.has("say")) {
                arena.say(this, shorten(event.path("say").asText(), MAX_TEXT_LENGTH));
            }
        } catch (JsonProcessingException e) {
            return; // not a page of ours
        }
    }

    private static String shorten(String text, int length) {
        return text.substring(0, Math.min(length, text.length())).strip();
    }

    /** Shows where everything is, unless what was shown before has not left yet. */
    void update(ByteBuffer update) {
        updates.filter(channel -> channel.bufferedAmount() <= MAX_WAITING_UPDATE_BYTES)
                .ifPresent(channel -> send(channel, () -> channel.send(update)));
    }

    /** Tells what has happened. */
    void tellEvent(ObjectNode event) {
        if (events.filter(e -> e.bufferedAmount() > MAX_WAITING_EVENT_BYTES).isPresent()) {
            close();
        } else {
            events.ifPresent(channel -> send(channel, () -> channel.send(event.toString())));
        }
    }

    private void send(RtcDataChannel channel, Runnable sending) {
        if (channel.readyState() == RtcDataChannelState.OPEN) {
            try {
                sending.run();
            } catch (RtcException e) {
                report(e); // it closes at this moment
            }
        }
    }

    /** Whether the page has closed, or lost its connection. */
    boolean isGone() {
        return isGone;
    }

    @Override
    public void close() {
        isGone = true;
        super.close();
        arena.leave(this);
    }
}
