package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsRole;
import dev.specter.ice.IceRole;
import dev.specter.webrtc.RtcBundlePolicy;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two negotiators that talk to each other. */
class NegotiationPairTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    private static SenderSettings track(String id) {
        return SenderSettings.of(id, List.of("stream"));
    }

    private static void assertCodecs(Transceiver from, Transceiver to) {
        List<Integer> received = payloadTypes(to.receiveParameters().codecs());
        if (received.isEmpty()) {
            assertFalse(to.currentDirection().orElseThrow().receives());
        } else {
            assertEquals(payloadTypes(from.sendParameters().codecs()), received);
        }
    }

    /** Both ends agree about everything. */
    static void assertConsistent(Negotiator a, Negotiator b, Ends.Exchange exchange) {
        assertEquals(a.transceivers().size(), b.transceivers().size());
        for (Transceiver ours : a.transceivers()) {
            Transceiver theirs =
                    b.transceivers().stream()
                            .filter(t -> t.mid().equals(ours.mid()))
                            .findFirst()
                            .orElseThrow();
            assertEquals(ours.kind(), theirs.kind());
            assertEquals(
                    ours.currentDirection().map(RtcRtpTransceiverDirection::reversed),
                    theirs.currentDirection());
            assertCodecs(ours, theirs);
            assertCodecs(theirs, ours);
            assertEquals(
                    ours.sendParameters().headerExtensions(),
                    theirs.receiveParameters().headerExtensions());
            if (ours.currentDirection().orElseThrow().sends()) {
                if (ours.sendEncodings().size() > 1) {
                    assertEquals(ours.sendParameters().rids(), theirs.remoteRids());
                } else {
                    assertEquals(
                            ours.sendEncodings().get(0).ssrc(),
                            theirs.receiveParameters().sources().get(0).ssrc());
                }
                assertEquals(ours.sender().streamIds(), theirs.remoteStreamIds());
                ours.sender()
                        .trackId()
                        .ifPresent(t -> assertEquals(Optional.of(t), theirs.remoteTrackId()));
            }
        }
        for (TransportPlan theirs : exchange.localAnswer().transports()) {
            TransportPlan ours =
                    exchange.remoteAnswer().transports().stream()
                            .filter(t -> t.mid().equals(theirs.mid()))
                            .findFirst()
                            .orElseThrow();
            assertEquals(theirs.start().isPresent(), ours.start().isPresent());
            if (ours.start().isPresent()) {
                assertEquals(ours.localParameters(), theirs.start().get().remote());
                assertEquals(theirs.localParameters(), ours.start().get().remote());
                assertNotEquals(ours.start().get().role(), theirs.start().get().role());
            }
            assertEquals(theirs.dtls().isPresent(), ours.dtls().isPresent());
            if (ours.dtls().isPresent()) {
                assertNotEquals(ours.dtls().get().role(), theirs.dtls().get().role());
            }
        }
        assertEquals(
                exchange.remoteAnswer().data().map(DataPlan::mid),
                exchange.localAnswer().data().map(DataPlan::mid));
        assertFalse(a.isNegotiationNeeded());
    }

    private static List<Integer> payloadTypes(List<NegotiatedCodec> codecs) {
        var types = new ArrayList<Integer>();
        codecs.forEach(
                c -> {
                    types.add(c.payloadType());
                    c.rtxPayloadType().ifPresent(types::add);
                });
        return types;
    }

    @Test
    void dataOnly() {
        assertFalse(a.isNegotiationNeeded());
        a.requireData();
        assertTrue(a.isNegotiationNeeded());
        Ends.Exchange exchange = Ends.exchange(a, b);
        assertConsistent(a, b, exchange);
        DataPlan data = exchange.remoteAnswer().data().orElseThrow();
        assertEquals(new DataPlan("0", 0, 5000, 262_144, Optional.empty()), data);
        assertEquals(1, exchange.remoteAnswer().transports().size());
        TransportPlan offerer = exchange.remoteAnswer().transports().get(0);
        assertEquals(IceRole.CONTROLLING, offerer.start().orElseThrow().role());
        assertEquals(DtlsRole.SERVER, offerer.dtls().orElseThrow().role());
        assertEquals("02:AB", offerer.dtls().get().fingerprints().get(0).value().substring(0, 5));
        assertTrue(exchange.localOffer().transports().get(0).gather());
        assertTrue(exchange.localAnswer().transports().get(0).gather());
        assertTrue(exchange.remoteOffer().transports().isEmpty());
    }

    @Test
    void nothingAtAll() {
        Ends.Exchange exchange = Ends.exchange(a, b);
        assertTrue(exchange.remoteAnswer().transports().isEmpty());
        assertFalse(exchange.offer().contains("m="));
    }

    @ParameterizedTest
    @EnumSource(
            value = RtcRtpTransceiverDirection.class,
            names = {"SENDRECV", "SENDONLY", "RECVONLY", "INACTIVE"})
    void audioAndVideoInEveryDirection(RtcRtpTransceiverDirection direction) {
        a.addTransceiver(RtcMediaKind.AUDIO, direction, track("a1"));
        a.addTransceiver(RtcMediaKind.VIDEO, direction, track("v1"));
        a.requireData();
        b.addTrack(RtcMediaKind.VIDEO, track("v2"));
        Ends.Exchange exchange = Ends.exchange(a, b);
        Transceiver video = a.transceivers().get(1);
        boolean bSends = direction.receives();
        assertEquals(
                RtcRtpTransceiverDirection.of(direction.sends(), bSends),
                video.currentDirection().orElseThrow());
        assertEquals(direction.sends() ? 2 : 0, exchange.remoteOffer().trackEvents().size());
        assertEquals(bSends ? 1 : 0, exchange.remoteAnswer().trackEvents().size());
        if (bSends) {
            assertConsistent(a, b, exchange);
        } else {
            // b's own track found no place in the offer.
            assertEquals(3, b.transceivers().size());
            assertTrue(b.isNegotiationNeeded());
            assertConsistent(b, a, Ends.exchange(b, a));
        }
    }

    @Test
    void bothEndsOfferInTurn() {
        a.addTrack(RtcMediaKind.AUDIO, track("a1"));
        assertConsistent(a, b, Ends.exchange(a, b));
        b.addTrack(RtcMediaKind.VIDEO, track("v2"));
        b.requireData();
        Ends.Exchange second = Ends.exchange(b, a);
        assertConsistent(b, a, second);
        assertEquals(1, second.remoteAnswer().transports().size());
        assertTrue(second.remoteAnswer().transports().get(0).start().isEmpty(), "ICE goes on");
        assertTrue(second.remoteAnswer().transports().get(0).dtls().isEmpty(), "DTLS goes on");
        a.addTrack(RtcMediaKind.VIDEO, track("v1"));
        Ends.Exchange third = Ends.exchange(a, b);
        assertConsistent(a, b, third);
        assertEquals(
                RtcRtpTransceiverDirection.SENDRECV,
                a.transceivers().get(1).currentDirection().orElseThrow());
    }

    @Test // RFC 3264, section 8.3.2
    void payloadTypesAndExtensionIdsStayTheSame() {
        a.addTrack(RtcMediaKind.AUDIO, track("a1"));
        a.addTrack(RtcMediaKind.VIDEO, track("v1"));
        Ends.Exchange first = Ends.exchange(a, b);
        Ends.Exchange second = Ends.exchange(b, a);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    Ends.parse(first.answer()).media().get(i).formats(),
                    Ends.parse(second.offer()).media().get(i).formats());
            assertEquals(
                    MediaSection.of(Ends.parse(first.offer())).get(i).extMaps(),
                    MediaSection.of(Ends.parse(second.offer())).get(i).extMaps());
        }
    }

    @Test // RFC 9143, section 9.1
    void noPayloadTypeMeansTwoThingsInABundle() {
        for (int i = 0; i < 3; i++) {
            a.addTrack(RtcMediaKind.AUDIO, track("a" + i));
            a.addTrack(RtcMediaKind.VIDEO, track("v" + i));
        }
        var meanings = new java.util.HashMap<Integer, String>();
        for (MediaSection section :
                MediaSection.of(Ends.parse(a.createOffer(OfferSettings.defaults())))) {
            for (SdpCodec codec : section.codecs()) {
                String key = CodecMatcher.key(codec.capability());
                assertEquals(key, meanings.getOrDefault(codec.payloadType(), key));
                meanings.put(codec.payloadType(), key);
            }
        }
        assertTrue(meanings.size() > 10);
    }

    @Test
    void tracksAreAddedAndRemovedInLaterRounds() {
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v1"));
        Ends.Exchange first = Ends.exchange(a, b);
        assertEquals(List.of("stream"), first.remoteOffer().trackEvents().get(0).streamIds());
        assertEquals(1, first.remoteOffer().addedToStreams().size());
        assertEquals(1, first.remoteOffer().addedTransceivers().size());

        a.removeTrack(video);
        assertTrue(a.isNegotiationNeeded());
        Ends.Exchange second = Ends.exchange(a, b);
        assertEquals(1, second.remoteOffer().mutedTracks().size());
        assertEquals(1, second.remoteOffer().removedFromStreams().size());
        assertTrue(second.remoteOffer().trackEvents().isEmpty());
        assertEquals(Optional.of(RtcRtpTransceiverDirection.INACTIVE), video.currentDirection());
        assertConsistent(a, b, second);

        Transceiver again = a.addTrack(RtcMediaKind.VIDEO, track("v2"));
        assertNotEquals(video, again, "it has sent before, so it is not used again");
        Ends.Exchange third = Ends.exchange(a, b);
        assertEquals(1, third.remoteOffer().trackEvents().size());
        assertConsistent(a, b, third);
    }

    @Test
    void aDirectionThatComesBackFiresTrackAgain() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("a1"));
        Ends.exchange(a, b);
        a.setDirection(audio, RtcRtpTransceiverDirection.INACTIVE);
        Ends.exchange(a, b);
        a.setDirection(audio, RtcRtpTransceiverDirection.SENDONLY);
        Ends.Exchange exchange = Ends.exchange(a, b);
        assertEquals(1, exchange.remoteOffer().trackEvents().size());
        assertConsistent(a, b, exchange);
    }

    @Test // RFC 9429, section 5.2.2
    void aStoppedTransceiverLeavesAndItsPlaceIsTakenAgain() {
        a.addTrack(RtcMediaKind.AUDIO, track("a1"));
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v1"));
        Ends.exchange(a, b);
        a.stop(video);
        assertEquals(RtcRtpTransceiverDirection.STOPPED, video.direction());
        assertTrue(a.isNegotiationNeeded());
        Ends.Exchange second = Ends.exchange(a, b);
        assertTrue(second.offer().contains("m=video 0 "));
        assertTrue(second.answer().contains("m=video 0 "));
        assertEquals(List.of(video), second.remoteAnswer().stoppedTransceivers());
        assertEquals(List.of(video), second.remoteAnswer().removedTransceivers());
        assertTrue(video.isStopped());
        assertEquals(1, a.transceivers().size());
        assertConsistent(a, b, second);

        a.addTrack(RtcMediaKind.VIDEO, track("v2"));
        Ends.Exchange third = Ends.exchange(a, b);
        assertEquals(2, Ends.parse(third.offer()).media().size());
        assertEquals(Optional.of("2"), Ends.parse(third.offer()).media().get(1).mid());
        assertConsistent(a, b, third);
    }

    @Test
    void theAnswererMayStopToo() {
        a.addTrack(RtcMediaKind.VIDEO, track("v1"));
        Ends.exchange(a, b);
        b.stop(b.transceivers().get(0));
        Ends.Exchange exchange = Ends.exchange(a, b);
        assertTrue(a.transceivers().isEmpty());
        assertTrue(b.transceivers().isEmpty());
        assertEquals(1, exchange.remoteAnswer().stoppedTransceivers().size());
        assertEquals(1, exchange.remoteAnswer().closedTransports().size());
        assertTrue(exchange.remoteAnswer().transports().isEmpty());
    }

    @ParameterizedTest
    @EnumSource(RtcBundlePolicy.class)
    void everyBundlePolicyEndsInOneTransport(RtcBundlePolicy policy) {
        Negotiator offerer = Ends.end(3, o -> o.withBundlePolicy(policy));
        offerer.addTrack(RtcMediaKind.AUDIO, track("a1"));
        offerer.addTrack(RtcMediaKind.VIDEO, track("v1"));
        offerer.addTrack(RtcMediaKind.VIDEO, track("v2"));
        offerer.requireData();
        Ends.Exchange exchange = Ends.exchange(offerer, b);
        int expected =
                switch (policy) {
                    case BALANCED -> 3;
                    case MAX_COMPAT -> 4;
                    case MAX_BUNDLE -> 1;
                };
        assertEquals(expected, exchange.localOffer().transports().size());
        assertEquals(4 - expected, exchange.offer().split("a=bundle-only", -1).length - 1);
        assertEquals(1, exchange.remoteAnswer().transports().size());
        assertEquals(expected - 1, exchange.remoteAnswer().closedTransports().size());
        assertConsistent(offerer, b, exchange);
        offerer.transceivers().forEach(t -> assertEquals(0, t.transportId().orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void iceRestarts(boolean byMethod) {
        a.addTrack(RtcMediaKind.AUDIO, track("a1"));
        a.requireData();
        Ends.Exchange first = Ends.exchange(a, b);
        OfferSettings settings = OfferSettings.defaults();
        if (byMethod) {
            a.restartIce();
            assertTrue(a.isNegotiationNeeded());
        } else {
            settings = settings.withIceRestart();
        }
        Ends.Exchange second = Ends.exchange(a, b, settings);
        assertConsistent(a, b, second);
        TransportPlan before = first.localOffer().transports().get(0);
        TransportPlan offered = second.localOffer().transports().get(0);
        assertEquals(before.id(), offered.id());
        assertNotEquals(before.localParameters(), offered.localParameters());
        assertTrue(offered.gather());
        assertTrue(second.localAnswer().transports().get(0).gather());
        assertTrue(second.remoteAnswer().transports().get(0).start().isPresent());
        assertTrue(second.remoteAnswer().transports().get(0).dtls().isEmpty());
        Ends.Exchange third = Ends.exchange(a, b);
        assertEquals(
                offered.localParameters(),
                third.localOffer().transports().get(0).localParameters());
        assertTrue(third.remoteAnswer().transports().get(0).start().isEmpty());
    }

    @Test
    void anAnswererConfiguredAsServerSaysPassive() {
        Negotiator server = Ends.end(3, o -> o.withAnswererRole(DtlsRole.SERVER));
        a.requireData();
        Ends.Exchange exchange = Ends.exchange(a, server);
        assertTrue(exchange.answer().contains("a=setup:passive"));
        assertEquals(
                DtlsRole.CLIENT,
                exchange.remoteAnswer().transports().get(0).dtls().orElseThrow().role());
        // RFC 8842, section 5.3: the roles stay, whoever offers.
        Ends.Exchange second = Ends.exchange(server, a);
        assertTrue(second.answer().contains("a=setup:active"));
        assertTrue(second.answer().lines().noneMatch(l -> l.equals("a=setup:passive")));
    }

    @Test
    void codecPreferencesChooseAndOrder() {
        Transceiver video =
                a.addTransceiver(
                        RtcMediaKind.VIDEO, RtcRtpTransceiverDirection.SENDRECV, track("v1"));
        a.setCodecPreferences(
                video,
                List.of(
                        RtcRtpCodecCapability.of("video/VP9"),
                        RtcRtpCodecCapability.of("video/VP8"),
                        RtcRtpCodecCapability.of("video/rtx")));
        Ends.Exchange exchange = Ends.exchange(a, b);
        assertConsistent(a, b, exchange);
        assertEquals(
                List.of("98", "99", "96", "97"),
                Ends.parse(exchange.answer()).media().get(0).formats());
        assertEquals(
                96,
                CodecMatcher.find(
                                RtcRtpCodecCapability.of("video/VP8"),
                                video.sendParameters().codecs())
                        .orElseThrow()
                        .payloadType());
    }

    @Test
    void aRejectedKindIsRejectedInPlace() {
        Negotiator audioOnly =
                Ends.end(
                        3,
                        o ->
                                o.withMediaEngine(
                                        dev.specter.webrtc.RtcMediaEngine.builder()
                                                .registerCodec(
                                                        RtcRtpCodecCapability.of("audio/opus"))
                                                .build()));
        a.addTrack(RtcMediaKind.VIDEO, track("v1"));
        a.addTrack(RtcMediaKind.AUDIO, track("a1"));
        Ends.Exchange exchange = Ends.exchange(a, audioOnly);
        assertTrue(exchange.answer().contains("a=group:BUNDLE 1\r\n"));
        assertEquals(1, a.transceivers().size());
        // The tag of the offer was rejected: the transport is that of the section left.
        TransportPlan transport = exchange.remoteAnswer().transports().get(0);
        assertEquals("1", transport.mid());
        assertEquals(1, exchange.remoteAnswer().closedTransports().size());
        assertConsistent(a, audioOnly, exchange);
    }

    @Test
    void comfortNoiseCanBeLeftOut() {
        a.addTrack(RtcMediaKind.AUDIO, track("a1"));
        assertTrue(a.createOffer(OfferSettings.defaults()).contains("CN/8000"));
        assertFalse(
                a.createOffer(OfferSettings.defaults().withoutComfortNoise()).contains("CN/8000"));
    }

    @Test
    void aHundredTransceivers() {
        for (int i = 0; i < 60; i++) {
            a.addTrack(RtcMediaKind.AUDIO, track("a" + i));
            b.addTrack(RtcMediaKind.VIDEO, track("v" + i));
        }
        Ends.exchange(a, b);
        assertConsistent(b, a, Ends.exchange(b, a));
        assertEquals(120, a.transceivers().size());
    }

    @Test
    void theImplicitDescriptionsDo() {
        a.requireData();
        assertEquals(RtcSdpType.OFFER, a.implicitType());
        a.setLocalDescription(RtcSdpType.OFFER, "");
        b.setRemoteDescription(RtcSdpType.OFFER, a.localDescription().orElseThrow().sdp());
        assertEquals(RtcSdpType.ANSWER, b.implicitType());
        b.setLocalDescription(RtcSdpType.ANSWER, "");
        a.setRemoteDescription(RtcSdpType.ANSWER, b.localDescription().orElseThrow().sdp());
        assertFalse(a.isNegotiationNeeded());
    }
}
