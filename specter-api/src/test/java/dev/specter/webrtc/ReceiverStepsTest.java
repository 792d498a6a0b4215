package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * getParameters and jitterBufferTarget of a receiver (webrtc-pc, section 5.3), by items and steps;
 * nothing is connected.
 */
@Timeout(60)
class ReceiverStepsTest {
    private final WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build();
    private final RtcPeerConnection pc = webRtc.newPeerConnection();
    private final RtcPeerConnection peer = webRtc.newPeerConnection();

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static List<String> types(RtcRtpReceiver receiver) {
        return receiver.parameters().codecs().stream()
                .map(RtcRtpCodecParameters::mimeType)
                .distinct()
                .toList();
    }

    private void exchange() {
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        peer.setLocalDescription().join();
        pc.setRemoteDescription(peer.localDescription().orElseThrow()).join();
    }

    @Test
    void codecsAreThoseOfTheOfferThenThoseOfTheAnswer() {
        RtcRtpReceiver receiver = pc.addTransceiver(RtcMediaKind.AUDIO).receiver();
        assertEquals(List.of(), types(receiver));
        pc.setLocalDescription().join();
        assertTrue(types(receiver).size() > 1, "" + types(receiver));
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        RtcRtpTransceiver theirs = peer.transceivers().get(0);
        assertEquals(List.of(), types(theirs.receiver()));
        theirs.setCodecPreferences(List.of(RtcRtpCodecCapability.of("audio/PCMU")));
        peer.setLocalDescription().join();
        pc.setRemoteDescription(peer.localDescription().orElseThrow()).join();
        assertEquals(List.of("audio/PCMU"), types(receiver));
    }

    @Test
    void codecsAreNoneWhileTheDescriptionDoesNotReceive() {
        RtcRtpTransceiver audio = pc.addTransceiver(RtcMediaKind.AUDIO);
        exchange();
        assertFalse(types(audio.receiver()).isEmpty());
        audio.setDirection(RtcRtpTransceiverDirection.SENDONLY);
        assertFalse(types(audio.receiver()).isEmpty(), "not before the description says so");
        exchange();
        assertEquals(List.of(), types(audio.receiver()));
        audio.setDirection(RtcRtpTransceiverDirection.RECVONLY);
        exchange();
        assertFalse(types(audio.receiver()).isEmpty());
    }

    @Test // setting of jitterBufferTarget
    void jitterBufferTargetStep3RefusesWhatIsNegativeOrLongerThanFourSeconds() {
        RtcRtpReceiver receiver = pc.addTransceiver(RtcMediaKind.VIDEO).receiver();
        receiver.setJitterBufferTarget(Duration.ofMillis(70));
        for (Duration target : List.of(Duration.ofMillis(-1), Duration.ofMillis(4_001))) {
            RtcException error =
                    assertThrows(RtcException.class, () -> receiver.setJitterBufferTarget(target));
            assertEquals(RtcErrorName.RANGE_ERROR, error.name());
        }
        assertEquals(Optional.of(Duration.ofMillis(70)), receiver.jitterBufferTarget());
    }

    @Test
    void jitterBufferTargetStep4SetsItOrTakesItBack() {
        RtcRtpReceiver receiver = pc.addTransceiver(RtcMediaKind.VIDEO).receiver();
        assertEquals(Optional.empty(), receiver.jitterBufferTarget());
        for (Duration target : List.of(Duration.ZERO, Duration.ofSeconds(4))) {
            receiver.setJitterBufferTarget(target);
            assertEquals(Optional.of(target), receiver.jitterBufferTarget());
        }
        receiver.setJitterBufferTarget();
        assertEquals(Optional.empty(), receiver.jitterBufferTarget());
    }

    @Test
    void headerExtensionsAndReducedSizeAreWhatItIsPreparedForAndThereIsNoCname() {
        RtcRtpReceiver receiver = pc.addTransceiver(RtcMediaKind.VIDEO).receiver();
        assertEquals(List.of(), receiver.parameters().headerExtensions());
        assertFalse(receiver.parameters().rtcp().reducedSize());
        pc.setLocalDescription().join();
        assertFalse(receiver.parameters().headerExtensions().isEmpty());
        assertTrue(receiver.parameters().rtcp().reducedSize());
        assertEquals(Optional.empty(), receiver.parameters().rtcp().cname());
    }
}
