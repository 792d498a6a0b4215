package dev.specter.sctp.packet;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A parameter of INIT, INIT ACK or RE-CONFIG (RFC 9260, section 3.2.1): type, length and a value,
 * padded to four bytes.
 */
public sealed interface Parameter {
    /** Size of type and length. */
    int HEADER_BYTES = 4;

    /** The parameter type, u16. */
    int type();

    /** Size of the value in bytes, without header and padding. */
    int valueSize();

    /** Writes the value. */
    void writeValue(WireWriter out);

    /**
     * State Cookie, type 7 (RFC 9260, section 3.3.3.1.1). Immutable.
     *
     * @param cookie opaque to the peer
     */
    record StateCookie(Bytes cookie) implements Parameter {
        static final int TYPE = 7;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return cookie.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            out.bytes(cookie);
        }
    }

    /**
     * Unrecognized Parameter, type 8 (RFC 9260, section 3.3.3.1.2). Immutable.
     *
     * @param parameter the whole parameter as it came, header included, without padding
     */
    record Unrecognized(Bytes parameter) implements Parameter {
        static final int TYPE = 8;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return parameter.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            out.bytes(parameter);
        }
    }

    /**
     * Cookie Preservative, type 9 (RFC 9260, section 3.3.2.1.3). Immutable.
     *
     * @param incrementMillis longer life wished for, u32
     */
    record CookiePreservative(long incrementMillis) implements Parameter {
        static final int TYPE = 9;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return 4;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(incrementMillis);
        }
    }

    /** Forward-TSN-Supported, type 0xC000 (RFC 3758, section 3.1). Immutable. */
    record ForwardTsnSupported() implements Parameter {
        static final int TYPE = 0xC000;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return 0;
        }

        @Override
        public void writeValue(WireWriter out) {}
    }

    /**
     * Zero Checksum Acceptable, type 0x8001 (RFC 9653, section 4). Immutable.
     *
     * @param errorDetectionMethod what protects packets in place of the checksum, u32
     */
    record ZeroChecksumAcceptable(long errorDetectionMethod) implements Parameter {
        static final int TYPE = 0x8001;

        /** The packets travel in DTLS records (RFC 9653, section 6). */
        public static final long DTLS = 1;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return 4;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(errorDetectionMethod);
        }
    }

    /**
     * Supported Extensions, type 0x8008 (RFC 5061, section 4.2.7). Immutable.
     *
     * @param chunkTypes u8 each
     */
    record SupportedExtensions(List<Integer> chunkTypes) implements Parameter {
        static final int TYPE = 0x8008;

        /** Copies the list. */
        public SupportedExtensions {
            chunkTypes = List.copyOf(chunkTypes);
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return chunkTypes.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            chunkTypes.forEach(out::u8);
        }
    }

    /**
     * Outgoing SSN Reset Request, type 13 (RFC 6525, section 4.1). Immutable.
     *
     * @param requestSequence u32
     * @param responseSequence sequence number of the request it answers, or one before the next
     *     expected, u32
     * @param lastTsn the last TSN the sender assigned, u32
     * @param streamIds u16 each; empty for all streams
     */
    record OutgoingSsnReset(
            long requestSequence, long responseSequence, long lastTsn, List<Integer> streamIds)
            implements Parameter {
        static final int TYPE = 13;

        /** Size of header and numbers, without streams. */
        public static final int FIXED_BYTES = 16;

        /** Copies the list. */
        public OutgoingSsnReset {
            streamIds = List.copyOf(streamIds);
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return FIXED_BYTES - HEADER_BYTES + 2 * streamIds.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(requestSequence).u32(responseSequence).u32(lastTsn);
            streamIds.forEach(out::u16);
        }
    }

    /**
     * Incoming SSN Reset Request, type 14 (RFC 6525, section 4.2). Immutable.
     *
     * @param requestSequence u32
     * @param streamIds u16 each; empty for all streams
     */
    record IncomingSsnReset(long requestSequence, List<Integer> streamIds) implements Parameter {
        static final int TYPE = 14;

        /** Copies the list. */
        public IncomingSsnReset {
            streamIds = List.copyOf(streamIds);
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return 4 + 2 * streamIds.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(requestSequence);
            streamIds.forEach(out::u16);
        }
    }

    /**
     * SSN/TSN Reset Request, type 15 (RFC 6525, section 4.3). Immutable.
     *
     * @param requestSequence u32
     */
    record SsnTsnReset(long requestSequence) implements Parameter {
        static final int TYPE = 15;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return 4;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(requestSequence);
        }
    }

    /**
     * Re-configuration Response, type 16 (RFC 6525, section 4.4). Immutable.
     *
     * @param responseSequence sequence number of the request it answers, u32
     * @param result {@link #NOTHING_TO_DO} and so on, u32
     * @param nextTsns sender's next TSN in the high and receiver's next TSN in the low 32 bits, of
     *     an answer to an SSN/TSN reset
     */
    record ReconfigResponse(long responseSequence, long result, OptionalLong nextTsns)
            implements Parameter {
        static final int TYPE = 16;

        /** Success, nothing to do. */
        public static final long NOTHING_TO_DO = 0;

        /** Success, performed. */
        public static final long PERFORMED = 1;

        /** Denied. */
        public static final long DENIED = 2;

        /** Error: wrong stream number. */
        public static final long WRONG_STREAM = 3;

        /** Error: a request is already in progress. */
        public static final long REQUEST_IN_PROGRESS = 4;

        /** Error: bad sequence number. */
        public static final long BAD_SEQUENCE = 5;

        /** In progress. */
        public static final long IN_PROGRESS = 6;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int valueSize() {
            return nextTsns.isPresent() ? 16 : 8;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(responseSequence).u32(result);
            nextTsns.ifPresent(out::u64);
        }
    }

    /**
     * Add Outgoing or Add Incoming Streams Request, types 17 and 18 (RFC 6525, sections 4.5 and
     * 4.6). Immutable.
     *
     * @param type 17 or 18
     * @param requestSequence u32
     * @param streamCount u16
     */
    record AddStreams(int type, long requestSequence, int streamCount) implements Parameter {
        /** Type of the request to add outgoing streams. */
        public static final int OUTGOING = 17;

        /** Type of the request to add incoming streams. */
        public static final int INCOMING = 18;

        @Override
        public int valueSize() {
            return 8;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(requestSequence).u16(streamCount).u16(0);
        }
    }

    /**
     * A parameter of a type we do not know; the two high bits of the type say what to do (RFC 9260,
     * section 3.2.1). Immutable.
     *
     * @param type u16
     * @param value without padding
     */
    record Unknown(int type, Bytes value) implements Parameter {
        /** Whether no further parameter is processed. */
        public boolean stopsProcessing() {
            return (type & 0x8000) == 0;
        }

        /** Whether the sender is told. */
        public boolean isReported() {
            return (type & 0x4000) != 0;
        }

        @Override
        public int valueSize() {
            return value.size();
        }

        @Override
        public void writeValue(WireWriter out) {
            out.bytes(value);
        }
    }

    /** The whole parameter, header included, without padding. */
    default Bytes toBytes() {
        var out = WireWriter.allocate(HEADER_BYTES + valueSize());
        out.u16(type()).u16(HEADER_BYTES + valueSize());
        writeValue(out);
        return Bytes.copyOf(out.finish());
    }

    /** Reads parameters up to the end. */
    static List<Parameter> parseAll(WireReader in) throws MalformedPacketException {
        var parameters = new ArrayList<Parameter>();
        while (in.hasRemaining()) {
            int type = in.u16();
            int length = in.u16();
            in.require(length >= HEADER_BYTES, "parameter length");
            parameters.add(parse(type, in.slice(length - HEADER_BYTES)));
            in.skip(Math.min(Padding.of(length), in.remaining()));
        }
        return parameters;
    }

    private static Parameter parse(int type, WireReader in) throws MalformedPacketException {
        return switch (type) {
            case StateCookie.TYPE -> new StateCookie(in.rest());
            case Unrecognized.TYPE -> new Unrecognized(in.rest());
            case CookiePreservative.TYPE -> new CookiePreservative(in.u32());
            case ForwardTsnSupported.TYPE -> new ForwardTsnSupported();
            case ZeroChecksumAcceptable.TYPE -> new ZeroChecksumAcceptable(in.u32());
            case SupportedExtensions.TYPE -> {
                var types = new ArrayList<Integer>();
                while (in.hasRemaining()) {
                    types.add(in.u8());
                }
                yield new SupportedExtensions(types);
            }
            case OutgoingSsnReset.TYPE ->
                    new OutgoingSsnReset(in.u32(), in.u32(), in.u32(), parseStreams(in));
            case IncomingSsnReset.TYPE -> new IncomingSsnReset(in.u32(), parseStreams(in));
            case SsnTsnReset.TYPE -> new SsnTsnReset(in.u32());
            case ReconfigResponse.TYPE -> {
                long sequence = in.u32();
                long result = in.u32();
                yield new ReconfigResponse(
                        sequence,
                        result,
                        in.remaining() >= 8 ? OptionalLong.of(in.u64()) : OptionalLong.empty());
            }
            case AddStreams.OUTGOING, AddStreams.INCOMING ->
                    new AddStreams(type, in.u32(), in.u16());
            default -> new Unknown(type, in.rest());
        };
    }

    private static List<Integer> parseStreams(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() % 2 == 0, "stream list");
        var streams = new ArrayList<Integer>(in.remaining() / 2);
        while (in.hasRemaining()) {
            streams.add(in.u16());
        }
        return streams;
    }

    /** Size of parameters with headers and padding, the last one without padding. */
    static int sizeOfAll(List<Parameter> parameters) {
        int size = 0;
        for (Parameter parameter : parameters) {
            size = Padding.padded(size) + HEADER_BYTES + parameter.valueSize();
        }
        return size;
    }

    /** Writes parameters with padding between them. */
    static void writeAll(List<Parameter> parameters, WireWriter out) {
        int padding = 0;
        for (Parameter parameter : parameters) {
            int size = HEADER_BYTES + parameter.valueSize();
            out.zeros(padding).u16(parameter.type()).u16(size);
            parameter.writeValue(out);
            padding = Padding.of(size);
        }
    }
}
