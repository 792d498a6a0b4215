package dev.specter.sctp.assoc;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.CookieAckChunk;
import dev.specter.sctp.packet.CookieEchoChunk;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.ErrorChunk;
import dev.specter.sctp.packet.InitChunk;
import dev.specter.sctp.packet.SctpPacket;
import dev.specter.sctp.packet.ShutdownAckChunk;
import dev.specter.sctp.packet.ShutdownCompleteChunk;
import dev.specter.sctp.packet.UnknownChunk;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes packets apart and checks whom they belong to (RFC 9260, sections 8.4 and 8.5).
 * Loop-confined.
 */
final class PacketIntake {
    private static final int MAX_ECHO_BYTES = 256;

    private final Engine engine;
    private final SctpOptions options;
    private final Setup setup;
    private final ChunkDispatch dispatch;
    private final Counters counters;

    PacketIntake(Engine engine, SctpOptions options, Setup setup, ChunkDispatch dispatch) {
        this.engine = engine;
        this.options = options;
        this.setup = setup;
        this.dispatch = dispatch;
        counters = engine.counting();
    }

    void handlePacket(ByteBuffer packet, long nowNanos) {
        counters.packetsReceived++;
        ByteBuffer owned = packet.hasArray() ? packet : copyOf(packet);
        if (!isIntact(owned)) {
            counters.packetsDiscarded++;
            return;
        }
        engine.outbox().beginAnswers(engine.packetRoomBytes());
        WireReader in = WireReader.of(owned);
        try {
            SctpPacket header = SctpPacket.parseHeader(in);
            if (header.sourcePort() != engine.remotePort()
                    || header.destinationPort() != options.localPort()) {
                counters.packetsDiscarded++;
                return;
            }
            handleChunks(header, in, nowNanos);
        } catch (MalformedPacketException e) {
            counters.packetsDiscarded++;
        }
        if (engine.receiver() != null) {
            engine.receiver().handleEndOfPacket(nowNanos);
        }
    }

    private boolean isIntact(ByteBuffer packet) {
        // RFC 9653, section 5.3: zero counts once we have said so, which our first packet does.
        boolean isZeroAccepted =
                options.zeroChecksum() && !(engine.state() instanceof AssociationState.Idle);
        return isZeroAccepted && SctpPacket.hasZeroChecksum(packet)
                || SctpPacket.hasValidChecksum(packet);
    }

    private static ByteBuffer copyOf(ByteBuffer packet) {
        return ByteBuffer.allocate(packet.remaining()).put(packet).flip();
    }

    private void handleChunks(SctpPacket header, WireReader in, long nowNanos)
            throws MalformedPacketException {
        boolean isFirst = true;
        while (in.hasRemaining()) {
            Chunk chunk = Chunk.parse(in);
            if (!handleChunk(header.verificationTag(), chunk, isFirst, in, nowNanos)) {
                return;
            }
            isFirst = false;
        }
    }

    /** Handles a chunk if the packet may carry it; gives whether to go on with the next one. */
    private boolean handleChunk(
            long tag, Chunk chunk, boolean isFirst, WireReader rest, long nowNanos)
            throws MalformedPacketException {
        AssociationState state = engine.state();
        boolean isEnded = state instanceof AssociationState.Ended;
        if (chunk instanceof InitChunk init && !isEnded) {
            // RFC 9260, sections 3.1 and 8.5.1, rule A: tag 0, and no other chunk in the packet.
            if (tag == 0 && isFirst && !rest.hasRemaining()) {
                setup.handleInit(init, nowNanos);
            } else {
                counters.packetsDiscarded++;
            }
            return false;
        }
        if (chunk instanceof CookieEchoChunk echo && !isEnded) {
            boolean isOurs = isFirst && setup.handleCookieEcho(tag, echo, nowNanos);
            counters.packetsDiscarded += isOurs ? 0 : 1;
            return isOurs;
        }
        if (isEnded || state instanceof AssociationState.Idle) {
            handleOutOfTheBlue(tag, chunk, rest);
            return false;
        }
        if (chunk instanceof ShutdownAckChunk && !state.isConnected()) {
            // RFC 9260, section 8.5.1, rule E
            engine.outbox().reply(tag, new ShutdownCompleteChunk(true));
            return false;
        }
        if (!isTagValid(tag, chunk)) {
            counters.packetsDiscarded++;
            return false;
        }
        if (chunk instanceof UnknownChunk unknown) {
            return handleUnknown(unknown);
        }
        dispatch.handle(chunk, nowNanos);
        return !(engine.state() instanceof AssociationState.Ended);
    }

    /** RFC 9260, section 8.5 and, for chunks with a T bit, section 8.5.1, rules B and C. */
    private boolean isTagValid(long tag, Chunk chunk) {
        boolean isReflected =
                chunk instanceof AbortChunk abort && abort.isTagReflected()
                        || chunk instanceof ShutdownCompleteChunk complete
                                && complete.isTagReflected();
        return isReflected ? tag == engine.peerTag() && tag != 0 : tag == engine.localTag();
    }

    /** RFC 9260, section 8.4. */
    private void handleOutOfTheBlue(long tag, Chunk first, WireReader rest)
            throws MalformedPacketException {
        counters.packetsDiscarded++;
        // Rules 2 and 6: a packet with one of these anywhere is not answered.
        Chunk chunk = first;
        while (!isUnanswered(chunk) && rest.hasRemaining()) {
            chunk = Chunk.parse(rest);
        }
        if (isUnanswered(chunk)) {
            return;
        }
        if (first instanceof ShutdownAckChunk) {
            engine.outbox().reply(tag, new ShutdownCompleteChunk(true));
        } else if (first instanceof InitChunk init) {
            if (init.fields().initiateTag() != 0) {
                engine.outbox()
                        .reply(init.fields().initiateTag(), new AbortChunk(false, List.of()));
            }
        } else {
            engine.outbox().reply(tag, new AbortChunk(true, List.of()));
        }
    }

    private static boolean isUnanswered(Chunk chunk) {
        return chunk instanceof AbortChunk
                || chunk instanceof ShutdownCompleteChunk
                || chunk instanceof CookieAckChunk
                || chunk instanceof ErrorChunk;
    }

    /** RFC 9260, section 3.2: what the two high bits of an unknown type say. */
    private boolean handleUnknown(UnknownChunk unknown) {
        counters.chunksIgnored++;
        if (unknown.isReported() && engine.state().isConnected()) {
            var echo = WireWriter.allocate(unknown.paddedSize());
            unknown.writeTo(echo);
            ByteBuffer bytes = echo.finish();
            bytes.limit(Math.min(bytes.limit(), MAX_ECHO_BYTES));
            engine.outbox()
                    .answer(
                            new ErrorChunk(
                                    List.of(
                                            new ErrorCause.Echo(
                                                    ErrorCause.UNRECOGNIZED_CHUNK,
                                                    Bytes.copyOf(bytes)))));
        }
        return !unknown.stopsProcessing();
    }
}
