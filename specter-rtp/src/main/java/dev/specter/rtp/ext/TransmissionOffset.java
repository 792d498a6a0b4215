package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Transmission time offset (RFC 5450, section 2). Immutable.
 *
 * @param ticks of the RTP clock between the time that the timestamp stands for and the sending,
 *     signed 24 bits
 */
public record TransmissionOffset(int ticks) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<TransmissionOffset> TYPE =
            new ExtensionType<>(HeaderExtensionUri.TRANSMISSION_OFFSET, TransmissionOffset::parse);

    /** Checks the range. */
    public TransmissionOffset {
        if (ticks < -0x800000 || ticks > 0x7FFFFF) {
            throw new IllegalArgumentException("TransmissionOffset out of range");
        }
    }

    private static TransmissionOffset parse(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() == 3, "toffset: size");
        return new TransmissionOffset(in.u24() << 8 >> 8);
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.TRANSMISSION_OFFSET;
    }

    @Override
    public Bytes toBytes() {
        return Bytes.wrapOwned(
                new byte[] {(byte) (ticks >> 16), (byte) (ticks >> 8), (byte) ticks});
    }
}
