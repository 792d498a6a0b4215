package dev.specter.webrtc;

import dev.specter.rtp.codec.PayloadFormats;
import dev.specter.webrtc.negotiation.CodecMatcher;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.SendEncoding;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the negotiated codec that a local track's media is encoded with. */
final class SendCodec {
    private SendCodec() {}

    /**
     * Chooses for one encoding, which may ask for a codec of its own.
     *
     * @param track what is sent
     * @param encoding as which it is sent
     * @param negotiated what the peer takes, its favourite first
     * @return the codec; empty where the peer does not take the track's
     */
    static Optional<NegotiatedCodec> choose(
            RtcLocalTrack track, SendEncoding encoding, List<NegotiatedCodec> negotiated) {
        Optional<RtcRtpCodecCapability> wanted = encoding.parameters().codec();
        return wanted.isEmpty()
                ? choose(track, negotiated)
                : choose(track, CodecMatcher.findAll(wanted.get(), negotiated));
    }

    /**
     * Chooses.
     *
     * @param track what is sent
     * @param negotiated what the peer takes, its favourite first
     * @return the codec; empty where the peer does not take the track's
     */
    static Optional<NegotiatedCodec> choose(RtcLocalTrack track, List<NegotiatedCodec> negotiated) {
        RtcRtpCodecCapability wanted = track.codec();
        NegotiatedCodec sameName = null;
        for (NegotiatedCodec codec : negotiated) {
            if (!isNamed(codec.capability(), wanted, track)) {
                continue;
            }
            if (packetizationMode(codec.capability()).equals(packetizationMode(wanted))) {
                return Optional.of(codec);
            }
            if (sameName == null && track instanceof RtcRtpTrack) {
                sameName = codec; // packets made elsewhere may fit all the same
            }
        }
        return Optional.ofNullable(sameName);
    }

    private static boolean isNamed(
            RtcRtpCodecCapability codec, RtcRtpCodecCapability wanted, RtcLocalTrack track) {
        if (wanted.encodingName().isEmpty()) {
            // A bare kind: the first codec, and for frames the first that can be packetized.
            return track instanceof RtcRtpTrack
                    || PayloadFormats.packetizer(codec.mimeType(), 1000).isPresent();
        }
        return codec.mimeType().equalsIgnoreCase(wanted.mimeType())
                && (wanted.clockRateHz() == 0 || wanted.clockRateHz() == codec.clockRateHz());
    }

    /** Frames of H.264 are packetized in mode 1 (RFC 6184, section 6.3), and in no other. */
    private static String packetizationMode(RtcRtpCodecCapability codec) {
        if (!codec.encodingName().toLowerCase(Locale.ROOT).equals("h264")) {
            return "";
        }
        String compact = codec.sdpFmtpLine().replace(" ", "");
        boolean open = compact.isEmpty();
        return open || compact.contains("packetization-mode=1") ? "1" : "0";
    }
}
