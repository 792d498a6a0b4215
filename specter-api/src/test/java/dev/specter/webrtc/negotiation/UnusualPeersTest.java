package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsRole;
import dev.specter.ice.IceRole;
import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.SessionDescription;
import dev.specter.webrtc.RtcBundlePolicy;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

/** Peers that are no browser: gateways, old stacks, minimal ones. */
class UnusualPeersTest {
    private static final String HASH = "AB" + ":CD".repeat(31);
    private static final String HEAD =
            """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            """;
    private static final String ICE =
            """
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 %s
            """
                    .formatted(HASH);

    private final Negotiator end = Ends.end(1);

    private SessionDescription answer(String offer) {
        end.setRemoteDescription(RtcSdpType.OFFER, offer);
        return Ends.parse(end.createAnswer(OfferSettings.defaults()));
    }

    @Test
    void anOfferWithLineFeedsWithoutMediaAndWithIceAtTheTop() {
        String offer = HEAD + ICE + "a=setup:actpass\na=group:BUNDLE\n";
        SessionDescription answer = answer(offer);
        assertTrue(answer.media().isEmpty());
        assertEquals(offer, end.remoteDescription().orElseThrow().sdp());
        Outcome outcome = end.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(RtcSignalingState.STABLE, outcome.signalingState());
        assertTrue(outcome.transports().isEmpty());
    }

    @Test // RFC 9429, section 5.8: attributes of the session level count for every section
    void transportAtTheSessionLevel() {
        String offer =
                HEAD
                        + "a=ice-lite\n"
                        + ICE
                        + "a=setup:passive\n"
                        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n"
                        + "c=IN IP4 0.0.0.0\n"
                        + "a=mid:d\n"
                        + "a=sctp-port:5001\n";
        SessionDescription answer = answer(offer);
        assertEquals(Optional.of("d"), answer.media().get(0).mid());
        Outcome outcome = end.setLocalDescription(RtcSdpType.ANSWER, "");
        TransportPlan transport = outcome.transports().get(0);
        assertEquals(DtlsRole.CLIENT, transport.dtls().orElseThrow().role());
        assertEquals(HASH, transport.dtls().get().fingerprints().get(0).value());
        // RFC 8445, section 6.1.1: a lite peer is controlled, whoever offered.
        assertEquals(IceRole.CONTROLLING, transport.start().orElseThrow().role());
        assertTrue(transport.start().get().remote().lite());
        DataPlan data = outcome.data().orElseThrow();
        assertEquals(5001, data.remoteSctpPort());
        assertEquals(65_536, data.remoteMaxMessageSizeBytes());
    }

    @Test // RFC 9429, section 5.10: descriptions of SIP gateways
    void aGatewayWithoutMidsAndBundle() {
        String offer =
                HEAD
                        + "m=audio 5000 UDP/TLS/RTP/SAVP 0 8 101\n"
                        + "c=IN IP4 192.0.2.1\n"
                        + ICE
                        + "a=setup:active\n"
                        + "a=rtcp-mux\n"
                        + "a=rtpmap:101 telephone-event/8000\n"
                        + "m=video 5002 UDP/TLS/RTP/SAVP 99\n"
                        + "c=IN IP4 192.0.2.1\n"
                        + ICE
                        + "a=setup:active\n"
                        + "a=rtcp-mux\n"
                        + "a=rtpmap:99 VP8/90000\n";
        SessionDescription answer = answer(offer);
        assertFalse(answer.attributes().has(dev.specter.sdp.attribute.Group.class));
        MediaDescription audio = answer.media().get(0);
        assertTrue(audio.mid().isEmpty());
        assertEquals("UDP/TLS/RTP/SAVP", audio.protocol());
        assertEquals(List.of("0", "8", "101"), audio.formats());
        Outcome outcome = end.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(2, outcome.transports().size(), "no BUNDLE, a transport each");
        assertEquals(DtlsRole.SERVER, outcome.transports().get(0).dtls().orElseThrow().role());
        assertEquals(
                List.of(Optional.of("0"), Optional.of("1")),
                end.transceivers().stream().map(Transceiver::mid).toList());
        assertEquals(
                "audio/PCMU",
                end.transceivers().get(0).sendParameters().codecs().get(0).capability().mimeType());
    }

    @Test // RFC 9429, section 5.3.1
    void maxBundleRefusesWhatIsNotBundled() {
        Negotiator strict = Ends.end(2, o -> o.withBundlePolicy(RtcBundlePolicy.MAX_BUNDLE));
        String section =
                "m=audio 9 UDP/TLS/RTP/SAVPF 0\n" + ICE + "a=rtcp-mux\na=setup:actpass\na=mid:";
        strict.setRemoteDescription(RtcSdpType.OFFER, HEAD + section + "x\n" + section + "y\n");
        SessionDescription answer = Ends.parse(strict.createAnswer(OfferSettings.defaults()));
        assertEquals(9, answer.media().get(0).port());
        assertEquals(0, answer.media().get(1).port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=text 9 UDP/TLS/RTP/SAVPF 98",
                "m=audio 9 SOMETHING/ELSE 0",
                "m=application 9 TCP/MSRP *",
                "m=image 9 udptl t38",
                "m=audio 9 UDP/TLS/RTP/SAVPF 98"
            })
    void unknownSectionsAreRejectedInPlace(String line) {
        String transport = ICE + "a=rtcp-mux\na=setup:actpass\n";
        String offer =
                HEAD
                        + "a=group:BUNDLE u 1\n"
                        + line
                        + "\n"
                        + transport
                        + "a=mid:u\n"
                        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n"
                        + transport
                        + "a=mid:1\n";
        SessionDescription answer = answer(offer);
        MediaDescription rejected = answer.media().get(0);
        assertEquals(
                line.replace(" 9 ", " 0 ").split("/")[0].split(" ")[0].substring(2),
                rejected.type());
        assertEquals(0, rejected.port());
        assertEquals(Optional.of("u"), rejected.mid());
        assertEquals(9, answer.media().get(1).port());
        Outcome outcome = end.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals("1", outcome.transports().get(0).mid());
        assertTrue(outcome.data().isPresent());
        // Our next offer keeps the place.
        end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        SessionDescription next = Ends.parse(end.createOffer(OfferSettings.defaults()));
        assertEquals(2, next.media().size());
        assertEquals("video", next.media().get(0).type());
    }

