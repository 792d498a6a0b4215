package dev.specter.sctp.assoc;

import dev.specter.common.MalformedPacketException;
import dev.specter.sctp.CloseCause;
import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.CookieAckChunk;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.ErrorChunk;
import dev.specter.sctp.packet.ForwardTsn;
import dev.specter.sctp.packet.HeartbeatAckChunk;
import dev.specter.sctp.packet.HeartbeatChunk;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.IForwardTsnChunk;
import dev.specter.sctp.packet.InitAckChunk;
import dev.specter.sctp.packet.ReConfigChunk;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.sctp.packet.ShutdownAckChunk;
import dev.specter.sctp.packet.ShutdownChunk;
import dev.specter.sctp.packet.ShutdownCompleteChunk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * Hands each chunk that belongs to the association to its procedure, as far as the state allows
 * (RFC 9260, section 4). Loop-confined.
 */
final class ChunkDispatch {
    private final Engine engine;
    private final Procedures procedures;
    private final Counters counters;

    /** The procedures that chunks go to. */
    record Procedures(
            Setup setup,
            Shutdown shutdown,
            Heartbeat heartbeat,
            PathMtu pathMtu,
            StreamReset streamReset) {}

    ChunkDispatch(Engine engine, Procedures procedures) {
        this.engine = engine;
        this.procedures = procedures;
        counters = engine.counting();
    }

    void handle(Chunk chunk, long nowNanos) {
        AssociationState state = engine.state();
        if (chunk instanceof DataFragment data) {
            handleData(data, nowNanos);
        } else if (chunk instanceof SackChunk sack) {
            if (state.canSendData()) {
                engine.handleAckOutcome(engine.sender().handleSack(sack, nowNanos), nowNanos);
            }
        } else if (chunk instanceof ForwardTsn forward) {
            handleForwardTsn(forward);
        } else if (chunk instanceof ReConfigChunk reConfig) {
            if (state.canSendData()) {
                procedures.streamReset.handle(reConfig, nowNanos);
            }
        } else if (chunk instanceof HeartbeatChunk beat) {
            // RFC 9260, section 8.3: from COOKIE-ECHOED on.
            if (state.isConnected() || state instanceof AssociationState.CookieEchoed) {
                engine.outbox().answer(new HeartbeatAckChunk(beat.info()));
            }
        } else if (chunk instanceof HeartbeatAckChunk ack) {
            handleHeartbeatAck(ack, nowNanos);
        } else if (chunk instanceof AbortChunk abort) {
            engine.close(abortCause(abort));
        } else if (chunk instanceof ErrorChunk error) {
            handleError(error, nowNanos);
        } else if (chunk instanceof InitAckChunk initAck) {
            procedures.setup.handleInitAck(initAck, nowNanos);
        } else if (chunk instanceof CookieAckChunk) {
            procedures.setup.handleCookieAck(nowNanos);
        } else if (chunk instanceof ShutdownChunk shut) {
            procedures.shutdown.handleShutdown(shut, nowNanos);
        } else if (chunk instanceof ShutdownAckChunk) {
            procedures.shutdown.handleShutdownAck();
        } else if (chunk instanceof ShutdownCompleteChunk) {
            procedures.shutdown.handleShutdownComplete();
        }
    }

    private void handleData(DataFragment data, long nowNanos) {
        if (!engine.state().canReceiveData()) {
            counters.chunksIgnored++;
            return;
        }
        if (data instanceof IDataChunk != engine.peer().isInterleaved()) {
            // RFC 8260, section 2.2.1: whichever was not agreed on ends the association.
            engine.fail(CloseCause.Kind.PROTOCOL_VIOLATION, "DATA and I-DATA mixed up");
            return;
        }
        int size = data.payload().remaining();
        if (size == 0) {
            // RFC 9260, section 6.2: DATA without user data: ABORT with the cause No User Data.
            engine.closeWithAbort(
                    Engine.cause(CloseCause.Kind.PROTOCOL_VIOLATION, "DATA without user data"),
                    new ErrorCause.NoUserData(data.tsn()));
            return;
        }
        switch (engine.receiver().handleData(data)) {
            case ACCEPTED -> {
                counters.dataChunksReceived++;
                counters.bytesReceived += size;
            }
            case DUPLICATE -> counters.duplicateTsns++;
            case NO_ROOM -> counters.chunksIgnored++;
            case INVALID_STREAM -> {
                // RFC 9260, section 6.5: acknowledge, and send ERROR with Invalid Stream
                // Identifier.
                counters.chunksIgnored++;
                engine.outbox()
                        .answer(
                                new ErrorChunk(
                                        List.of(new ErrorCause.InvalidStream(data.streamId()))));
            }
            case TOO_LARGE -> {
                engine.fail(CloseCause.Kind.PROTOCOL_VIOLATION, "message too large");
                return;
            }
            case EXHAUSTED -> {
                engine.closeWithAbort(
                        Engine.cause(
                                CloseCause.Kind.PROTOCOL_VIOLATION,
                                "unfinished messages fill the window"),
                        ErrorCause.empty(ErrorCause.OUT_OF_RESOURCE));
                return;
            }
        }
        procedures.shutdown.handleDataAfterShutdown(nowNanos);
    }

    private void handleForwardTsn(ForwardTsn forward) {
        if (!engine.state().canReceiveData()) {
            return;
        }
        if (forward instanceof IForwardTsnChunk != engine.peer().isInterleaved()) {
            // RFC 8260, section 2.3.1
            engine.fail(CloseCause.Kind.PROTOCOL_VIOLATION, "FORWARD TSN of the other kind");
            return;
        }
        engine.receiver().handleForwardTsn(forward);
    }

    private void handleHeartbeatAck(HeartbeatAckChunk ack, long nowNanos) {
        try {
            procedures.heartbeat.handleAck(ack, nowNanos);
            procedures.pathMtu.handleAck(ack, nowNanos);
        } catch (MalformedPacketException e) {
            counters.chunksIgnored++;
        }
    }

    private void handleError(ErrorChunk error, long nowNanos) {
        for (ErrorCause cause : error.causes()) {
            if (cause instanceof ErrorCause.StaleCookie stale) {
                procedures.setup.handleStaleCookie(stale.stalenessMicros(), nowNanos);
                return;
            }
        }
        counters.chunksIgnored++;
    }

    private static CloseCause abortCause(AbortChunk abort) {
        if (abort.causes().isEmpty()) {
            return Engine.cause(CloseCause.Kind.ABORTED_BY_PEER, "");
        }
        ErrorCause first = abort.causes().get(0);
        boolean isText =
                first.code() == ErrorCause.USER_INITIATED_ABORT
                        || first.code() == ErrorCause.PROTOCOL_VIOLATION;
        String text = "";
        if (isText && first instanceof ErrorCause.Echo echo) {
            text = Engine.cut(new String(echo.value().toArray(), StandardCharsets.UTF_8));
        }
        return new CloseCause(CloseCause.Kind.ABORTED_BY_PEER, OptionalInt.of(first.code()), text);
    }
}
