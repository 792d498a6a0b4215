package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** getStats and the stats selection algorithm (webrtc-pc, chapter 8), by their steps. */
@Timeout(60)
class GetStatsStepsIT {
    private static final RtcSampleTrack VOICE = track("audio/opus", "voice");
    private static final RtcSampleTrack PICTURE = track("video/VP8", "picture");
    private static Connected pair;
    private static RtcRtpSender voice;
    private static RtcRemoteTrack heard;

    private static RtcSampleTrack track(String mimeType, String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of(mimeType), id, "stream");
    }

    private static void write(RtcSampleTrack track) {
        track.writeSample(MediaSample.of(ByteBuffer.wrap(new byte[50]), Duration.ofMillis(20)));
    }

    /** Audio, video and data from a to b, and reports of the audio at both ends. */
    @BeforeAll
    static void connect() throws InterruptedException {
        pair = new Connected();
        voice = pair.a.addTrack(VOICE);
        pair.a.addTrack(PICTURE);
        pair.openChannel(RtcDataChannelInit.defaults());
        heard = pair.tracksOfB.poll(Connected.SECONDS, TimeUnit.SECONDS).track();
        while (!isReported()) {
            write(VOICE);
            write(PICTURE);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static boolean isReported() {
        return !pair.a.getStats(voice).join().all(RtcStats.RemoteInboundRtp.class).isEmpty()
                && !pair.b.getStats(heard).join().all(RtcStats.RemoteOutboundRtp.class).isEmpty();
    }

    @AfterAll
    static void close() {
        pair.close();
    }

    private static Set<String> types(RtcStatsReport report) {
        return report.byId().values().stream()
                .map(RtcStats::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test // getStats, step 4, first part: none has it
    void getStatsStep4RefusesATrackThatNobodyHas() {
        Events.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR, pair.a.getStats(track("audio/opus", "voice")));
        Events.assertFails(RtcErrorName.INVALID_ACCESS_ERROR, pair.a.getStats(heard));
        Events.assertFails(RtcErrorName.INVALID_ACCESS_ERROR, pair.b.getStats(VOICE));
        Events.assertFails(RtcErrorName.INVALID_ACCESS_ERROR, pair.b.getStats(voice));
    }

    @Test // getStats, step 4, second part
    void getStatsStep4RefusesATrackThatTwoSendersHave() throws Exception {
        try (var other = new Connected()) {
            other.a.addTrack(VOICE);
            other.a.getStats(VOICE).join();
            RtcRtpSender second = other.a.addTransceiver(RtcMediaKind.AUDIO).sender();
            second.replaceTrack(VOICE).join();
            Events.assertFails(RtcErrorName.INVALID_ACCESS_ERROR, other.a.getStats(VOICE));
            second.replaceTrack().join();
            other.a.getStats(VOICE).join();
        }
    }

    @Test
    void selectionStep2GathersForTheWholeConnection() {
        assertTrue(
                types(pair.a.getStats().join())
                        .containsAll(
                                Set.of(
                                        "candidate-pair",
                                        "certificate",
                                        "codec",
                                        "data-channel",
                                        "local-candidate",
                                        "media-source",
                                        "outbound-rtp",
                                        "peer-connection",
                                        "remote-candidate",
                                        "remote-inbound-rtp",
                                        "transport")));
    }

    @Test
    void selectionStep3TakesWhatASenderSendsAndWhatThatRefersTo() throws Exception {
        RtcStatsReport report = pair.a.getStats(VOICE).join();
        assertEquals(
                Set.of(
                        "candidate-pair",
                        "certificate",
                        "codec",
                        "local-candidate",
                        "media-source",
                        "outbound-rtp",
                        "remote-candidate",
                        "remote-inbound-rtp",
                        "transport"),
                types(report));
        List<RtcStats.OutboundRtp> streams = report.all(RtcStats.OutboundRtp.class);
        assertEquals(List.of(voice.ssrc()), outbound(report));
        assertEquals(1, report.all(RtcStats.Codec.class).size());
        assertEquals("voice", report.all(RtcStats.MediaSource.class).get(0).trackIdentifier());
        assertEquals(report.byId().keySet(), reachable(report, streams.get(0).id()));
        assertEquals(report.byId().keySet(), pair.a.getStats(voice).join().byId().keySet());
    }

    @Test
    void selectionStep4TakesWhatAReceiverReceivesAndWhatThatRefersTo() throws Exception {
        RtcStatsReport report = pair.b.getStats(heard).join();
        assertEquals(
                Set.of(
                        "candidate-pair",
                        "certificate",
                        "codec",
                        "inbound-rtp",
                        "local-candidate",
                        "remote-candidate",
                        "remote-outbound-rtp",
                        "transport"),
                types(report));
        List<RtcStats.InboundRtp> streams = report.all(RtcStats.InboundRtp.class);
        assertEquals(List.of(voice.ssrc()), streams.stream().map(s -> s.ssrc()).toList());
        assertEquals(report.byId().keySet(), reachable(report, streams.get(0).id()));
    }

    /** The ids that are found by following members whose name ends in Id. */
    private static Set<String> reachable(RtcStatsReport report, String from) throws Exception {
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        var found = new HashSet<String>();
        var waiting = new ArrayDeque<String>(List.of(from));
        while (!waiting.isEmpty()) {
            String id = waiting.remove();
            if (json.has(id) && found.add(id)) {
                json.get(id)
                        .properties()
                        .forEach(
                                member -> {
                                    if (member.getKey().endsWith("Id")) {
                                        waiting.add(member.getValue().asText());
                                    }
                                });
            }
        }
        return found;
    }

    @Test // selection, steps 3 and 4: nothing is sent or received yet
    void selectionIsEmptyWithoutStreams() {
        RtcRtpTransceiver idle = pair.a.addTransceiver(RtcMediaKind.AUDIO);
        assertEquals(0, pair.a.getStats(idle.sender()).join().byId().size());
        assertEquals(0, pair.a.getStats(idle.receiver()).join().byId().size());
        assertEquals(0, pair.a.getStats(idle.receiver().track()).join().byId().size());
        idle.stop();
    }

    @Test // section 8.3
    void aReportIsOfItsMomentForGood() {
        RtcStatsReport before = pair.a.getStats(voice).join();
        RtcStats.OutboundRtp sent = before.all(RtcStats.OutboundRtp.class).get(0);
        write(VOICE);
        RtcStatsReport after = pair.a.getStats(voice).join();
        assertEquals(sent, before.get(sent.id()).orElseThrow());
        assertThrows(UnsupportedOperationException.class, () -> before.byId().clear());
        RtcStats.OutboundRtp later = (RtcStats.OutboundRtp) after.get(sent.id()).orElseThrow();
        assertEquals(sent.packetsSent() + 1, later.packetsSent(), "the same object by its id");
        assertTrue(!after.timestamp().isBefore(before.timestamp()));
    }

    @Test // section 8.4.1, timestamp: of what the peer told, when it arrived
    void timestampsAreThoseOfTheCollectionOrOfTheReport() throws Exception {
        RtcStatsReport report = pair.a.getStats().join();
        Instant now = report.timestamp();
        double millis = now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
        double told = report.all(RtcStats.RemoteInboundRtp.class).get(0).timestamp();
        assertTrue(told <= millis && told > millis - 60_000, told + " at " + millis);
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        for (JsonNode object : json) {
            double expected =
                    report.get(object.get("id").asText()).orElseThrow()
                                    instanceof RtcStats.RemoteInboundRtp r
                            ? r.timestamp()
                            : millis;
            assertEquals(expected, object.get("timestamp").asDouble(), object.toString());
        }
        double heardAt =
                pair.b
                        .getStats(heard)
                        .join()
                        .all(RtcStats.RemoteOutboundRtp.class)
                        .get(0)
                        .timestamp();
        assertTrue(heardAt > millis - 60_000, "by the receiver's clock");
    }

    private static List<Long> outbound(RtcStatsReport report) {
        return report.all(RtcStats.OutboundRtp.class).stream().map(s -> s.ssrc()).toList();
    }

    @Test // no step looks whether the connection is closed; ours says which are its own
    void senderAndReceiverOfAnotherConnectionAreRefused() {
        Events.assertFails(RtcErrorName.INVALID_ACCESS_ERROR, pair.b.getStats(voice));
        RtcRtpReceiver receiver = pair.b.transceivers().get(0).receiver();
        Events.assertFails(RtcErrorName.INVALID_ACCESS_ERROR, pair.a.getStats(receiver));
    }

    @Test // section 8.5
    void idsCannotBeForetold() {
        Set<String> ids = pair.a.getStats().join().byId().keySet();
        Set<String> others = pair.b.getStats().join().byId().keySet();
        assertTrue(Collections.disjoint(ids, others), ids + " " + others);
    }

    @Test // section 8.1: monitored objects are there as long as their connection, and after it
    void monitoredObjectsOutliveTheConnection() throws Exception {
        try (var other = new Connected()) {
            RtcRtpSender sender = other.a.addTrack(track("audio/opus", "x"));
            RtcDataChannel[] channel = other.openChannel(RtcDataChannelInit.defaults());
            write((RtcSampleTrack) sender.track().orElseThrow());
            channel[0].close();
            Connected.awaitClosed(channel[0]);
            RtcStatsReport before = other.a.getStats().join();
            other.a.transceivers().get(0).setDirection(RtcRtpTransceiverDirection.INACTIVE);
            other.negotiate();
            Set<String> onHold = other.a.getStats().join().byId().keySet();
            other.a.close();
            RtcStatsReport last = other.a.getStats().join();
            assertEquals(List.of(sender.ssrc()), outbound(other.a.getStats(sender).join()));
            Set<String> closed = last.byId().keySet();
            for (RtcStats each : before.byId().values()) {
                boolean isOfIce = each.type().contains("candidate");
                assertTrue(isOfIce || onHold.contains(each.id()), each + " on hold");
                assertTrue(isOfIce || closed.contains(each.id()), each + " after the close");
            }
        }
    }
}
