package dev.specter.tests.netns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.webrtc.RtcConfiguration;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcIceServer;
import dev.specter.webrtc.RtcIceTransportPolicy;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.RtcSampleTrack;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * One end of a call in a process of its own: orders come as lines of JSON, what happens is printed
 * as lines of JSON. Its counterpart is {@link RemoteEnd}.
 */
final class CallEnd {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MESSAGE_BYTES = 16_384;
    private static final long ENOUGH_BUFFERED_BYTES = 1 << 20;

    private final PrintStream out;
    private final RtcPeerConnection connection;
    private final RtcSampleTrack film = FilmLoop.track();
    private final ExecutorService sender = Executors.newSingleThreadExecutor();
    private final CRC32C sentSum = new CRC32C();
    private final CRC32C receivedSum = new CRC32C();
    private final AtomicLong rtpPackets = new AtomicLong();
    private RtcDataChannel channel;
    private long sentBytes;
    private long receivedBytes;

    private CallEnd(WebRtc webrtc, JsonNode setup, PrintStream out) {
        this.out = out;
        connection = webrtc.newPeerConnection(configuration(setup));
        connection.onIceCandidate(candidate -> print("candidate", parse(candidate.toJson())));
        connection.onIceCandidateError(error -> print("candidateError", text(error)));
        connection.onConnectionStateChange(state -> print("state", text(state)));
        connection.onIceConnectionStateChange(state -> print("ice", text(state)));
        connection.onDataChannel(this::use);
        connection.onTrack(event -> event.track().onRtp(packet -> rtpPackets.incrementAndGet()));
        if (setup.path("offers").asBoolean()) {
            use(connection.createDataChannel("data"));
            connection.addTransceiver(
                    film, RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDONLY));
        }
    }

    /** The setup is the first argument: servers, policy, and whether this end offers. */
    public static void main(String... args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        JsonNode setup = JSON.readTree(args[0]);
        try (WebRtc webrtc = webRtc(setup)) {
            var end = new CallEnd(webrtc, setup, out);
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                end.obey(JSON.readTree(line));
            }
            end.connection.close();
            end.sender.shutdownNow();
        }
        System.exit(0);
    }

    private static WebRtc webRtc(JsonNode setup) throws Exception {
        WebRtc.Builder builder = WebRtc.builder();
        if (setup.has("trust")) {
            try (InputStream pem = Files.newInputStream(Path.of(setup.get("trust").asText()))) {
                var certificate = CertificateFactory.getInstance("X.509").generateCertificate(pem);
                builder.turnCertificates(List.of((X509Certificate) certificate));
            }
        }
        return builder.build();
    }

    private static RtcConfiguration configuration(JsonNode setup) {
        RtcConfiguration.Builder builder = RtcConfiguration.builder();
        for (JsonNode server : setup.path("servers")) {
            var urls = new ArrayList<String>();
            server.path("urls").forEach(url -> urls.add(url.asText()));
            builder.iceServer(
                    server.has("username")
                            ? new RtcIceServer(
                                    urls,
                                    server.path("username").asText(),
                                    server.path("credential").asText())
                            : RtcIceServer.of(urls.toArray(String[]::new)));
        }
        if (setup.path("relayOnly").asBoolean()) {
            builder.iceTransportPolicy(RtcIceTransportPolicy.RELAY);
        }
        return builder.build();
    }

    private void obey(JsonNode order) {
        if (order.has("description")) {
            JsonNode node = order.get("description");
            RtcSessionDescription description = RtcSessionDescription.fromJson(node.toString());
            connection.setRemoteDescription(description).join();
            if (description.type() == RtcSdpType.OFFER) {
                describe(connection.createAnswer());
            }
        } else if (order.has("candidate")) {
            connection
                    .addIceCandidate(
                            RtcIceCandidateInit.fromJson(order.get("candidate").toString()))
                    .join();
        } else {
            switch (order.path("do").asText()) {
                case "offer" -> describe(connection.createOffer());
                case "restart" -> {
                    connection.restartIce();
                    describe(connection.createOffer());
                }
                case "film" -> FilmLoop.start(film);
                case "send" -> sender.execute(() -> send(order.path("bytes").asLong()));
                case "status" -> print("status", status());
                default -> throw new IllegalArgumentException(order.toString());
            }
        }
    }

    /** The description goes out before it is set, and so before the first candidate. */
    private void describe(CompletableFuture<RtcSessionDescription> made) {
        RtcSessionDescription description = made.join();
        print("description", parse(description.toJson()));
        connection.setLocalDescription(description).join();
    }

    private synchronized void use(RtcDataChannel opened) {
        channel = opened;
        opened.onOpen(() -> print("channel", JSON.getNodeFactory().textNode("open")));
        opened.onClose(() -> print("channel", JSON.getNodeFactory().textNode("closed")));
        opened.onMessage(
                message -> {
                    synchronized (this) {
                        receivedBytes += message.data().remaining();
                        receivedSum.update(message.data());
                    }
                });
    }

    private void send(long bytes) {
        byte[] message = new byte[MESSAGE_BYTES];
        try {
            for (long sent = 0; sent < bytes; sent += MESSAGE_BYTES) {
                while (channel.bufferedAmount() > ENOUGH_BUFFERED_BYTES) {
                    Thread.sleep(1);
                }
                message[(int) (sent / MESSAGE_BYTES % MESSAGE_BYTES)]++;
                sentSum.update(message);
                channel.send(message);
                sentBytes += message.length;
            }
            ObjectNode total = JSON.createObjectNode();
            print("sent", total.put("bytes", sentBytes).put("sum", sentSum.getValue()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized ObjectNode status() {
        ObjectNode status = JSON.createObjectNode();
        status.put("receivedBytes", receivedBytes);
        status.put("receivedSum", receivedSum.getValue());
        status.put("rtpPackets", rtpPackets.get());
        status.put("state", connection.connectionState().toString());
        connection
                .sctp()
                .flatMap(sctp -> sctp.transport().iceTransport().selectedCandidatePair())
                .ifPresent(
                        pair -> {
                            status.put("local", pair.local().type().toString());
                            status.put("localProtocol", pair.local().protocol().toString());
                            status.put("localAddress", pair.local().address());
                            status.put("remote", pair.remote().type().toString());
                            status.put("remoteAddress", pair.remote().address());
                        });
        return status;
    }

    private static JsonNode text(Object value) {
        return JSON.getNodeFactory().textNode(value.toString());
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void print(String what, JsonNode value) {
        ObjectNode line = JSON.createObjectNode();
        line.set(what, value);
        out.println(line);
    }
}
