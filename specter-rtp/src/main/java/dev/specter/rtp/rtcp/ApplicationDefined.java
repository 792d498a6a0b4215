package dev.specter.rtp.rtcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

/**
 * Application-defined packet, type 204 (RFC 3550, section 6.7). Immutable.
 *
 * @param subtype 0 to 31
 * @param ssrc of the sender of this packet, u32
 * @param name four ASCII characters
 * @param content application data, a multiple of 4 bytes
 */
public record ApplicationDefined(int subtype, long ssrc, Bytes name, Bytes content)
        implements RtcpPacket {
    /** Checks the ranges. */
    public ApplicationDefined {
        if (subtype < 0 || subtype > 31 || name.size() != 4 || content.size() % 4 != 0) {
            throw new IllegalArgumentException("APP: subtype, name or size");
        }
    }

    /** The name as text. */
    public String nameText() {
        return new String(name.toArray(), US_ASCII);
    }

    static ApplicationDefined parseBody(WireReader in, int count) throws MalformedPacketException {
        return new ApplicationDefined(count, in.u32(), in.bytes(4), in.rest());
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + 8 + content.size();
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, subtype, RtcpHeader.APP, sizeBytes());
        out.u32(ssrc).bytes(name).bytes(content);
    }
}
