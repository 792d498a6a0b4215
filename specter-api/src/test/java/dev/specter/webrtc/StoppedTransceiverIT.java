package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.List;
import java.util.concurrent.CompletionException;

/** What a transceiver that was stopped still takes, and what not (webrtc-pc, 5.2 and 5.4). */
class StoppedTransceiverIT {
    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcPeerConnection pc = webRtc.newPeerConnection();
    private final RtcRtpTransceiver one = pc.addTransceiver(RtcMediaKind.AUDIO);

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static void assertFails(RtcErrorName name, Executable call) {
        assertEquals(name, assertThrows(RtcException.class, call).name());
    }

    @Test // 5.4, setting direction, steps 3 to 6
    void directionStoppedIsATypeErrorUnlessItIsStoppedAlready() {
        assertFails(
                RtcErrorName.TYPE_ERROR,
                () -> one.setDirection(RtcRtpTransceiverDirection.STOPPED));
        one.stop();
        assertEquals(RtcRtpTransceiverDirection.STOPPED, one.direction());
        for (RtcRtpTransceiverDirection direction : RtcRtpTransceiverDirection.values()) {
            assertFails(RtcErrorName.INVALID_STATE_ERROR, () -> one.setDirection(direction));
        }
    }

    @Test // 5.4, stop, step 4; 5.2, setStreams; 5.4, setCodecPreferences
    void whatChangesNothingIsAccepted() {
        one.stop();
        one.stop();
        one.sender().setStreams("s");
        one.setCodecPreferences(List.of());
        pc.removeTrack(one.sender());
    }

    @Test // 5.2, replaceTrack, step 8.1, and setParameters, step 3
    void trackAndParametersCannotBeChanged() {
        one.stop();
        for (var call :
                List.of(
                        one.sender().replaceTrack(),
                        one.sender().setParameters(one.sender().parameters()))) {
            var error = assertThrows(CompletionException.class, call::join);
            assertEquals(
                    RtcErrorName.INVALID_STATE_ERROR, ((RtcException) error.getCause()).name());
        }
    }

    @Test // 5.2, setStreams, step 2
    void streamsOfAClosedConnectionCannotBeSet() {
        pc.close();
        assertFails(RtcErrorName.INVALID_STATE_ERROR, () -> one.sender().setStreams("s"));
    }
}
