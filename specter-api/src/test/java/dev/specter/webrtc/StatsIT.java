package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class StatsIT {
    @Test // webrtc-pc, sections 8.4 and 8.6
    void reportsByW3cNamesAndSelectsWhatBelongsToASenderOrReceiver() throws Exception {
        try (var pair = new Connected();
                var other = new Connected()) {
            var track = RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "voice", "s");
            RtcRtpSender sender = pair.a.addTrack(track);
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            channel[0].send("twelve bytes");
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            var packets = new LinkedBlockingQueue<Object>();
            event.track().onRtp(packets::add);
            while (packets.size() < 20) {
                track.writeSample(
                        MediaSample.of(ByteBuffer.wrap(new byte[50]), Duration.ofMillis(20)));
                TimeUnit.MILLISECONDS.sleep(5);
            }

            RtcStatsReport all = pair.a.getStats().join();
            JsonNode json = new ObjectMapper().readTree(all.toJson());
            var types = new TreeSet<String>();
            for (JsonNode object : json) {
                types.add(object.get("type").asText());
                assertTrue(object.get("timestamp").asDouble() > 0, object.toString());
                for (var member : object.properties()) {
                    assertTrue(
                            !member.getKey().endsWith("Id") || json.has(member.getValue().asText()),
                            () -> member + " refers to nothing");
                }
            }
            assertTrue(
                    types.containsAll(
                            Set.of(
                                    "peer-connection",
                                    "transport",
                                    "certificate",
                                    "local-candidate",
                                    "remote-candidate",
                                    "candidate-pair",
                                    "data-channel",
                                    "codec",
                                    "outbound-rtp")),
                    types.toString());
            RtcStats.DataChannel data = all.all(RtcStats.DataChannel.class).get(0);
            assertEquals(1, data.messagesSent());
            assertEquals(12, data.bytesSent());
            assertEquals("open", data.state());

            RtcStatsReport ofSender = pair.a.getStats(sender).join();
            assertEquals(1, ofSender.all(RtcStats.OutboundRtp.class).size());
            assertEquals(1, ofSender.all(RtcStats.Transport.class).size());
            assertEquals(1, ofSender.all(RtcStats.CandidatePair.class).size());
            assertEquals("audio/opus", ofSender.all(RtcStats.Codec.class).get(0).mimeType());
            assertTrue(ofSender.all(RtcStats.DataChannel.class).isEmpty());

            RtcStatsReport ofReceiver = pair.b.getStats(event.receiver()).join();
            RtcStats.InboundRtp inbound = ofReceiver.all(RtcStats.InboundRtp.class).get(0);
            assertEquals("voice", inbound.trackIdentifier());
            assertTrue(inbound.packetsReceived() >= 20);
            assertEquals(inbound.ssrc(), event.receiver().synchronizationSources().get(0).source());

            var error =
                    assertThrows(CompletionException.class, () -> other.a.getStats(sender).join());
            assertEquals(
                    RtcErrorName.INVALID_ACCESS_ERROR, ((RtcException) error.getCause()).name());
            pair.a.close();
            RtcStatsReport last = pair.a.getStats().join();
            assertEquals(data.id(), last.all(RtcStats.DataChannel.class).get(0).id());
            RtcStats.Transport transport = last.all(RtcStats.Transport.class).get(0);
            assertEquals("closed", transport.iceState());
            assertEquals("closed", transport.dtlsState());
        }
    }

    @Test // webrtc-pc, section 8.6: candidates and pairs, also those not in use
    void allCandidatesAndPairsAreReported() throws Exception {
        try (var pair = new Connected()) {
            pair.openChannel(RtcDataChannelInit.defaults());
            RtcIceTransport ice = pair.a.sctp().orElseThrow().transport().iceTransport();
            RtcStatsReport report = pair.a.getStats().join();
            List<RtcStats.IceCandidate> candidates = report.all(RtcStats.IceCandidate.class);
            for (dev.specter.ice.IceCandidate local : ice.localCandidates()) {
                RtcStats.IceCandidate reported =
                        candidates.stream()
                                .filter(c -> c.type().equals("local-candidate"))
                                .filter(c -> c.address().equals(local.address()))
                                .filter(c -> c.port() == local.port())
                                .findFirst()
                                .orElseThrow();
                assertEquals(local.priority(), reported.priority());
                assertEquals(Optional.empty(), reported.url());
                assertEquals(Optional.empty(), reported.relayProtocol());
            }
            RtcStats.Transport transport = report.all(RtcStats.Transport.class).get(0);
            List<RtcStats.CandidatePair> pairs = report.all(RtcStats.CandidatePair.class);
            for (RtcStats.CandidatePair each : pairs) {
                boolean selected =
                        transport.selectedCandidatePairId().equals(Optional.of(each.id()));
                assertEquals(selected, each.nominated(), each.toString());
                assertTrue(selected ? each.bytesSent() > 0 : each.bytesSent() == 0);
            }
            assertEquals(1, pairs.stream().filter(RtcStats.CandidatePair::nominated).count());
        }
    }

    @Test // webrtc-pc, section 8.6: what reports of the peer tell, and where it belongs
    void reportsOfThePeerBelongToTheirStreams() throws Exception {
        try (var pair = new Connected()) {
            var track = RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "voice", "s");
            pair.a.addTrack(track);
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            event.track().onSample(s -> {});
            RtcStats.RemoteInboundRtp toldByB = null;
            RtcStats.RemoteOutboundRtp toldByA = null;
            while (toldByB == null || toldByA == null || toldByB.packetsReceived() < 20) {
                track.writeSample(
                        MediaSample.of(ByteBuffer.wrap(new byte[50]), Duration.ofMillis(20)));
                TimeUnit.MILLISECONDS.sleep(20);
                toldByB = first(pair.a, RtcStats.RemoteInboundRtp.class);
                toldByA = first(pair.b, RtcStats.RemoteOutboundRtp.class);
            }
            RtcStatsReport ofA = pair.a.getStats().join();
            RtcStats.OutboundRtp out = ofA.all(RtcStats.OutboundRtp.class).get(0);
            assertEquals(toldByB.id(), out.remoteId().orElseThrow());
            assertEquals(out.id(), toldByB.localId());
            assertEquals(out.codecId(), toldByB.codecId());
            assertTrue(toldByB.packetsReceived() <= out.packetsSent());
            assertTrue(out.active() && out.encodingIndex() == 0 && out.rid().isEmpty());
            var source =
                    (RtcStats.MediaSource) ofA.get(out.mediaSourceId().orElseThrow()).orElseThrow();
            assertEquals("voice", source.trackIdentifier());
            RtcStatsReport ofB = pair.b.getStats(event.receiver()).join();
            RtcStats.InboundRtp in = ofB.all(RtcStats.InboundRtp.class).get(0);
            assertEquals(toldByA.id(), in.remoteId().orElseThrow());
            assertEquals(in.id(), toldByA.localId());
            assertTrue(in.framesReceived().orElseThrow() > 0);
            assertTrue(toldByA.packetsSent() > 0 && toldByA.reportsSent() > 0);
            double age = System.currentTimeMillis() - toldByA.remoteTimestamp();
            assertTrue(Math.abs(age) < 60_000, age + " ms");
        }
    }

    private static <T extends RtcStats> T first(RtcPeerConnection pc, Class<T> type) {
        return pc.getStats().join().all(type).stream().findFirst().orElse(null);
    }

    @Test // webrtc-stats, section 8.1: a stream's object lives as long as its SSRC
    void whatWasSentIsCountedAfterAPause() throws Exception {
        try (var pair = new Connected()) {
            var track = RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "voice", "s");
            RtcRtpSender sender = pair.a.addTrack(track);
            pair.openChannel(RtcDataChannelInit.defaults());
            for (int i = 0; i < 10; i++) {
                track.writeSample(
                        MediaSample.of(ByteBuffer.wrap(new byte[50]), Duration.ofMillis(20)));
            }
            assertEquals(10, sent(pair.a));
            sender.replaceTrack().join();
            assertEquals(10, sent(pair.a), "while it pauses");
            sender.replaceTrack(track).join();
            track.writeSample(MediaSample.of(ByteBuffer.wrap(new byte[50]), Duration.ofMillis(20)));
            assertEquals(11, sent(pair.a));
            pair.a.transceivers().get(0).setDirection(RtcRtpTransceiverDirection.INACTIVE);
            pair.negotiate();
            assertEquals(11, sent(pair.a), "on hold");
        }
    }

    private static long sent(RtcPeerConnection pc) {
        return first(pc, RtcStats.OutboundRtp.class).packetsSent();
    }

    @Test // webrtc-stats, dataChannelsClosed: those that were open, however they ended
    void channelsThatCloseAreCounted() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            pair.openChannel(RtcDataChannelInit.defaults());
            channel[0].close();
            Connected.awaitClosed(channel[0]);
            Connected.awaitClosed(channel[1]);
            for (RtcPeerConnection end : java.util.List.of(pair.a, pair.b)) {
                var counts = first(end, RtcStats.PeerConnection.class);
                assertEquals(2, counts.dataChannelsOpened());
                assertEquals(1, counts.dataChannelsClosed());
            }
            pair.a.close();
            assertEquals(2, first(pair.a, RtcStats.PeerConnection.class).dataChannelsClosed());
        }
    }
}
