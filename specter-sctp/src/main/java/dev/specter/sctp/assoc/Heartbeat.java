package dev.specter.sctp.assoc;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.HeartbeatAckChunk;
import dev.specter.sctp.packet.HeartbeatChunk;

import java.util.random.RandomGenerator;

/** Heartbeats of an idle association (RFC 9260, section 8.3). Loop-confined. */
final class Heartbeat {
    private static final long NEVER = Long.MAX_VALUE;

    private final Engine engine;
    private final RandomGenerator random;
    private final long intervalNanos;
    private long dueNanos = NEVER;
    private long nonce;
    private long sentNanos;
    private boolean isUnanswered;

    Heartbeat(Engine engine, SctpOptions options, RandomGenerator random) {
        this.engine = engine;
        this.random = random;
        intervalNanos = options.heartbeatInterval().toNanos();
    }

    void start(long nowNanos) {
        isUnanswered = false;
        schedule(nowNanos);
    }

    private void schedule(long nowNanos) {
        if (intervalNanos > 0) {
            // RFC 9260, section 8.3: the RTO with jitter of +/- 50 %, plus HB.Interval.
            long rtoNanos = engine.rto().rtoNanos();
            long jitterNanos = (long) (rtoNanos * (0.5 + random.nextDouble()));
            dueNanos = nowNanos + intervalNanos + jitterNanos;
        }
    }

    long dueNanos() {
        return engine.state().isConnected() ? dueNanos : NEVER;
    }

    void handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos()) {
            return;
        }
        schedule(nowNanos);
        if (isUnanswered) {
            // RFC 9260, section 8.3: an unanswered HEARTBEAT counts as an error.
            isUnanswered = false;
            engine.onError();
        }
        // RFC 9260, section 8.3: what is in use needs none.
        if (engine.state() instanceof AssociationState.Established
                && engine.sender().outstandingCount() == 0) {
            nonce = random.nextLong();
            sentNanos = nowNanos;
            isUnanswered = true;
            var info = WireWriter.allocate(Long.BYTES).u64(nonce).finish();
            engine.outbox().add(new HeartbeatChunk(Bytes.copyOf(info)));
        }
    }

    void handleAck(HeartbeatAckChunk ack, long nowNanos) throws MalformedPacketException {
        if (isUnanswered
                && ack.info().size() == Long.BYTES
                && WireReader.of(ack.info()).u64() == nonce) {
            isUnanswered = false;
            engine.rto().onMeasurement(nowNanos - sentNanos);
            engine.clearErrors();
        }
    }
}
