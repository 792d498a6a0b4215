package dev.specter.examples.demo;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcDataChannelState;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A visitor's data channel: Java answers what is said there, and the other visitors read it too.
 * Thread-safe.
 */
final class Chat {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TEXT_LENGTH = 2_000;

    /** Beyond this a visitor who does not read is not written to. */
    private static final int MAX_BUFFERED_BYTES = 1 << 20;

    private final Visitor visitor;
    private final Room room;
    private final List<RtcDataChannel> channels = new CopyOnWriteArrayList<>();

    Chat(Visitor visitor, Room room) {
        this.visitor = visitor;
        this.room = room;
    }

    /** The page has opened a channel. */
    void join(RtcDataChannel channel) {
        channels.add(channel);
        channel.onClose(() -> channels.remove(channel));
        channel.onMessage(this::handle);
        say("Java", "Hello, visitor " + visitor.number() + ". Say something; try \"help\".");
    }

    private void handle(RtcDataChannelMessage message) {
        if (message.isText() && message.text().length() <= MAX_TEXT_LENGTH) {
            String text = message.text().strip();
            room.forOthers(visitor, other -> other.chat().say("Visitor " + visitor.number(), text));
            say("Java", answer(text));
        }
    }

    private void say(String from, String text) {
        String json = JSON.createObjectNode().put("from", from).put("text", text).toString();
        for (RtcDataChannel channel : channels) {
            if (channel.readyState() == RtcDataChannelState.OPEN
                    && channel.bufferedAmount() < MAX_BUFFERED_BYTES) {
                channel.send(json);
            }
        }
    }

    private String answer(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "help" -> "I know: help, time, java, who. Everything else I say back.";
            case "time" ->
                    "It is "
                            + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
                            + " here.";
            case "java" -> "Java " + Runtime.version() + " on " + System.getProperty("os.name");
            case "who" -> room.size() == 1 ? "Just you." : "There are " + room.size() + " of you.";
            default -> "You said: " + text;
        };
    }
}
