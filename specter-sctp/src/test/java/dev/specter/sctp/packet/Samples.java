package dev.specter.sctp.packet;

import dev.specter.common.Bytes;
import dev.specter.sctp.packet.SackChunk.GapBlock;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** One or more of each chunk, parameter and cause. */
final class Samples {
    private static final Bytes SOME = Bytes.ofHex("0102030405");

    private Samples() {}

    static List<Parameter> parameters() {
        return List.of(
                new Parameter.StateCookie(SOME),
                new Parameter.Unrecognized(SOME),
                new Parameter.CookiePreservative(0xFFFFFFFFL),
                new Parameter.ForwardTsnSupported(),
                new Parameter.ZeroChecksumAcceptable(Parameter.ZeroChecksumAcceptable.DTLS),
                new Parameter.SupportedExtensions(List.of(130, 192, 64)),
                new Parameter.OutgoingSsnReset(1, 2, 0xFFFFFFFFL, List.of(0, 65_534, 7)),
                new Parameter.OutgoingSsnReset(1, 2, 3, List.of()),
                new Parameter.IncomingSsnReset(9, List.of(4)),
                new Parameter.SsnTsnReset(10),
                new Parameter.ReconfigResponse(11, 1, OptionalLong.empty()),
                new Parameter.ReconfigResponse(11, 6, OptionalLong.of(0x1234_5678_9ABC_DEF0L)),
                new Parameter.AddStreams(Parameter.AddStreams.OUTGOING, 12, 100),
                new Parameter.AddStreams(Parameter.AddStreams.INCOMING, 12, 65_535),
                new Parameter.Unknown(0xC006, SOME));
    }

    static List<ErrorCause> causes() {
        return List.of(
                new ErrorCause.InvalidStream(65_535),
                new ErrorCause.MissingParameters(List.of(7, 9, 11)),
                new ErrorCause.StaleCookie(5),
                new ErrorCause.NoUserData(0xFFFFFFFFL),
                ErrorCause.empty(ErrorCause.OUT_OF_RESOURCE),
                ErrorCause.text(ErrorCause.USER_INITIATED_ABORT, "why"),
                new ErrorCause.Echo(ErrorCause.UNRECOGNIZED_CHUNK, SOME));
    }

    static List<Chunk> chunks() {
        var fields = new InitFields(0xFFFFFFFFL, 1 << 20, 65_535, 1, 0x80000000L, parameters());
        return List.of(
                new DataChunk(
                        DataChunk.BEGIN | DataChunk.IMMEDIATE,
                        0xFFFFFFFFL,
                        65_535,
                        65_535,
                        53,
                        ByteBuffer.wrap(new byte[] {1, 2, 3})),
                new DataChunk(DataChunk.END, 0, 0, 0, 0, ByteBuffer.allocate(0)),
                new InitChunk(fields),
                new InitAckChunk(fields),
                new SackChunk(
                        7,
                        0xFFFFFFFFL,
                        List.of(new GapBlock(1, 1), new GapBlock(3, 65_535)),
                        List.of(1L, 0xFFFFFFFFL)),
                new SackChunk(7, 0, List.of(), List.of()),
                new HeartbeatChunk(SOME),
                new HeartbeatAckChunk(SOME),
                new AbortChunk(true, causes()),
                new AbortChunk(false, List.of()),
                new ShutdownChunk(3),
                new ShutdownAckChunk(),
                new ErrorChunk(causes()),
                new CookieEchoChunk(SOME),
                new CookieAckChunk(),
                new ShutdownCompleteChunk(true),
                new ShutdownCompleteChunk(false),
                new ForwardTsnChunk(
                        5, List.of(new SkippedStream(1, 2), new SkippedStream(65_535, 65_535))),
                new ForwardTsnChunk(5, List.of()),
                new IDataChunk(
                        DataFragment.BEGIN | DataFragment.UNORDERED,
                        7,
                        65_535,
                        0xFFFFFFFFL,
                        51,
                        ByteBuffer.wrap(new byte[] {1, 2, 3})),
                new IDataChunk(DataFragment.END, 8, 0, 0, 0xFFFFFFFFL, ByteBuffer.allocate(0)),
                new IForwardTsnChunk(
                        5,
                        List.of(
                                new SkippedStream(1, true, 0xFFFFFFFFL),
                                new SkippedStream(65_535, 2))),
                new PadChunk(0),
                new PadChunk(30),
                new ReConfigChunk(parameters().subList(6, 9)),
                new UnknownChunk(0x9F, 0xFF, SOME));
    }
}
