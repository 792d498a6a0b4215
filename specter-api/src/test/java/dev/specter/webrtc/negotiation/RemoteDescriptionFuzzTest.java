package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text as the offer of a peer and as its answer: applied, or refused without a trace. */
class RemoteDescriptionFuzzTest {
    @FuzzTest
    void description(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        asOffer(text);
        asAnswer(text);
    }

    private static Negotiator end() {
        Negotiator end = Ends.end(1);
        end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        return end;
    }

    private static void asOffer(String text) {
        Negotiator end = end();
        try {
            end.setRemoteDescription(RtcSdpType.OFFER, text);
        } catch (RtcException e) {
            assertEquals(RtcSignalingState.STABLE, end.signalingState());
            assertEquals(1, end.transceivers().size());
            return;
        }
        String answer = end.createAnswer(OfferSettings.defaults());
        Ends.assertReadsBack(answer);
        end.setLocalDescription(RtcSdpType.ANSWER, answer);
        assertEquals(RtcSignalingState.STABLE, end.signalingState());
        Ends.assertReadsBack(end.createOffer(OfferSettings.defaults().withIceRestart()));
    }

    private static void asAnswer(String text) {
        Negotiator end = end();
        end.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("a", List.of("s")));
        end.requireData();
        end.setLocalDescription(RtcSdpType.OFFER, "");
        try {
            end.setRemoteDescription(RtcSdpType.ANSWER, text);
        } catch (RtcException e) {
            assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, end.signalingState());
            end.setLocalDescription(RtcSdpType.ROLLBACK, "");
            assertFalse(end.transceivers().isEmpty());
            return;
        }
        Ends.assertReadsBack(end.createOffer(OfferSettings.defaults()));
    }
}
