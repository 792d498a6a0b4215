package dev.specter.sdp.attribute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sdp.attribute.DirectionAttribute.Direction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class AttributeParserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "group:BUNDLE 0 1 2",
                "group:BUNDLE",
                "group:LS a b",
                "mid:audio_1",
                "msid:stream track",
                "msid:- track",
                "msid:stream",
                "msid-semantic: WMS *",
                "ice-ufrag:78Y3",
                "ice-pwd:OScj+9StIK8sE3Zox8jqKyDk",
                "ice-options:trickle ice2 renomination",
                "ice-lite",
                "ice-mismatch",
                "ice-pacing:50",
                "remote-candidates:1 192.0.2.3 45664",
                "remote-candidates:1 192.0.2.3 45664 2 2001:db8::1 9",
                "connection:new",
                "connection:existing",
                "candidate:1 1 udp 2113937151 192.0.2.1 33340 typ host",
                "candidate:1 2 UDP 1 2001:db8::1 3 typ srflx raddr 192.0.2.1 rport 4",
                "candidate:a/+ 1 tcp 1 x.local 9 typ host tcptype active generation 0 ufrag 78Y3"
                        + " network-id 1 network-cost 50",
                "end-of-candidates",
                "fingerprint:sha-256 56:A6:8C",
                "setup:actpass",
                "setup:active",
                "setup:passive",
                "setup:holdconn",
                "tls-id:abc3de65cddef001be82",
                "rtcp-mux",
                "rtcp-mux-only",
                "rtcp-rsize",
                "rtcp:9 IN IP4 0.0.0.0",
                "rtcp:53020",
                "rtpmap:111 opus/48000/2",
                "rtpmap:96 VP8/90000",
                "fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
                "fmtp:webrtc-datachannel max-message-size=1000",
                "rtcp-fb:96 nack pli",
                "rtcp-fb:* ccm fir",
                "rtcp-fb:96 transport-cc",
                "extmap:1 urn:ietf:params:rtp-hdrext:toffset",
                "extmap:2/recvonly urn:x",
                "extmap:4096/inactive urn:x some attributes",
                "extmap-allow-mixed",
                "ssrc:1566559651 cname:Xv7V VHxf",
                "ssrc:4294967295 msid:a b",
                "ssrc:1 flag",
                "ssrc-group:FID 1566559651 339104485",
                "rid:h send",
                "rid:m send pt=96,97;max-width=1280;max-fps=30",
                "rid:l_- recv max-br=64000",
                "simulcast:send h;m;l",
                "simulcast:send 1,~4;2 recv ~3",
                "simulcast:recv a",
                "sendrecv",
                "sendonly",
                "recvonly",
                "inactive",
                "sctp-port:5000",
                "sctp-init:AQAAFAAAAAEAEAAAAAEAAQAAAAE=",
                "max-message-size:262144",
                "sctpmap:5000 webrtc-datachannel 1024",
                "sctpmap:5000 webrtc-datachannel",
                "ptime:20",
                "ptime:2.5",
                "maxptime:120",
                "bundle-only",
                "identity:eyJpZHAi+/= a=b",
            })
    void writesWhatItReads(String text) throws AttributeSyntaxException {
        SdpAttribute attribute = AttributeParser.parse(text);
        assertFalse(attribute instanceof UnknownAttribute, "no record for " + text);
        assertEquals(text, attribute.attributeText());
        assertEquals(attribute, AttributeParser.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":x",
                "a b:c",
                "group:",
                "mid:",
                "mid:a b",
                "mid",
                "msid:",
                "msid:a b c",
                "ice-ufrag:abc",
                "ice-ufrag:ab\u00e9d",
                "ice-pwd:short",
                "ice-options:",
                "ice-lite:yes",
                "candidate:",
                "candidate:1 1 udp 1 192.0.2.1 1 host",
                "candidate:1 1 udp 1 192.0.2.1 1 typ",
                "candidate:1 0 udp 1 192.0.2.1 1 typ host",
                "candidate:1 1 udp 4294967296 192.0.2.1 1 typ host",
                "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
                "candidate:1 1 udp 1 192.0.2.1 1 typ host generation",
                "candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 1 typ host",
                "candidate:1 1 udp 99999999999999999999 192.0.2.1 1 typ host",
                "end-of-candidates:now",
                "fingerprint:sha-256",
                "fingerprint:sha-256 5:A6",
                "fingerprint:sha-256 56:G6",
                "fingerprint:sha-256 56:",
                "setup:",
                "setup:both",
                "tls-id:short",
                "rtcp-mux:1",
                "rtcp:65536",
                "rtcp:1 IN",
                "rtpmap:128 VP8/90000",
                "rtpmap:96 VP8",
                "rtpmap:96 VP8/",
                "rtpmap:96 /90000",
                "rtpmap:96 VP8/0",
                "rtpmap:96 opus/48000/x",
                "rtpmap:96",
                "fmtp:96",
                "rtcp-fb:x nack",
                "rtcp-fb:96",
                "extmap:0 urn:x",
                "extmap:1",
                "extmap:1/both urn:x",
                "ssrc:4294967296 cname:x",
                "ssrc:-1 cname:x",
                "ssrc:1",
                "ssrc:1 :x",
                "ssrc-group:",
                "ssrc-group:FID x",
                "rid:a",
                "rid:a both",
                "rid:\u00e9 send",
                "rid:a send pt=x",
                "rid:a send =x",
                "simulcast:",
                "simulcast:send",
                "simulcast:send a;;b",
                "simulcast:send a send b",
                "simulcast:both a",
                "sendrecv:x",
                "sctp-port:x",
                "ice-mismatch:1",
                "ice-pacing:",
                "ice-pacing:-5",
                "ice-pacing:10000000000",
                "ice-pacing:50 60",
                "remote-candidates:",
                "remote-candidates:0 192.0.2.3 45664",
                "remote-candidates:1 192.0.2.3",
                "remote-candidates:1 192.0.2.3 65536",
                "remote-candidates:1 192.0.2.3 45664 2",
                "connection:old",
                "connection",
                "sctp-init",
                "sctp-init:=A",
                "sctp-init:AQAA AQAA",
                "sctp-port:65536",
                "max-message-size:-1",
                "sctpmap:5000",
                "ptime:x",
                "ptime:1.",
                "bundle-only:1",
                "identity:",
                "identity:!",
            })
    void refuses(String text) {
        var e = assertThrows(AttributeSyntaxException.class, () -> AttributeParser.parse(text));
        assertFalse(e.getMessage().isEmpty());
    }

    @Test // draft-hancke-tsvwg-snap-00
    void readsAnInitOfABoundedSize() throws AttributeSyntaxException {
        var init = (SctpInit) AttributeParser.parse("sctp-init:AQAAFA==");
        assertEquals("01000014", init.chunk().toHex());
        AttributeParser.parse("sctp-init:" + "AAAA".repeat(500));
        String tooLong = "sctp-init:" + "AAAA".repeat(501);
        assertThrows(AttributeSyntaxException.class, () -> AttributeParser.parse(tooLong));
    }

    @Test
    void keepsUnknownAttributesAsTheyAre() throws AttributeSyntaxException {
        assertEquals(
                new UnknownAttribute("rtcp-xr", Optional.of("rcvr-rtt=all")),
                AttributeParser.parse("rtcp-xr:rcvr-rtt=all"));
        assertEquals(new UnknownAttribute("x", Optional.empty()), AttributeParser.parse("x"));
        assertEquals("x:", AttributeParser.parse("x:").attributeText());
        assertInstanceOf(UnknownAttribute.class, AttributeParser.parse("Mid:0"));
    }

    @Test // RFC 8839, section 5.1
    void readsACandidateWithEveryPart() throws AttributeSyntaxException {
        Candidate candidate =
                Candidate.parse(
                        "candidate:f 1 tcp 5 192.0.2.1 6 typ relay raddr 192.0.2.2 rport 7 tcptype"
                                + " passive generation 0 ufrag abcd");
        assertEquals("relay", candidate.type());
        assertEquals(Optional.of("192.0.2.2"), candidate.relatedAddress());
        assertEquals(OptionalInt.of(7), candidate.relatedPort());
        assertEquals(Optional.of("passive"), candidate.tcpType());
        assertEquals(Optional.of("abcd"), candidate.ufrag());
        assertFalse(candidate.isUdp());
        assertEquals(candidate, Candidate.parse("a=" + candidate.attributeText()));
        assertEquals(candidate, Candidate.parse(candidate.attributeValue().orElseThrow()));
    }

    @Test // RFC 8853, section 5.1
    void readsSimulcastAlternatives() throws AttributeSyntaxException {
        var simulcast = (Simulcast) AttributeParser.parse("simulcast:recv 3 send 1,~4;2");
        assertEquals(2, simulcast.send().size());
        assertEquals(new Simulcast.Stream("4", true), simulcast.send().get(0).get(1));
        assertEquals(List.of(List.of(new Simulcast.Stream("3", false))), simulcast.recv());
    }

    @Test
    void readsFormatParametersByName() throws AttributeSyntaxException {
        var fmtp = (Fmtp) AttributeParser.parse("fmtp:96 A=1; b = 2;;c;a=3");
        assertEquals("1", fmtp.parameterMap().get("a"));
        assertEquals("2", fmtp.parameterMap().get("b"));
        assertEquals("", fmtp.parameterMap().get("c"));
    }

    @Test
    void lowersAndRaisesTheCaseOfFingerprints() throws AttributeSyntaxException {
        assertEquals(
                new FingerprintAttribute("sha-256", "AB:CD"),
                AttributeParser.parse("fingerprint:SHA-256 ab:Cd"));
    }

    @Test
    void readsTheDirectionOfAnExtension() throws AttributeSyntaxException {
        var extMap = (ExtMap) AttributeParser.parse("extmap:3/sendonly urn:x");
        assertEquals(Optional.of(Direction.SENDONLY), extMap.direction());
        assertEquals(ExtMap.of(3, "urn:x"), AttributeParser.parse("extmap:3 urn:x"));
        assertTrue(extMap.extensionAttributes().isEmpty());
    }
}
