package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.Reliability;
import dev.specter.sctp.dcep.ChannelInit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.OptionalInt;

class ChannelParametersTest {
    private static ChannelParameters opened(Reliability reliability, int weight) {
        return ChannelParameters.of(
                new ChannelInit(
                        "label",
                        "protocol",
                        Delivery.UNORDERED,
                        reliability,
                        OptionalInt.empty(),
                        weight));
    }

    @ParameterizedTest // RFC 8831, section 6.4
    @CsvSource({
        "0, VERY_LOW",
        "128, VERY_LOW",
        "129, LOW",
        "256, LOW",
        "257, MEDIUM",
        "512, MEDIUM",
        "513, HIGH",
        "65535, HIGH"
    })
    void aWeightIsThePriorityAtOrAboveIt(int weight, RtcPriorityType priority) {
        assertEquals(priority, opened(Reliability.RELIABLE, weight).init().priority());
    }

    @ParameterizedTest
    @CsvSource({"VERY_LOW, 128", "LOW, 256", "MEDIUM, 512", "HIGH, 1024"})
    void aPriorityHasAWeight(RtcPriorityType priority, int weight) {
        var init = RtcDataChannelInit.builder().priority(priority).build();
        assertEquals(weight, ChannelParameters.checked("", init).toChannelInit().priority());
    }

    @Test // RFC 8832, section 5.1: 32 bits on the wire, 16 in webrtc-pc
    void limitsBeyondThoseOfTheApiAreCut() {
        var retransmits = opened(new Reliability.LimitedRetransmits(65_536), 256).init();
        assertEquals(OptionalInt.of(65_535), retransmits.maxRetransmits());
        var lifetime = new Reliability.LimitedLifetime(Duration.ofMillis(4_294_967_295L));
        assertEquals(OptionalInt.of(65_535), opened(lifetime, 256).init().maxPacketLifeTime());
    }

    @Test
    void whatTheTableOpensIsWhatThePeerReads() {
        var init =
                RtcDataChannelInit.builder().ordered(false).maxRetransmits(3).protocol("p").build();
        ChannelParameters mine = ChannelParameters.checked("half a \uD83D pair", init);
        assertEquals("half a \uFFFD pair", mine.label());
        assertEquals(mine, ChannelParameters.of(mine.toChannelInit()));
    }

    @Test
    void anIdIsTakenOnlyWhereBothEndsAgree() {
        var announced = RtcDataChannelInit.builder().id(7).build();
        assertEquals(OptionalInt.empty(), ChannelParameters.checked("", announced).negotiatedId());
        var agreed = RtcDataChannelInit.builder().negotiated(7).build();
        assertEquals(OptionalInt.of(7), ChannelParameters.checked("", agreed).negotiatedId());
    }
}
