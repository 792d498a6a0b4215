package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** insertDTMF (webrtc-pc, section 7.2), the steps that need no connection. */
class InsertDtmfStepsTest {
    @ParameterizedTest // step 4 comes before step 8
    @ValueSource(strings = {"1", "not tones", ""})
    void step4RefusesAnythingWithoutAConnection(String tones) {
        try (WebRtc webRtc = WebRtc.builder().build()) {
            RtcDtmfSender dtmf =
                    webRtc.newPeerConnection()
                            .addTransceiver(RtcMediaKind.AUDIO)
                            .sender()
                            .dtmf()
                            .orElseThrow();
            RtcException e = assertThrows(RtcException.class, () -> dtmf.insertDtmf(tones));
            assertEquals(RtcErrorName.INVALID_STATE_ERROR, e.name());
            assertEquals("", dtmf.toneBuffer());
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 40", "39, 40", "40, 40", "6000, 6000", "6001, 6000"})
    void steps12And13ClampTheDuration(long millis, long clamped) {
        assertEquals(
                Duration.ofMillis(clamped), RtcDtmfSender.clampDuration(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 30", "29, 30", "30, 30", "6000, 6000", "6001, 6000"})
    void steps14And15ClampTheGap(long millis, long clamped) {
        assertEquals(Duration.ofMillis(clamped), RtcDtmfSender.clampGap(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"',', 2000", "1, 130", "#, 130"})
    void steps17Dot4And17Dot5SayWhenTheNextToneBegins(char tone, long millis) {
        assertEquals(
                Duration.ofMillis(millis),
                RtcDtmfSender.untilNext(tone, Duration.ofMillis(100), Duration.ofMillis(30)));
    }
}
