package dev.specter.rtp.codec;

import java.util.Locale;
import java.util.Optional;

/** Which packetizer and depacketizer belong to a MIME type, as {@code a=rtpmap} names it. */
public final class PayloadFormats {
    private PayloadFormats() {}

    /**
     * A packetizer for a codec.
     *
     * @param mimeType for example {@code video/H264}, in any case
     * @param maxPayloadBytes largest payload
     * @return a new one, or empty for codecs whose format is not known here
     */
    public static Optional<Packetizer> packetizer(String mimeType, int maxPayloadBytes) {
        return switch (mimeType.toLowerCase(Locale.ROOT)) {
            case "video/h264" -> Optional.of(new H264Packetizer(maxPayloadBytes));
            case "video/vp8" -> Optional.of(new Vp8Packetizer(maxPayloadBytes, 0));
            case "audio/opus" -> Optional.of(new OpusPacketizer());
            default -> Optional.empty();
        };
    }

    /**
     * A depacketizer for a codec.
     *
     * @param mimeType for example {@code video/VP8}, in any case
     * @return a new one with the default bounds, or empty for codecs whose format is not known here
     */
    public static Optional<Depacketizer> depacketizer(String mimeType) {
        return switch (mimeType.toLowerCase(Locale.ROOT)) {
            case "video/h264" -> Optional.of(new H264Depacketizer());
            case "video/vp8" -> Optional.of(new Vp8Depacketizer());
            case "audio/opus" -> Optional.of(new OpusDepacketizer());
            default -> Optional.empty();
        };
    }
}
