package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

/**
 * A chunk (RFC 9260, section 3.2): type, flags, length and a value, padded to four bytes.
 *
 * <pre>
 *  0                   1                   2                   3
 * |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
 * /                          Chunk Value                          /
 * </pre>
 */
public sealed interface Chunk
        permits DataFragment,
                InitChunk,
                InitAckChunk,
                SackChunk,
                HeartbeatChunk,
                HeartbeatAckChunk,
                AbortChunk,
                ShutdownChunk,
                ShutdownAckChunk,
                ErrorChunk,
                CookieEchoChunk,
                CookieAckChunk,
                ShutdownCompleteChunk,
                ForwardTsn,
                ReConfigChunk,
                PadChunk,
                UnknownChunk {
    /** Size of type, flags and length. */
    int HEADER_BYTES = 4;

    /** The chunk type, u8. */
    int type();

    /** The chunk flags, u8. */
    int flags();

    /** Size of the value in bytes, without header and padding. */
    int valueSize();

    /** Writes the value. */
    void writeValue(WireWriter out);

    /** Size with header and without padding: the chunk length field. */
    default int size() {
        return HEADER_BYTES + valueSize();
    }

    /** Size with header and padding: what the chunk takes of a packet. */
    default int paddedSize() {
        return Padding.padded(size());
    }

    /** Writes header, value and padding. */
    default void writeTo(WireWriter out) {
        out.u8(type()).u8(flags()).u16(size());
        writeValue(out);
        out.zeros(paddedSize() - size());
    }

    /**
     * Reads a chunk with its padding.
     *
     * @param in at its first byte
     * @return the chunk, an {@link UnknownChunk} for a type we do not know
     * @throws MalformedPacketException if it is not what its type says
     */
    static Chunk parse(WireReader in) throws MalformedPacketException {
        int type = in.u8();
        int flags = in.u8();
        int length = in.u16();
        in.require(length >= HEADER_BYTES, "chunk length");
        if (type == DataChunk.TYPE || type == IDataChunk.TYPE) {
            // Most chunks are these: they are read where they lie, without a reader of their own.
            DataFragment fragment =
                    type == DataChunk.TYPE
                            ? DataChunk.parseValue(flags, length - HEADER_BYTES, in)
                            : IDataChunk.parseValue(flags, length - HEADER_BYTES, in);
            in.skip(Math.min(Padding.of(length), in.remaining()));
            return fragment;
        }
        WireReader value = in.slice(length - HEADER_BYTES);
        // RFC 9260, section 3.2: the padding of the last chunk may be missing in practice.
        in.skip(Math.min(Padding.of(length), in.remaining()));
        return switch (type) {
            case InitChunk.TYPE -> new InitChunk(InitFields.parse(value));
            case InitAckChunk.TYPE -> new InitAckChunk(InitFields.parse(value));
            case SackChunk.TYPE -> SackChunk.parseValue(value);
            case HeartbeatChunk.TYPE -> new HeartbeatChunk(HeartbeatChunk.parseInfo(value));
            case HeartbeatAckChunk.TYPE -> new HeartbeatAckChunk(HeartbeatChunk.parseInfo(value));
            case AbortChunk.TYPE -> AbortChunk.parseValue(flags, value);
            case ShutdownChunk.TYPE -> new ShutdownChunk(value.u32());
            case ShutdownAckChunk.TYPE -> new ShutdownAckChunk();
            case ErrorChunk.TYPE -> new ErrorChunk(ErrorCause.parseAll(value));
            case CookieEchoChunk.TYPE -> new CookieEchoChunk(value.rest());
            case CookieAckChunk.TYPE -> new CookieAckChunk();
            case ShutdownCompleteChunk.TYPE -> new ShutdownCompleteChunk((flags & 1) != 0);
            case ForwardTsnChunk.TYPE -> ForwardTsnChunk.parseValue(value);
            case IForwardTsnChunk.TYPE -> IForwardTsnChunk.parseValue(value);
            case PadChunk.TYPE -> PadChunk.parseValue(value);
            case ReConfigChunk.TYPE -> new ReConfigChunk(Parameter.parseAll(value));
            default -> new UnknownChunk(type, flags, value.rest());
        };
    }
}
