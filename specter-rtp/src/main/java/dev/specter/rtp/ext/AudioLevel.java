package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Audio level of the packet (RFC 6464, section 3). Immutable.
 *
 * @param voice whether the sender believes that it carries voice
 * @param level in -dBov, 0 (loudest) to 127 (silence)
 */
public record AudioLevel(boolean voice, int level) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<AudioLevel> TYPE =
            new ExtensionType<>(HeaderExtensionUri.AUDIO_LEVEL, AudioLevel::parse);

    /** Checks the range. */
    public AudioLevel {
        if (level < 0 || level > 127) {
            throw new IllegalArgumentException("AudioLevel out of range");
        }
    }

    private static AudioLevel parse(WireReader in) throws MalformedPacketException {
        // RFC 6464, section 3: a two-byte element may have a byte of padding behind the level.
        in.require(in.hasRemaining(), "audio level: size");
        int octet = in.u8();
        return new AudioLevel((octet & 0x80) != 0, octet & 0x7F);
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.AUDIO_LEVEL;
    }

    @Override
    public Bytes toBytes() {
        return Bytes.wrapOwned(new byte[] {(byte) ((voice ? 0x80 : 0) | level)});
    }
}
