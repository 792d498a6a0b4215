package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * RTP stream id: which simulcast layer a packet belongs to (RFC 8852, section 3.1). Immutable.
 *
 * @param value the {@code a=rid}, 1 to 255 bytes in UTF-8
 */
public record Rid(String value) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<Rid> TYPE =
            new ExtensionType<>(HeaderExtensionUri.RID, Rid::parse);

    /** Checks the size. */
    public Rid {
        SdesText.check(value);
    }

    private static Rid parse(WireReader in) throws MalformedPacketException {
        return new Rid(SdesText.parse(in));
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.RID;
    }

    @Override
    public Bytes toBytes() {
        return SdesText.toBytes(value);
    }
}