    @Test // RFC 9429, section 4.1.1: rtcp-mux is required
    void mediaWithoutRtcpMuxIsRejected() {
        SessionDescription answer =
                answer(HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 0\n" + ICE + "a=mid:x\n");
        assertEquals(0, answer.media().get(0).port());
    }

    @Test
    void dataAsItWasBeforeRfc8841() {
        SessionDescription answer =
                answer(
                        HEAD
                                + "m=application 9 DTLS/SCTP 5002\n"
                                + ICE
                                + "a=setup:actpass\n"
                                + "a=mid:data\n"
                                + "a=sctpmap:5002 webrtc-datachannel 1024\n");
        MediaDescription data = answer.media().get(0);
        assertEquals("DTLS/SCTP", data.protocol());
        assertEquals(List.of("5000"), data.formats());
        Outcome outcome = end.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(5002, outcome.data().orElseThrow().remoteSctpPort());
    }

    @Test // RFC 9429, section 4.1.1: a peer that does not bundle
    void aPeerThatDoesNotBundleKeepsATransportPerSection() {
        Negotiator peer = Ends.end(2);
        end.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        end.requireData();
        String offer = end.createOffer(OfferSettings.defaults());
        end.setLocalDescription(RtcSdpType.OFFER, offer);
        peer.setRemoteDescription(RtcSdpType.OFFER, offer.replaceAll("a=group:BUNDLE.*\r\n", ""));
        Outcome theirs = peer.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(3, theirs.transports().size());
        Outcome ours =
                end.setRemoteDescription(
                        RtcSdpType.ANSWER, peer.localDescription().orElseThrow().sdp());
        assertEquals(3, ours.transports().size());
        assertTrue(ours.closedTransports().isEmpty());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    theirs.transports().get(i).localParameters(),
                    ours.transports().get(i).start().orElseThrow().remote());
            assertEquals(Integer.toString(i), ours.transports().get(i).mid());
        }
        // The next round bundles, if the peer can now: no section moves without an answer.
        Ends.Exchange next = Ends.exchange(end, peer);
        assertEquals(1, next.remoteAnswer().transports().size());
        assertEquals(2, next.remoteAnswer().closedTransports().size());
    }

    @Test // RFC 9143, section 6
    void aBundleOnlySectionIsNeverAcceptedAlone() {
        Negotiator strict = Ends.end(2, o -> o.withBundlePolicy(RtcBundlePolicy.MAX_BUNDLE));
        strict.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        strict.requireData();
        String offer = strict.createOffer(OfferSettings.defaults());
        strict.setLocalDescription(RtcSdpType.OFFER, offer);
        end.setRemoteDescription(RtcSdpType.OFFER, offer);
        String answer = end.createAnswer(OfferSettings.defaults());
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () ->
                        strict.setRemoteDescription(
                                RtcSdpType.ANSWER, answer.replace("a=group:BUNDLE 0 1\r\n", "")));
        strict.setRemoteDescription(RtcSdpType.ANSWER, answer);
    }

    @Test
    void msidOnlyInSsrcLines() {
        end.setRemoteDescription(
                RtcSdpType.OFFER,
                HEAD
                        + "m=audio 9 UDP/TLS/RTP/SAVPF 0\n"
                        + ICE
                        + "a=rtcp-mux\n"
                        + "a=setup:actpass\n"
                        + "a=mid:0\n"
                        + "a=ssrc:7 cname:c\n"
                        + "a=ssrc:7 msid:stream track\n");
        Transceiver audio = end.transceivers().get(0);
        assertEquals(List.of("stream"), audio.remoteStreamIds());
        assertEquals(Optional.of("track"), audio.remoteTrackId());
    }

    @Test // RFC 9143, section 6
    void aBundleOnlySectionWithoutAGroupIsRejected() {
        SessionDescription answer =
                answer(
                        HEAD
                                + "m=audio 0 UDP/TLS/RTP/SAVPF 0\n"
                                + ICE
                                + "a=rtcp-mux\na=setup:actpass\na=bundle-only\na=mid:x\n");
        assertEquals(0, answer.media().get(0).port());
        assertTrue(end.setLocalDescription(RtcSdpType.ANSWER, "").transports().isEmpty());
    }

    @Test
    void aSectionWithoutMidDoesNotTakeTheMidOfAnother() {
        String section = "m=audio 9 UDP/TLS/RTP/SAVPF 0\n" + ICE + "a=rtcp-mux\na=setup:actpass\n";
        SessionDescription answer = answer(HEAD + section + section + "a=mid:0\n");
        assertEquals(9, answer.media().get(0).port());
        assertTrue(answer.media().get(0).mid().isEmpty());
        assertEquals(Optional.of("0"), answer.media().get(1).mid());
        assertEquals(2, end.setLocalDescription(RtcSdpType.ANSWER, "").transports().size());
        assertEquals(Optional.of("1"), end.transceivers().get(0).mid());
    }
}
