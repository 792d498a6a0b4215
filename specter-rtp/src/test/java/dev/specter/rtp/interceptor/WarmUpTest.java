package dev.specter.rtp.interceptor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.Goodbye;
import dev.specter.rtp.rtcp.PictureLossIndication;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.rtp.rtcp.TransportFeedback;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class WarmUpTest {
    @Test
    void usesAllThatACallUses() {
        Set<Class<? extends RtcpPacket>> seen = WarmUp.run();
        assertTrue(
                seen.containsAll(
                        List.of(
                                SenderReport.class,
                                GenericNack.class,
                                TransportFeedback.class,
                                PictureLossIndication.class,
                                Goodbye.class)),
                seen.toString());
    }
}
