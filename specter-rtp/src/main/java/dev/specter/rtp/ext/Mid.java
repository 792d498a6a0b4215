package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Media identification: which m-section a packet belongs to (RFC 9143, section 15.2). Immutable.
 *
 * @param value the m-section's {@code a=mid}, 1 to 255 bytes in UTF-8
 */
public record Mid(String value) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<Mid> TYPE =
            new ExtensionType<>(HeaderExtensionUri.MID, Mid::parse);

    /** Checks the size. */
    public Mid {
        SdesText.check(value);
    }

    private static Mid parse(WireReader in) throws MalformedPacketException {
        return new Mid(SdesText.parse(in));
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.MID;
    }

    @Override
    public Bytes toBytes() {
        return SdesText.toBytes(value);
    }
}
