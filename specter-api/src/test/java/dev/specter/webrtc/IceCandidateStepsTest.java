package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The constructor and toJSON of a candidate (webrtc-pc, section 4.8.1), by their steps. */
class IceCandidateStepsTest {
    private static final String REFLEXIVE =
            "candidate:7 1 udp 1694498815 192.0.2.1 4000 typ srflx raddr 10.0.0.1 rport 5000";

    private static RtcIceCandidateInit init(String candidate) {
        return new RtcIceCandidateInit(
                candidate, Optional.of("0"), OptionalInt.of(1), Optional.of("u"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", REFLEXIVE})
    void constructorStep1NeedsAMidOrAnIndex(String candidate) {
        var nowhere =
                new RtcIceCandidateInit(
                        candidate, Optional.empty(), OptionalInt.empty(), Optional.of("u"));
        Events.assertThrowsError(RtcErrorName.TYPE_ERROR, () -> RtcIceCandidate.of(nowhere));
    }

    @Test
    void createStep3TakesWhatTheDictionaryHas() {
        RtcIceCandidate made = RtcIceCandidate.of(init(REFLEXIVE));
        assertEquals(REFLEXIVE, made.candidate());
        assertEquals(Optional.of("0"), made.sdpMid());
        assertEquals(OptionalInt.of(1), made.sdpMLineIndex());
        assertEquals(Optional.of("u"), made.usernameFragment());
        assertEquals(init(REFLEXIVE), made.toInit());
    }

    private static void assertNothingIsKnown(RtcIceCandidate made) {
        assertEquals(Optional.empty(), made.foundation());
        assertEquals(Optional.empty(), made.component());
        assertEquals(OptionalLong.empty(), made.priority());
        assertEquals(Optional.empty(), made.address());
        assertEquals(Optional.empty(), made.protocol());
        assertEquals(OptionalInt.empty(), made.port());
        assertEquals(Optional.empty(), made.type());
        assertEquals(Optional.empty(), made.tcpType());
        assertEquals(Optional.empty(), made.relatedAddress());
        assertEquals(OptionalInt.empty(), made.relatedPort());
    }

    @Test
    void createStep2LeavesTheRestOfAnEmptyOneEmpty() {
        assertNothingIsKnown(RtcIceCandidate.of(init("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "candidate:1 1 udp 2113929471 192.0.2.1"})
    void createStep4Dot2KeepsTheTextThatIsNoCandidate(String wrong) {
        RtcIceCandidate made = RtcIceCandidate.of(init(wrong));
        assertEquals(wrong, made.candidate());
        assertNothingIsKnown(made);
    }

    @ParameterizedTest // a component, a type that webrtc-pc does not have
    @ValueSource(
            strings = {
                "candidate:1 3 udp 2113929471 192.0.2.1 4000 typ host",
                "candidate:1 1 udp 2113929471 192.0.2.1 4000 typ other"
            })
    void createStep4Dot3TakesAllOrNothing(String wrong) {
        RtcIceCandidate made = RtcIceCandidate.of(init(wrong));
        assertEquals(wrong, made.candidate());
        assertNothingIsKnown(made);
    }

    @Test
    void createStep4Dot4SetsWhatTheTextSays() {
        RtcIceCandidate made = RtcIceCandidate.of(init(REFLEXIVE));
        assertEquals(Optional.of("7"), made.foundation());
        assertEquals(Optional.of(RtcIceComponent.RTP), made.component());
        assertEquals(OptionalLong.of(1_694_498_815), made.priority());
        assertEquals(Optional.of("192.0.2.1"), made.address());
        assertEquals(Optional.of(IceProtocol.UDP), made.protocol());
        assertEquals(OptionalInt.of(4000), made.port());
        assertEquals(Optional.of(IceCandidateType.SRFLX), made.type());
        assertEquals(Optional.empty(), made.tcpType());
        assertEquals(Optional.of("10.0.0.1"), made.relatedAddress());
        assertEquals(OptionalInt.of(5000), made.relatedPort());
    }

    @Test
    void toJsonStep2TakesWhatCrossesTheSignalingChannel() {
        var local =
                new RtcIceCandidate(
                        REFLEXIVE,
                        Optional.of("0"),
                        OptionalInt.of(1),
                        Optional.of("u"),
                        Optional.of(RtcIceServerTransportProtocol.UDP),
                        Optional.of("stun:example.org"));
        assertEquals(init(REFLEXIVE), RtcIceCandidateInit.fromJson(local.toJson()));
        assertFalse(local.toJson().contains("stun:example.org"));
    }
}
