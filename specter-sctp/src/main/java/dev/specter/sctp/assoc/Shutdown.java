package dev.specter.sctp.assoc;

import dev.specter.common.BackoffTimer;
import dev.specter.sctp.CloseCause;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.ShutdownAckChunk;
import dev.specter.sctp.packet.ShutdownChunk;
import dev.specter.sctp.packet.ShutdownCompleteChunk;

/** Graceful shutdown from either end (RFC 9260, section 9.2). Loop-confined. */
final class Shutdown {
    private final Engine engine;
    private final SctpOptions options;

    Shutdown(Engine engine, SctpOptions options) {
        this.engine = engine;
        this.options = options;
    }

    /** The user wants it. */
    void begin(long nowNanos) {
        if (engine.state() instanceof AssociationState.Established) {
            engine.transition(new AssociationState.ShutdownPending());
            progress(nowNanos);
        }
    }

    /** Goes on once nothing waits for sending or acknowledgement. */
    void progress(long nowNanos) {
        if (engine.state() instanceof AssociationState.ShutdownPending
                && engine.sender().isDrained()) {
            sendShutdown();
            engine.transition(new AssociationState.ShutdownSent(newT2(nowNanos)));
        } else if (engine.state() instanceof AssociationState.ShutdownReceived
                && engine.sender().isDrained()) {
            sendShutdownAck(nowNanos);
        }
    }

    private void sendShutdown() {
        engine.outbox().remove(ShutdownChunk.class);
        engine.outbox().add(new ShutdownChunk(engine.receiver().cumulativeTsn()));
    }

    private void sendShutdownAck(long nowNanos) {
        engine.outbox().remove(ShutdownChunk.class);
        engine.outbox().add(new ShutdownAckChunk());
        engine.transition(new AssociationState.ShutdownAckSent(newT2(nowNanos)));
    }

    private BackoffTimer newT2(long nowNanos) {
        var t2 = new BackoffTimer(options.rtoMax().toNanos());
        t2.start(nowNanos, engine.rto().rtoNanos());
        return t2;
    }

    void handleShutdown(ShutdownChunk chunk, long nowNanos) {
        if (engine.state().canSendData()) {
            engine.handleAckOutcome(
                    engine.sender().handleCumulativeAck(chunk.cumulativeTsnAck(), nowNanos),
                    nowNanos);
        }
        if (engine.state() instanceof AssociationState.Established
                || engine.state() instanceof AssociationState.ShutdownPending) {
            engine.transition(new AssociationState.ShutdownReceived());
            progress(nowNanos);
        } else if (engine.state() instanceof AssociationState.ShutdownSent) {
            sendShutdownAck(nowNanos);
        }
    }

    void handleShutdownAck() {
        if (engine.state() instanceof AssociationState.ShutdownSent
                || engine.state() instanceof AssociationState.ShutdownAckSent) {
            long peerTag = engine.peerTag();
            engine.close(Engine.cause(CloseCause.Kind.SHUTDOWN, ""));
            engine.outbox().reply(peerTag, new ShutdownCompleteChunk(false));
        }
    }

    void handleShutdownComplete() {
        if (engine.state() instanceof AssociationState.ShutdownAckSent) {
            engine.close(Engine.cause(CloseCause.Kind.SHUTDOWN, ""));
        }
    }

    /** DATA came after our SHUTDOWN: SACK and SHUTDOWN again. */
    void handleDataAfterShutdown(long nowNanos) {
        if (engine.state() instanceof AssociationState.ShutdownSent s) {
            engine.receiver().hurrySack();
            sendShutdown();
            s.t2().start(nowNanos, engine.rto().rtoNanos());
        }
    }

    /** T2-shutdown is due. */
    void handleTimeout(long nowNanos) {
        if (engine.state() instanceof AssociationState.ShutdownSent s && s.t2().isDue(nowNanos)) {
            if (backOff(s.t2(), nowNanos)) {
                sendShutdown();
            }
        } else if (engine.state() instanceof AssociationState.ShutdownAckSent s
                && s.t2().isDue(nowNanos)
                && backOff(s.t2(), nowNanos)) {
            engine.outbox().add(new ShutdownAckChunk());
        }
    }

    private boolean backOff(BackoffTimer t2, long nowNanos) {
        if (t2.expirations() >= options.maxRetransmits()) {
            engine.fail(CloseCause.Kind.PEER_UNREACHABLE, "no answer to shutdown");
            return false;
        }
        t2.backOff(nowNanos);
        return true;
    }
}
