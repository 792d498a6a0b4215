package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The statistics that webrtc-pc, section 8.6, wants, by type and member, in JSON as in a page. */
@Timeout(60)
class MandatoryStatsIT {
    private static final String RTP = "ssrc kind transportId codecId ";

    /** What webrtc-pc lists, without what {@link #NOT_KNOWN} has. */
    private static final Map<String, String> MANDATORY =
            Map.ofEntries(
                    Map.entry("codec", "payloadType mimeType clockRate channels sdpFmtpLine"),
                    Map.entry(
                            "inbound-rtp",
                            RTP
                                    + "packetsReceived packetsLost jitter trackIdentifier remoteId"
                                    + " nackCount framesReceived bytesReceived"),
                    Map.entry(
                            "outbound-rtp",
                            RTP + "packetsSent bytesSent remoteId nackCount framesSent"),
                    Map.entry(
                            "remote-inbound-rtp",
                            RTP + "packetsReceived packetsLost jitter localId roundTripTime"),
                    Map.entry(
                            "remote-outbound-rtp",
                            RTP + "packetsSent bytesSent localId remoteTimestamp"),
                    Map.entry("media-source", "trackIdentifier kind"),
                    Map.entry("peer-connection", "dataChannelsOpened dataChannelsClosed"),
                    Map.entry(
                            "data-channel",
                            "label protocol dataChannelIdentifier state messagesSent bytesSent"
                                    + " messagesReceived bytesReceived"),
                    Map.entry(
                            "transport",
                            "bytesSent bytesReceived selectedCandidatePairId localCertificateId"
                                    + " remoteCertificateId"),
                    Map.entry(
                            "candidate-pair",
                            "transportId localCandidateId remoteCandidateId state nominated"
                                    + " bytesSent bytesReceived totalRoundTripTime"
                                    + " responsesReceived currentRoundTripTime"),
                    Map.entry("local-candidate", "address port protocol candidateType"),
                    Map.entry("remote-candidate", "address port protocol candidateType"),
                    Map.entry("certificate", "fingerprint fingerprintAlgorithm base64Certificate"));

    /** What only a decoder, an encoder, a microphone or a camera can count. */
    private static final Set<String> NOT_KNOWN =
            Set.of(
                    "framesDecoded",
                    "framesDropped",
                    "framesEncoded",
                    "packetsDiscarded",
                    "totalAudioEnergy",
                    "totalSamplesDuration",
                    "width",
                    "height",
                    "framesPerSecond");

    @Test
    void everyTypeHasItsMembers() throws Exception {
        try (var pair = new Connected()) {
            RtcSampleTrack a = track();
            RtcSampleTrack b = track();
            pair.a.addTrack(a);
            pair.b.addTrack(b);
            pair.openChannel(RtcDataChannelInit.defaults());
            pair.tracksOfB.poll(Connected.SECONDS, TimeUnit.SECONDS).track().onSample(s -> {});
            pair.a.receivers().get(0).track().onSample(s -> {});
            Map<String, Set<String>> missing = missing(pair.a);
            for (int i = 0;
                    i < 1_500 && !missing.isEmpty();
                    i++) { // reports of the peer take their time
                for (RtcSampleTrack each : List.of(a, b)) {
                    each.writeSample(
                            MediaSample.of(ByteBuffer.wrap(new byte[50]), Duration.ofMillis(20)));
                }
                TimeUnit.MILLISECONDS.sleep(20);
                missing = missing(pair.a);
            }
            assertEquals(Map.of(), missing);
            assertValid(json(pair.a));
        }
    }

    private static RtcSampleTrack track() {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "voice", "s");
    }

    private static JsonNode json(RtcPeerConnection pc) throws Exception {
        return new ObjectMapper().readTree(pc.getStats().join().toJson());
    }

    /** The members that no object of their type has. */
    private static Map<String, Set<String>> missing(RtcPeerConnection pc) throws Exception {
        var missing = new HashMap<String, Set<String>>();
        MANDATORY.forEach(
                (type, names) -> missing.put(type, new TreeSet<>(List.of(names.split(" ")))));
        for (JsonNode object : json(pc)) {
            Set<String> names = missing.getOrDefault(object.get("type").asText(), new TreeSet<>());
            object.fieldNames().forEachRemaining(names::remove);
        }
        missing.values().removeIf(Set::isEmpty);
        return missing;
    }

    /** Every object has its id, type and time; each reference leads to an object of its type. */
    private static void assertValid(JsonNode report) {
        Map<String, String> targets =
                Map.of(
                        "transportId", "transport",
                        "codecId", "codec",
                        "localCandidateId", "local-candidate",
                        "remoteCandidateId", "remote-candidate",
                        "selectedCandidatePairId", "candidate-pair",
                        "localCertificateId", "certificate",
                        "remoteCertificateId", "certificate",
                        "mediaSourceId", "media-source");
        for (Map.Entry<String, JsonNode> entry : report.properties()) {
            JsonNode object = entry.getValue();
            assertEquals(entry.getKey(), object.get("id").asText());
            assertTrue(object.get("timestamp").isNumber());
            targets.forEach(
                    (member, type) -> {
                        if (object.has(member)) {
                            JsonNode target = report.get(object.get(member).asText());
                            assertEquals(type, target.get("type").asText(), object.toString());
                        }
                    });
            NOT_KNOWN.forEach(name -> assertTrue(!object.has(name), () -> name + " is known"));
        }
    }
}
