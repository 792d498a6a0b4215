package dev.specter.tests.peers;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another stack's end of a call, which sends every message back: signaling with it, and orders to
 * it. Thread-safe.
 */
final class PeerProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer orders;
    private final RtcPeerConnection connection;
    private final List<String> printed = new ArrayList<>();
    private final List<String> closedLabels = new ArrayList<>();

    private PeerProcess(Process process, RtcPeerConnection connection) {
        this.process = process;
        this.connection = connection;
        orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the peer and joins it with our end: candidates go both ways from now on. */
    static PeerProcess start(List<String> command, RtcPeerConnection connection)
            throws IOException {
        var peer =
                new PeerProcess(
                        new ProcessBuilder(command).redirectErrorStream(true).start(), connection);
        connection.onIceCandidate(candidate -> peer.tell("candidate", candidate.toJson()));
        var reader = new Thread(peer::read, "peer reader");
        reader.setDaemon(true);
        reader.start();
        return peer;
    }

    /** We offer. */
    void offer() {
        describe(connection.createOffer().join());
    }

    /** The peer offers. */
    void offerFromPeer() {
        order("offer", "");
    }

    /** The peer opens a channel. */
    void open(String label) {
        order("open", label);
    }

    /** The peer closes a channel. */
    void closeChannel(String label) {
        order("close", label);
    }

    /** Waits until the peer has seen that many of its channels close. */
    synchronized List<String> awaitClosed(int count) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (closedLabels.size() < count) {
            if (System.nanoTime() > deadlineNanos) {
                fail("closed at the peer: " + closedLabels + "; " + printed);
            }
            wait(200);
        }
        return List.copyOf(closedLabels);
    }

    /** The last lines that the peer printed. */
    synchronized String story() {
        return String.join("\n", printed.subList(Math.max(0, printed.size() - 20), printed.size()));
    }

    private void describe(RtcSessionDescription description) {
        tell("description", description.toJson()); // before the first candidate
        connection.setLocalDescription(description).join();
    }

    private void order(String what, String label) {
        ObjectNode order = JSON.createObjectNode().put("do", what).put("label", label);
        write(order.toString());
    }

    private void tell(String name, String json) {
        write("{\"" + name + "\":" + json + "}");
    }

    private synchronized void write(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException e) {
            printed.add("order " + line + ": " + e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (this) {
                    printed.add(line);
                }
                if (line.startsWith("{")) {
                    handle(JSON.readTree(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(JsonNode message) {
        if (message.has("description")) {
            RtcSessionDescription description =
                    RtcSessionDescription.fromJson(message.get("description").toString());
            connection.setRemoteDescription(description).join();
            if (description.type() == RtcSdpType.OFFER) {
                describe(connection.createAnswer().join());
            }
        } else if (message.has("candidate")) {
            var unused =
                    connection.addIceCandidate(
                            RtcIceCandidateInit.fromJson(message.get("candidate").toString()));
        } else if (message.has("closed")) {
            synchronized (this) {
                closedLabels.add(message.get("closed").asText());
                notifyAll();
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
