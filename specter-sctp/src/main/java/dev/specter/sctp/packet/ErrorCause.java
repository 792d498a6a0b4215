package dev.specter.sctp.packet;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An error cause of ERROR or ABORT (RFC 9260, section 3.3.10): code, length and a value, padded to
 * four bytes. Causes whose value is text or an echo of what was wrong share {@link Echo}.
 */
public sealed interface ErrorCause {
    /** Size of code and length. */
    int HEADER_BYTES = 4;

    /** The cause code, u16. */
    int code();

    /** Size of the value in bytes, without header and padding. */
    int valueSize();

    /** Writes the value. */
    void writeValue(WireWriter out);

    /**
     * Invalid Stream Identifier, code 1 (RFC 9260, section 3.3.10.1). Immutable.
     *
     * @param streamId u16
     */
    record InvalidStream(int streamId) implements ErrorCause {
        static final int CODE = 1;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public int valueSize() {
            return 4;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u16(streamId).u16(0);
        }
    }

    /**
     * Missing Mandatory Parameter, code 2 (RFC 9260, section 3.3.10.2). Immutable.
     *
     * @param parameterTypes u16 each
     */
    record MissingParameters(List<Integer> parameterTypes) implements ErrorCause {
        static final int CODE = 2;

        /** Copies the list. */
        public MissingParameters {
            parameterTypes = List.copyOf(parameterTypes);
        }

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public int valueSize() {
            return 4 + 2 * parameterTypes.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(parameterTypes.size());
            parameterTypes.forEach(out::u16);
        }
    }

    /**
     * Stale Cookie, code 3 (RFC 9260, section 3.3.10.3). Immutable.
     *
     * @param stalenessMicros how long ago it expired, u32
     */
    record StaleCookie(long stalenessMicros) implements ErrorCause {
        static final int CODE = 3;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public int valueSize() {
            return 4;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(stalenessMicros);
        }
    }

    /**
     * No User Data, code 9 (RFC 9260, section 3.3.10.9). Immutable.
     *
     * @param tsn of the empty DATA chunk, u32
     */
    record NoUserData(long tsn) implements ErrorCause {
        static final int CODE = 9;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public int valueSize() {
            return 4;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(tsn);
        }
    }

    /**
     * Every other cause: its value is empty, text, or what the sender could not take. Immutable.
     *
     * @param code u16
     * @param value without padding
     */
    record Echo(int code, Bytes value) implements ErrorCause {
        @Override
        public int valueSize() {
            return value.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            out.bytes(value);
        }
    }

    /** Out of Resource (RFC 9260, section 3.3.10.4): nothing. */
    int OUT_OF_RESOURCE = 4;

    /** Unresolvable Address (RFC 9260, section 3.3.10.5): the address parameter. */
    int UNRESOLVABLE_ADDRESS = 5;

    /** Unrecognized Chunk Type (RFC 9260, section 3.3.10.6): the chunk. */
    int UNRECOGNIZED_CHUNK = 6;

    /** Invalid Mandatory Parameter (RFC 9260, section 3.3.10.7): nothing. */
    int INVALID_PARAMETER = 7;

    /** Unrecognized Parameters (RFC 9260, section 3.3.10.8): the parameters. */
    int UNRECOGNIZED_PARAMETERS = 8;

    /** Cookie Received While Shutting Down (RFC 9260, section 3.3.10.10): nothing. */
    int COOKIE_WHILE_SHUTTING_DOWN = 10;

    /** Restart of an Association with New Addresses (RFC 9260, section 3.3.10.11). */
    int RESTART_WITH_NEW_ADDRESSES = 11;

    /** User-Initiated Abort (RFC 9260, section 3.3.10.12): text. */
    int USER_INITIATED_ABORT = 12;

    /** Protocol Violation (RFC 9260, section 3.3.10.13): text. */
    int PROTOCOL_VIOLATION = 13;

    /** A cause without a value. */
    static ErrorCause empty(int code) {
        return new Echo(code, Bytes.EMPTY);
    }

    /** A cause with a text. */
    static ErrorCause text(int code, String text) {
        return new Echo(code, Bytes.wrapOwned(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads causes up to the end. */
    static List<ErrorCause> parseAll(WireReader in) throws MalformedPacketException {
        var causes = new ArrayList<ErrorCause>();
        while (in.hasRemaining()) {
            int code = in.u16();
            int length = in.u16();
            in.require(length >= HEADER_BYTES, "cause length");
            causes.add(parse(code, in.slice(length - HEADER_BYTES)));
            in.skip(Math.min(Padding.of(length), in.remaining()));
        }
        return causes;
    }

    private static ErrorCause parse(int code, WireReader in) throws MalformedPacketException {
        return switch (code) {
            case InvalidStream.CODE -> new InvalidStream(in.u16());
            case MissingParameters.CODE -> {
                long count = in.u32();
                in.require(count * 2 == in.remaining(), "missing parameters: count");
                var types = new ArrayList<Integer>();
                while (in.hasRemaining()) {
                    types.add(in.u16());
                }
                yield new MissingParameters(types);
            }
            case StaleCookie.CODE -> new StaleCookie(in.u32());
            case NoUserData.CODE -> new NoUserData(in.u32());
            default -> new Echo(code, in.rest());
        };
    }

    /** Size of causes with headers and padding, the last one without padding. */
    static int sizeOfAll(List<ErrorCause> causes) {
        int size = 0;
        for (ErrorCause cause : causes) {
            size = Padding.padded(size) + HEADER_BYTES + cause.valueSize();
        }
        return size;
    }

    /** Writes causes with padding between them. */
    static void writeAll(List<ErrorCause> causes, WireWriter out) {
        int padding = 0;
        for (ErrorCause cause : causes) {
            int size = HEADER_BYTES + cause.valueSize();
            out.zeros(padding).u16(cause.code()).u16(size);
            cause.writeValue(out);
            padding = Padding.of(size);
        }
    }
}
