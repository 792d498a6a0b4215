package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Absolute send time: when the packet left, as 6 bits of seconds and 18 of their fraction.
 * Immutable.
 *
 * @param value in units of 1/262,144 s, 24 bits, wraps every 64 s
 */
public record AbsSendTime(int value) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<AbsSendTime> TYPE =
            new ExtensionType<>(HeaderExtensionUri.ABS_SEND_TIME, AbsSendTime::parse);

    /** Checks the range. */
    public AbsSendTime {
        if (value < 0 || value > 0xFFFFFF) {
            throw new IllegalArgumentException("AbsSendTime out of range");
        }
    }

    private static AbsSendTime parse(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() == 3, "abs-send-time: size");
        return new AbsSendTime(in.u24());
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.ABS_SEND_TIME;
    }

    @Override
    public Bytes toBytes() {
        return Bytes.wrapOwned(
                new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value});
    }
}
