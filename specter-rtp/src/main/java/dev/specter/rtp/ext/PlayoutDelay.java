package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Playout delay: limits of the time between capture and display. Immutable.
 *
 * @param minimum in units of 10 ms, 12 bits
 * @param maximum in units of 10 ms, 12 bits
 */
public record PlayoutDelay(int minimum, int maximum) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<PlayoutDelay> TYPE =
            new ExtensionType<>(HeaderExtensionUri.PLAYOUT_DELAY, PlayoutDelay::parse);

    /** Checks the range. */
    public PlayoutDelay {
        if (minimum < 0 || minimum > 0xFFF || maximum < 0 || maximum > 0xFFF) {
            throw new IllegalArgumentException("PlayoutDelay out of range");
        }
    }

    private static PlayoutDelay parse(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() == 3, "playout delay: size");
        int bits = in.u24();
        return new PlayoutDelay(bits >> 12, bits & 0xFFF);
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.PLAYOUT_DELAY;
    }

    @Override
    public Bytes toBytes() {
        int bits = minimum << 12 | maximum;
        return Bytes.wrapOwned(new byte[] {(byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
    }
}
