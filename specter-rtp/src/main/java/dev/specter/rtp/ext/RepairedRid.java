package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Repaired RTP stream id: which layer a retransmission belongs to (RFC 8852, section 3.2).
 * Immutable.
 *
 * @param value the {@code a=rid} of the stream that is repaired, 1 to 255 bytes in UTF-8
 */
public record RepairedRid(String value) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<RepairedRid> TYPE =
            new ExtensionType<>(HeaderExtensionUri.REPAIRED_RID, RepairedRid::parse);

    /** Checks the size. */
    public RepairedRid {
        SdesText.check(value);
    }

    private static RepairedRid parse(WireReader in) throws MalformedPacketException {
        return new RepairedRid(SdesText.parse(in));
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.REPAIRED_RID;
    }

    @Override
    public Bytes toBytes() {
        return SdesText.toBytes(value);
    }
}
