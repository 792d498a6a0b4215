package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsRole;
import dev.specter.sdp.SessionDescription;
import dev.specter.sdp.attribute.TlsId;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** When descriptions ask for another DTLS association (RFC 8842, section 3.1). */
class DtlsAssociationTest {
    private static final String OFFER =
            """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 %s
            a=setup:actpass
            a=mid:0
            """
                    .formatted("AB" + ":CD".repeat(31));

    private final Negotiator end = Ends.end(1);

    private SessionDescription answer(String offer) {
        end.setRemoteDescription(RtcSdpType.OFFER, offer);
        return Ends.parse(end.createAnswer(OfferSettings.defaults()));
    }

    private static String restarted(String offer) {
        return offer.replaceAll("a=ice-ufrag:....", "a=ice-ufrag:othr");
    }

    private Outcome settle(String offer) {
        answer(offer);
        return end.setLocalDescription(RtcSdpType.ANSWER, "");
    }

    @Test // RFC 8842, section 3.1: another fingerprint is another association
    void anotherFingerprintWithAnIceRestartStartsDtlsAgain() {
        settle(OFFER);
        Outcome outcome = settle(restarted(OFFER.replace("AB:CD", "EF:CD")));
        assertTrue(outcome.transports().get(0).dtls().isPresent());
        assertTrue(outcome.transports().get(0).start().isPresent());
    }

    @Test // RFC 8842, section 3.1
    void anotherRoleWithAnIceRestartStartsDtlsAgain() {
        settle(OFFER);
        Outcome outcome = settle(restarted(OFFER.replace("actpass", "active")));
        assertEquals(
                Optional.of(DtlsRole.SERVER),
                outcome.transports().get(0).dtls().map(TransportPlan.DtlsStart::role));
    }

    @Test // RFC 9429, section 5.11
    void anotherAssociationWithoutAnIceRestartIsRefused() {
        settle(OFFER + "a=tls-id:abc3de65cddef001be82\n");
        for (String other :
                List.of(
                        OFFER.replace("AB:CD", "EF:CD"),
                        OFFER.replace("actpass", "active"),
                        OFFER + "a=tls-id:00000000000000000000\n")) {
            Ends.assertFails(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () -> end.setRemoteDescription(RtcSdpType.OFFER, other));
        }
        for (String same :
                List.of(
                        OFFER,
                        OFFER.replace("actpass", "passive"),
                        restarted(OFFER),
                        OFFER + "a=tls-id:abc3de65cddef001be82\n")) {
            assertTrue(settle(same).transports().get(0).dtls().isEmpty(), same);
        }
    }

    @Test // RFC 8842, section 5.3
    void anAnswerHasATlsIdIfTheOfferHasAndAnotherForAnotherAssociation() {
        assertEquals(Optional.empty(), tlsId(answer(OFFER)));
        end.setLocalDescription(RtcSdpType.ANSWER, "");
        String offer = OFFER + "a=tls-id:abc3de65cddef001be82\n";
        Optional<String> ours = tlsId(answer(offer));
        assertTrue(ours.isPresent());
        end.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(ours, tlsId(answer(restarted(offer))));
        end.setLocalDescription(RtcSdpType.ANSWER, "");
        String other = offer.replace("abc3", "0000").replaceAll("ice-ufrag:....", "ice-ufrag:thrd");
        Optional<String> next = tlsId(answer(other));
        assertNotEquals(ours, next);
        assertEquals(next, tlsId(Ends.parse(end.createAnswer(OfferSettings.defaults()))));
        end.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(next, tlsId(Ends.parse(end.createOffer(OfferSettings.defaults()))));
    }

    private static Optional<String> tlsId(SessionDescription description) {
        return description.media().get(0).attributes().all(TlsId.class).stream()
                .map(TlsId::id)
                .findFirst();
    }
}
