package dev.specter.examples.filetransfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcDataChannelState;
import dev.specter.webrtc.RtcException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One file on a data channel of its own. The page speaks first: it asks for a file, {@code get}, or
 * offers one. Then the same goes either way:
 *
 * <ol>
 *   <li>sender: {@code name} and {@code size};
 *   <li>receiver: {@code have}, how many bytes it has from before, and their {@code sha256};
 *   <li>sender: {@code from}, which is what the receiver has if those bytes are the file's, else 0;
 *       then the bytes from there in binary messages, then the {@code sha256} of the whole file;
 *   <li>receiver: {@code done}, if it has computed the same; it closes the channel.
 * </ol>
 *
 * <p>An {@code error} of either side ends the transfer. Thread-safe: works in the callbacks of its
 * connection, and may be closed by others.
 */
final class Transfer implements AutoCloseable {
    /** One of the two ends. */
    interface Role extends AutoCloseable {
        /** Takes a text message. */
        void handle(JsonNode message) throws IOException, RefusedException;

        /** Takes bytes of the file. */
        void handle(ByteBuffer bytes) throws IOException, RefusedException;

        @Override
        void close() throws IOException;
    }

    /** What a role does when its time has come. */
    interface Step {
        /** Does it. */
        void run() throws IOException, RefusedException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TEXT_BYTES = 2_000;

    private final RtcDataChannel channel;
    private final Folder folder;
    private final Runnable onReceived;
    private Optional<Role> role = Optional.empty();
    private boolean isClosed;

    /** Begins to wait for what the page wants; {@code onReceived} is called after a file came. */
    Transfer(RtcDataChannel channel, Folder folder, Runnable onReceived) {
        this.channel = channel;
        this.folder = folder;
        this.onReceived = onReceived;
    }

    /**
     * Takes a message. While it works, which may include the disk's waiting time, no further
     * messages are taken, and the page that sends too fast is slowed.
     */
    void handle(RtcDataChannelMessage message) {
        guard(
                () -> {
                    if (!message.isText()) {
                        begun().handle(message.data());
                    } else if (role.isEmpty()) {
                        begin(parse(message));
                    } else {
                        begun().handle(parse(message));
                    }
                });
    }

    /** Runs a step as soon as the channel can take a message. */
    void whenSendable(long markBytes, Step step) {
        channel.whenSendable(markBytes, () -> guard(step));
    }

    void send(ObjectNode message) {
        channel.send(message.toString());
    }

    void send(ByteBuffer bytes) {
        channel.send(bytes);
    }

    /** A message to fill in. */
    static ObjectNode newMessage() {
        return JSON.createObjectNode();
    }

    /** The file has come. */
    void received() {
        send(newMessage().put("done", true));
        close();
        onReceived.run();
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        channel.close();
        if (role.isPresent()) {
            try {
                role.get().close();
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }

    private void begin(JsonNode message) throws IOException, RefusedException {
        if (message.has("get")) {
            var sender = new Outgoing(this, folder.existing(message.path("get").asText()));
            role = Optional.of(sender);
            sender.begin();
        } else {
            var receiver = new Incoming(this, folder, message.path("name").asText());
            role = Optional.of(receiver);
            receiver.begin(message.path("size").asLong(-1));
        }
    }

    private Role begun() throws RefusedException {
        return role.orElseThrow(() -> new RefusedException("bytes of what?"));
    }

    private static JsonNode parse(RtcDataChannelMessage message) throws RefusedException {
        if (message.size() > MAX_TEXT_BYTES) {
            throw new RefusedException("too long a message");
        }
        try {
            JsonNode json = JSON.readTree(message.text());
            if (json.has("error")) {
                throw new RefusedException("the page gave up: " + json.path("error").asText());
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new RefusedException("not JSON");
        }
    }

    private synchronized void guard(Step step) {
        if (isClosed) {
            return;
        }
        try {
            step.run();
        } catch (RefusedException e) {
            fail(e.getMessage());
        } catch (IOException e) { // may name paths
            System.err.println(e);
            fail("the file cannot be read or written");
        } catch (RtcException e) {
            close(); // the channel has closed meanwhile
        }
    }

    /** Tells the page why, and ends. */
    void fail(String why) {
        if (channel.readyState() == RtcDataChannelState.OPEN) {
            channel.send(newMessage().put("error", why).toString());
        }
        close();
    }
}
