package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 2):
 * one counter for all streams of a transport. Immutable.
 *
 * @param value u16
 */
public record TransportSequenceNumber(int value) implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<TransportSequenceNumber> TYPE =
            new ExtensionType<>(HeaderExtensionUri.TRANSPORT_CC, TransportSequenceNumber::parse);

    /** Checks the range. */
    public TransportSequenceNumber {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("TransportSequenceNumber out of range");
        }
    }

    private static TransportSequenceNumber parse(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() == 2 || in.remaining() == 4, "transport-cc: size");
        return new TransportSequenceNumber(in.u16());
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.TRANSPORT_CC;
    }

    @Override
    public Bytes toBytes() {
        return Bytes.wrapOwned(new byte[] {(byte) (value >> 8), (byte) value});
    }
}
