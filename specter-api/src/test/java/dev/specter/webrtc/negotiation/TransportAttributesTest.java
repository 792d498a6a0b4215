package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsRole;
import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.attribute.IceOptions;
import dev.specter.sdp.attribute.Setup;
import dev.specter.sdp.attribute.TlsId;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

/** What descriptions say of transports: tls-id, setup, ICE options, BUNDLE groups that change. */
class TransportAttributesTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    private static MediaDescription section(String sdp) {
        return Ends.parse(sdp).media().get(0);
    }

    private static String tlsId(String sdp) {
        return section(sdp).attributes().first(TlsId.class).map(TlsId::id).orElse("none");
    }

    private static Optional<TransportPlan.DtlsStart> dtls(Outcome outcome) {
        return outcome.transports().get(0).dtls();
    }

    private static String answered(Negotiator end, String offer) {
        end.setRemoteDescription(RtcSdpType.OFFER, offer);
        return end.createAnswer(OfferSettings.defaults());
    }

    @Test // RFC 8842, sections 5.2 and 5.3
    void tlsIdsStayWhileTheAssociationGoesOn() {
        a.requireData();
        Ends.Exchange first = Ends.exchange(a, b);
        assertEquals(24, tlsId(first.offer()).length());
        assertEquals(24, tlsId(first.answer()).length());
        assertNotEquals(tlsId(first.offer()), tlsId(first.answer()));
        Ends.Exchange second = Ends.exchange(a, b, OfferSettings.defaults().withIceRestart());
        assertEquals(tlsId(first.offer()), tlsId(second.offer()));
        assertEquals(tlsId(first.answer()), tlsId(second.answer()));
        Ends.Exchange turned = Ends.exchange(b, a);
        assertEquals(tlsId(first.answer()), tlsId(turned.offer()));
        assertEquals(tlsId(first.offer()), tlsId(turned.answer()));
        assertTrue(dtls(second.remoteAnswer()).isEmpty(), "an ICE restart is no new association");
        assertTrue(dtls(turned.localAnswer()).isEmpty());
    }

    @Test // RFC 8842, section 5.3
    void anAnswerHasATlsIdOnlyIfTheOfferHad() {
        a.requireData();
        String offer = a.createOffer(OfferSettings.defaults());
        assertEquals("none", tlsId(answered(b, offer.replaceAll("a=tls-id:.*\r\n", ""))));
    }

    @Test // RFC 8842, section 5.1: another tls-id is another association
    void anotherTlsIdInAnOfferStartsDtlsAgainAndIsAnsweredByAnother() {
        a.requireData();
        Ends.Exchange first = Ends.exchange(a, b);
        String before = tlsId(first.offer());
        String offer =
                a.createOffer(OfferSettings.defaults().withIceRestart())
                        .replace(before, before.replace(before.charAt(0), '_'));
        String answer = answered(b, offer);
        assertNotEquals(tlsId(first.answer()), tlsId(answer));
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, answer);
        assertTrue(dtls(outcome).isPresent());
        // From now on that is the name of it.
        assertEquals(tlsId(answer), tlsId(b.createOffer(OfferSettings.defaults())));
    }

    @Test
    void anotherTlsIdInAnAnswerStartsDtlsAgain() {
        a.requireData();
        Ends.Exchange first = Ends.exchange(a, b);
        String offer = a.createOffer(OfferSettings.defaults().withIceRestart());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        String answer = answered(b, offer);
        String other = answer.replace(tlsId(answer), "x".repeat(20));
        assertTrue(dtls(a.setRemoteDescription(RtcSdpType.ANSWER, other)).isPresent());
        assertEquals(tlsId(first.offer()), tlsId(a.createOffer(OfferSettings.defaults())));
    }

    @Test
    void aRollbackKeepsTheAssociationsName() {
        a.requireData();
        Ends.Exchange first = Ends.exchange(a, b);
        String offer = a.createOffer(OfferSettings.defaults().withIceRestart());
        b.setRemoteDescription(
                RtcSdpType.OFFER, offer.replace(tlsId(first.offer()), "y".repeat(20)));
        b.createAnswer(OfferSettings.defaults());
        b.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(tlsId(first.answer()), tlsId(b.createOffer(OfferSettings.defaults())));
    }

    @ParameterizedTest // RFC 8842, section 5.3; RFC 4145, section 4.1
    @CsvSource({
        "actpass, active, CLIENT",
        "active, passive, SERVER",
        "passive, active, CLIENT",
        "holdconn, active, CLIENT"
    })
    void theAnswersSetupFitsTheOffers(String offered, String answered, DtlsRole role) {
        a.requireData();
        String offer = a.createOffer(OfferSettings.defaults());
        String answer = answered(b, offer.replace("a=setup:actpass", "a=setup:" + offered));
        assertEquals(
                answered,
                section(answer).attributes().first(Setup.class).orElseThrow().role().toString());
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, answer);
        assertEquals(role, dtls(outcome).orElseThrow().role());
    }

    @Test // RFC 8842, section 5.1: the roles of an association do not change
    void anotherRoleInAReofferIsAnotherAssociation() {
        a.requireData();
        Ends.Exchange first = Ends.exchange(a, b);
        String same = a.createOffer(OfferSettings.defaults());
        String answer = answered(b, same.replace("a=setup:actpass", "a=setup:passive"));
        assertEquals(tlsId(first.answer()), tlsId(answer));
        assertTrue(dtls(b.setLocalDescription(RtcSdpType.ANSWER, answer)).isEmpty());
        String restart = a.createOffer(OfferSettings.defaults().withIceRestart());
        String turned = answered(b, restart.replace("a=setup:actpass", "a=setup:active"));
        assertNotEquals(tlsId(first.answer()), tlsId(turned));
        assertEquals(
                DtlsRole.SERVER,
                dtls(b.setLocalDescription(RtcSdpType.ANSWER, turned)).orElseThrow().role());
    }

    @Test
    void anAnswerWithoutARoleOfItsOwnIsRefused() {
        a.requireData();
        a.setLocalDescription(RtcSdpType.OFFER, "");
        String answer = answered(b, a.localDescription().orElseThrow().sdp());
        for (String role : List.of("actpass", "holdconn")) {
            Ends.assertFails(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () ->
                            a.setRemoteDescription(
                                    RtcSdpType.ANSWER,
                                    answer.replace("a=setup:active", "a=setup:" + role)));
        }
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
    }

    @Test // RFC 9429, sections 5.2.1 and 5.3.1
    void iceOptionsAreAnsweredIfOffered() {
        a.requireData();
        String offer = a.createOffer(OfferSettings.defaults());
        assertEquals(List.of("trickle", "ice2"), iceOptions(offer));
        assertEquals(
                List.of("ice2"),
                iceOptions(answered(Ends.end(3), offer.replace("trickle ice2", "new ice2"))));
        assertEquals(
                List.of(),
                iceOptions(answered(Ends.end(4), offer.replaceAll("a=ice-options.*\r\n", ""))));
        // Of the session level too (RFC 8839, section 5.6).
        assertEquals(
                List.of("trickle"),
                iceOptions(
                        answered(
                                Ends.end(5),
                                offer.replaceAll("a=ice-options.*\r\n", "")
                                        .replace(
                                                "t=0 0\r\n",
                                                "t=0 0\r\na=ice-options:trickle\r\n"))));
    }

    private static List<String> iceOptions(String sdp) {
        return section(sdp).attributes().all(IceOptions.class).stream()
                .flatMap(o -> o.options().stream())
                .toList();
    }

    @Test // RFC 9143, section 7.3: the offerer takes a section out
    void aSectionThatThePeerTakesOutOfTheGroupGetsATransportOfItsOwn() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        a.requireData();
        Ends.exchange(a, b);
        String offer = a.createOffer(OfferSettings.defaults());
        // As a peer would that gives the second section an address and credentials of its own.
        int second = offer.indexOf("m=application");
        String apart =
                offer.substring(0, second).replace("BUNDLE 0 1", "BUNDLE 0")
                        + offer.substring(second)
                                .replaceAll("a=ice-ufrag:.*\r\n", "a=ice-ufrag:other\r\n")
                                .replaceAll(
                                        "a=tls-id:.*\r\n", "a=tls-id:" + "z".repeat(20) + "\r\n");
        String answer = answered(b, apart);
        assertTrue(answer.contains("a=group:BUNDLE 0\r\n"), answer);
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, answer);
        assertEquals(2, outcome.transports().size());
        assertTrue(outcome.transports().get(0).start().isEmpty(), "the group's goes on");
        TransportPlan own = outcome.transports().get(1);
        assertEquals("1", own.mid());
        assertTrue(own.gather() && own.dtls().isPresent());
        assertEquals("other", own.start().orElseThrow().remote().ufrag());
        assertEquals(own.id(), outcome.data().orElseThrow().transportId());
    }

    @Test // RFC 9143, section 7.3: an answer cannot take out what shares an address in the offer
    void anAnswerDoesNotTakeASectionOutOfASharedTransport() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        a.requireData();
        Ends.exchange(a, b);
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        String answer = answered(b, offer);
        for (String group : List.of("a=group:BUNDLE 0", "a=group:BUNDLE 1", "a=x")) {
            Ends.assertFails(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () ->
                            a.setRemoteDescription(
                                    RtcSdpType.ANSWER,
                                    answer.replace("a=group:BUNDLE 0 1", group)));
        }
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
    }

    @Test // RFC 9429, section 5.11: a gateway that answers without mid and group
    void anAnswerWithoutMidsGoesByPlace() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of()));
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        String answer =
                answered(b, offer.replaceAll("a=(mid|group):.*\r\n", ""))
                        .replaceAll("a=(mid|group|tls-id|ice-options|msid-semantic):.*\r\n", "");
        Outcome outcome = a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(2, outcome.transports().size());
        a.transceivers().forEach(t -> assertTrue(t.isSending(), t.toString()));
    }

    @Test // RFC 3264, section 6: what is not known is rejected in its place and kept as it was
    void whatIsNotKnownIsKept() {
        a.requireData();
        String offer =
                a.createOffer(OfferSettings.defaults())
                        + "a=unheard-of:x y z\r\n"
                        + "m=text 7 RTP/T140 98 99\r\nb=XY:1\r\na=mid:t\r\na=more\r\n";
        String answer = answered(b, offer);
        assertEquals(offer, b.remoteDescription().orElseThrow().sdp());
        MediaDescription text = Ends.parse(answer).media().get(1);
        assertEquals("text", text.type());
        assertEquals(List.of("98", "99"), text.formats());
        assertEquals(0, text.port());
        b.setLocalDescription(RtcSdpType.ANSWER, answer);
        b.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of()));
        String next = b.createOffer(OfferSettings.defaults());
        assertEquals("audio", Ends.parse(next).media().get(1).type(), "a free place is taken");
    }
}
