package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Create an RTCIceCandidate (webrtc-pc, section 4.8.1). */
class IceCandidateTest {
    private static final String HOST =
            "candidate:842 1 udp 2113937151 192.0.2.4 50100 typ host generation 0 ufrag q1Zk";

    private static RtcIceCandidate of(String text) {
        return RtcIceCandidate.of(
                new RtcIceCandidateInit(
                        text, Optional.of("0"), OptionalInt.empty(), Optional.empty()));
    }

    @ParameterizedTest // constructor, step 1
    @ValueSource(strings = {"", HOST, "nonsense"})
    void oneThatBelongsNowhereIsATypeError(String text) {
        var init =
                new RtcIceCandidateInit(
                        text, Optional.empty(), OptionalInt.empty(), Optional.of("q1Zk"));
        RtcException e = assertThrows(RtcException.class, () -> RtcIceCandidate.of(init));
        assertEquals(RtcErrorName.TYPE_ERROR, e.name());
    }

    @Test // neither is looked up here
    void eitherPlaceIsEnough() {
        var byMid =
                new RtcIceCandidateInit(
                        HOST, Optional.of("no such"), OptionalInt.empty(), Optional.empty());
        var byIndex =
                new RtcIceCandidateInit(
                        "", Optional.empty(), OptionalInt.of(65_535), Optional.of("u"));
        assertEquals(byMid, RtcIceCandidate.of(byMid).toInit());
        assertEquals(byIndex, RtcIceCandidate.of(byIndex).toInit());
        assertEquals(byIndex.toJson(), RtcIceCandidate.of(byIndex).toJson());
    }

    @Test
    void readsAHostCandidate() {
        RtcIceCandidate host = of(HOST);
        assertEquals(Optional.of("842"), host.foundation());
        assertEquals(Optional.of(RtcIceComponent.RTP), host.component());
        assertEquals(OptionalLong.of(2_113_937_151L), host.priority());
        assertEquals(Optional.of("192.0.2.4"), host.address());
        assertEquals(Optional.of(IceProtocol.UDP), host.protocol());
        assertEquals(OptionalInt.of(50_100), host.port());
        assertEquals(Optional.of(IceCandidateType.HOST), host.type());
        assertEquals(Optional.empty(), host.tcpType());
        assertEquals(Optional.empty(), host.relatedAddress());
        assertEquals(OptionalInt.empty(), host.relatedPort());
        assertEquals(Optional.empty(), host.usernameFragment(), "a member, not of the text");
        assertEquals(Optional.empty(), host.relayProtocol());
        assertEquals(Optional.empty(), host.url());
        assertEquals("rtp", host.component().get().toString());
    }

    @Test // RFC 6544, section 4.5
    void readsATcpCandidateThatIsDerivedFromAnother() {
        RtcIceCandidate tcp =
                of(
                        "candidate:7 2 TCP 4294967295 2001:db8::7 9 typ srflx"
                                + " raddr 192.0.2.4 rport 9 tcptype active");
        assertEquals(Optional.of(RtcIceComponent.RTCP), tcp.component());
        assertEquals(OptionalLong.of(0xFFFF_FFFFL), tcp.priority());
        assertEquals(Optional.of("2001:db8::7"), tcp.address());
        assertEquals(Optional.of(IceProtocol.TCP), tcp.protocol());
        assertEquals(Optional.of(IceCandidateType.SRFLX), tcp.type());
        assertEquals(Optional.of(TcpType.ACTIVE), tcp.tcpType());
        assertEquals(Optional.of("192.0.2.4"), tcp.relatedAddress());
        assertEquals(OptionalInt.of(9), tcp.relatedPort());
    }

    @ParameterizedTest // the text is kept; addIceCandidate tells
    @ValueSource(
            strings = {
                "any text; at all",
                "candidate:842 1 udp 2113937151 192.0.2.4 50100",
                "candidate:842 1 udp 2113937151 192.0.2.4 65536 typ host",
                "candidate:842 1 udp 4294967296 192.0.2.4 50100 typ host",
                "candidate:842 3 udp 2113937151 192.0.2.4 50100 typ host",
                "candidate:842 1 sctp 2113937151 192.0.2.4 50100 typ host",
                "candidate:842 1 udp 2113937151 192.0.2.4 50100 typ other",
                "candidate:842 1 tcp 2113937151 192.0.2.4 50100 typ host tcptype other",
            })
    void allOrNothingIsRead(String text) {
        RtcIceCandidate wrong = of(text);
        assertEquals(text, wrong.candidate());
        assertFalse(wrong.isEndOfCandidates());
        assertNothingRead(wrong);
    }

    @Test
    void theEndOfAGenerationHasNothingToRead() {
        assertTrue(of("").isEndOfCandidates());
        assertNothingRead(of(""));
    }

    private static void assertNothingRead(RtcIceCandidate candidate) {
        assertEquals(Optional.empty(), candidate.foundation());
        assertEquals(Optional.empty(), candidate.component());
        assertEquals(OptionalLong.empty(), candidate.priority());
        assertEquals(Optional.empty(), candidate.address());
        assertEquals(Optional.empty(), candidate.protocol());
        assertEquals(OptionalInt.empty(), candidate.port());
        assertEquals(Optional.empty(), candidate.type());
        assertEquals(Optional.empty(), candidate.tcpType());
        assertEquals(Optional.empty(), candidate.relatedAddress());
        assertEquals(OptionalInt.empty(), candidate.relatedPort());
    }

    @Test // section 4.8.1, toJSON
    void whatIsNotForThePeerDoesNotCross() {
        var relayed =
                new RtcIceCandidate(
                        HOST,
                        Optional.of("0"),
                        OptionalInt.of(0),
                        Optional.of("q1Zk"),
                        Optional.of(RtcIceServerTransportProtocol.TLS),
                        Optional.of("turns:turn.example.org:5349?transport=tcp"));
        assertEquals("tls", relayed.relayProtocol().orElseThrow().toString());
        assertEquals(RtcIceCandidateInit.fromJson(relayed.toJson()), relayed.toInit());
        assertFalse(relayed.toJson().contains("tls"), relayed.toJson());
        assertFalse(relayed.toJson().contains("turn.example.org"), relayed.toJson());
    }
}
