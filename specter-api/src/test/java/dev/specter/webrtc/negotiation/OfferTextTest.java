package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

/** What first offers and answers say, word by word. */
class OfferTextTest {
    private final Negotiator end = Ends.end(7);

    private List<String> offer() {
        String sdp = end.createOffer(OfferSettings.defaults());
        assertTrue(sdp.endsWith("\r\n"));
        return sdp.lines().toList();
    }

    private static String foreign(String... lines) {
        return Stream.concat(
                        Stream.of(
                                "v=0",
                                "o=- 1 2 IN IP4 127.0.0.1",
                                "s=-",
                                "t=0 0",
                                "m=video 9 UDP/TLS/RTP/SAVPF 96",
                                "c=IN IP4 0.0.0.0",
                                "a=rtcp-mux",
                                "a=mid:v",
                                "a=ice-ufrag:abcd",
                                "a=ice-pwd:abcdefghijklmnopqrstuvwx",
                                "a=rtpmap:96 VP8/90000"),
                        Stream.of(lines))
                .map(l -> l + "\n")
                .reduce("", String::concat);
    }

    @Test // RFC 9429, section 5.2.1
    void beginsWithVersionOriginAndName() {
        end.addTransceiver(
                RtcMediaKind.VIDEO, RtcRtpTransceiverDirection.RECVONLY, SenderSettings.NONE);
        List<String> lines = offer();
        assertEquals("v=0", lines.get(0));
        assertTrue(lines.get(1).matches("o=- \\d{1,19} \\d+ IN IP4 127\\.0\\.0\\.1"), lines.get(1));
        assertTrue(Long.parseLong(lines.get(1).split(" ")[1]) >= 0);
        assertEquals("s=-", lines.get(2));
        assertEquals("t=0 0", lines.get(3));
    }

    @Test // RFC 7742, section 5; RFC 8826, section 4.3.1
    void hasBothMandatoryVideoCodecsAndNoKeysInTheText() {
        end.addTransceiver(
                RtcMediaKind.VIDEO, RtcRtpTransceiverDirection.SENDRECV, SenderSettings.NONE);
        List<String> lines = offer();
        assertTrue(lines.stream().anyMatch(l -> l.matches("a=rtpmap:\\d+ VP8/90000")));
        assertTrue(lines.stream().anyMatch(l -> l.matches("a=rtpmap:\\d+ H264/90000")));
        assertTrue(
                lines.stream().anyMatch(l -> l.matches("a=fmtp:\\d+ .*profile-level-id=42e0.*")));
        assertFalse(lines.stream().anyMatch(l -> l.startsWith("a=crypto")));
    }

    @Test // RFC 8826, section 4.3.1
    void keysInTheTextInPlaceOfDtlsAreRefused() {
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () ->
                        end.setRemoteDescription(
                                RtcSdpType.OFFER,
                                foreign(
                                        "a=sendonly",
                                        "a=crypto:0 AES_CM_128_HMAC_SHA1_80 inline:"
                                                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    }

    private static String simulcastOffer() {
        return foreign(
                "a=fingerprint:sha-256 " + "AB:".repeat(31) + "CD",
                "a=setup:actpass",
                "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
                "a=recvonly",
                "a=rid:foo recv",
                "a=rid:bar recv",
                "a=rid:baz recv",
                "a=simulcast:recv foo;bar;baz");
    }

    private List<String> lines(String sdp, String prefix) {
        return sdp.lines().filter(l -> l.startsWith(prefix)).toList();
    }

    @Test
    void anOfferToReceiveSimulcastIsAnsweredOnceWeSend() {
        end.setRemoteDescription(RtcSdpType.OFFER, simulcastOffer());
        Transceiver made = end.transceivers().get(0);
        String inactive = end.createAnswer(OfferSettings.defaults());
        assertEquals(List.of(), lines(inactive, "a=rid"), "nothing is sent, so in no encoding");
        end.setDirection(made, RtcRtpTransceiverDirection.SENDONLY);
        String answer = end.createAnswer(OfferSettings.defaults());
        assertEquals(3, lines(answer, "a=rid:").size());
        assertEquals(List.of("a=simulcast:send foo;bar;baz"), lines(answer, "a=simulcast"));
        end.setLocalDescription(RtcSdpType.ANSWER, answer);
        // Encodings that rest are offered all the same.
        end.setEncodings(
                made,
                SendEncoding.parameters(made.sendEncodings()).stream()
                        .map(e -> e.toBuilder().active(false).build())
                        .toList());
        String offer = end.createOffer(OfferSettings.defaults());
        assertEquals(List.of("a=simulcast:send foo;bar;baz"), lines(offer, "a=simulcast"));
    }

    @Test // RFC 8853, section 5.1: the peer's pause is not ours
    void aStreamThatIsOfferedPausedIsSent() {
        end.setRemoteDescription(
                RtcSdpType.OFFER, simulcastOffer().replace("foo;bar;baz", "foo;~bar;baz"));
        Transceiver made = end.transceivers().get(0);
        assertEquals(3, made.sendEncodings().size());
        assertTrue(made.sendEncodings().stream().allMatch(e -> e.parameters().active()));
    }

    @Test // RFC 8851, section 10: a name is of letters, digits, - and _
    void aTildeInTheNameOfAStreamIsNoSyntax() {
        Ends.assertFails(
                RtcErrorName.OPERATION_ERROR,
                () ->
                        end.setRemoteDescription(
                                RtcSdpType.OFFER,
                                simulcastOffer().replace("a=rid:bar", "a=rid:~bar")));
    }
}
