package dev.specter;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Keeps comfort-noise codecs (RFC 3389) out of descriptions, unless voice activity detection is
 * asked for. Confined to the thread of its connection.
 */
final class ComfortNoise {
    private final List<RtcRtpCodecCapability> without;
    private final Set<RtcRtpTransceiver> dropped = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * For one connection.
     *
     * @param audio the audio codecs there are
     */
    ComfortNoise(List<RtcRtpCodecCapability> audio) {
        without = audio.stream().filter(c -> !c.encodingName().equalsIgnoreCase("CN")).toList();
    }

    void apply(RtcPeerConnection rtc, boolean voiceActivityDetection) {
        for (RtcRtpTransceiver transceiver : rtc.transceivers()) {
            if (transceiver.kind() == RtcMediaKind.AUDIO
                    && transceiver.direction() != RtcRtpTransceiverDirection.STOPPED) {
                apply(transceiver, voiceActivityDetection);
            }
        }
    }

    private void apply(RtcRtpTransceiver transceiver, boolean voiceActivityDetection) {
        if (voiceActivityDetection && dropped.remove(transceiver)) {
            transceiver.setCodecPreferences(List.of());
        } else if (!voiceActivityDetection && dropped.add(transceiver)) {
            transceiver.setCodecPreferences(without);
        }
    }
}
