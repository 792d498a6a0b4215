package dev.specter.sctp.assoc;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.HeartbeatAckChunk;
import dev.specter.sctp.packet.HeartbeatChunk;
import dev.specter.sctp.packet.PadChunk;
import dev.specter.sctp.packet.SctpPacket;

import java.util.random.RandomGenerator;

/**
 * Search for the largest packet that the path carries (RFC 8899, sections 5.2 and 6.2.3): HEARTBEAT
 * chunks padded to the size in question, which cost no data where they vanish. Loop-confined.
 */
final class PathMtu {
    private static final long NEVER = Long.MAX_VALUE;

    /** MAX_PROBES: losses after which a size is too large. */
    private static final int MAX_PROBES = 3;

    /** PROBE_TIMER, at least. */
    private static final long PROBE_TIMER_NANOS = 1_000_000_000L;

    /** PMTU_RAISE_TIMER. */
    private static final long RAISE_TIMER_NANOS = 600_000_000_000L;

    /** A search ends when less than this is in question. */
    private static final int STEP_BYTES = 16;

    /** Expiries of T3-rtx in a row that make a black hole. */
    private static final int BLACK_HOLE_TIMEOUTS = 3;

    private static final int INFO_BYTES = Long.BYTES + Integer.BYTES;

    /** The states of section 5.2. */
    private enum State {
        /** Not wanted, or not yet connected. */
        DISABLED,
        /** A larger packet is looked for. */
        SEARCHING,
        /** Found; looked for again after a while. */
        SEARCH_COMPLETE
    }

    private final Engine engine;
    private final RandomGenerator random;
    private final int baseBytes;
    private final int maxBytes;
    private State state = State.DISABLED;
    private int packetBytes;
    private int tooLargeBytes;
    private int probeBytes;
    private int probesLost;
    private boolean isProbeWanted;
    private long nonce;
    private long dueNanos = NEVER;
    private int timeouts;

    PathMtu(Engine engine, SctpOptions options, RandomGenerator random) {
        this.engine = engine;
        this.random = random;
        baseBytes = options.mtuBytes() & ~3;
        maxBytes = Math.max(options.maxMtuBytes() & ~3, baseBytes);
        packetBytes = baseBytes;
    }

    /** The largest packet now. */
    int packetBytes() {
        return packetBytes;
    }

    void start(long nowNanos) {
        use(baseBytes);
        if (maxBytes > baseBytes) {
            search(nowNanos);
        }
    }

    private void use(int bytes) {
        packetBytes = bytes;
        engine.sender().packetBytes(bytes);
    }

    private void search(long nowNanos) {
        tooLargeBytes = maxBytes + 4;
        state = State.SEARCHING;
        probe(maxBytes, nowNanos);
    }

    private void probe(int bytes, long nowNanos) {
        probeBytes = bytes;
        probesLost = 0;
        isProbeWanted = true;
        dueNanos = nowNanos + timerNanos();
    }

    private long timerNanos() {
        return Math.max(PROBE_TIMER_NANOS, engine.rto().rtoNanos());
    }

    private void next(long nowNanos) {
        if (tooLargeBytes - packetBytes <= STEP_BYTES) {
            state = State.SEARCH_COMPLETE;
            isProbeWanted = false;
            dueNanos = nowNanos + RAISE_TIMER_NANOS;
        } else {
            probe((packetBytes + tooLargeBytes) / 2 & ~3, nowNanos);
        }
    }

    long dueNanos() {
        return engine.state() instanceof AssociationState.Established ? dueNanos : NEVER;
    }

    void handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos()) {
            return;
        }
        if (state == State.SEARCH_COMPLETE) {
            if (packetBytes < maxBytes) {
                search(nowNanos);
            } else {
                dueNanos = NEVER;
            }
        } else if (++probesLost >= MAX_PROBES) {
            tooLargeBytes = probeBytes;
            next(nowNanos);
        } else {
            isProbeWanted = true;
            dueNanos = nowNanos + timerNanos();
        }
    }

    /** Whether {@link #takeProbe} has a packet. */
    boolean isProbeWanted() {
        return isProbeWanted && engine.state() instanceof AssociationState.Established;
    }

    /** The size of the next probe, to be sent alone. */
    int takeProbe() {
        isProbeWanted = false;
        nonce = random.nextLong();
        return probeBytes;
    }

    HeartbeatChunk heartbeat() {
        var info = WireWriter.allocate(INFO_BYTES).u64(nonce).u32(probeBytes).finish();
        return new HeartbeatChunk(Bytes.copyOf(info));
    }

    PadChunk padding(HeartbeatChunk heartbeat) {
        return new PadChunk(
                probeBytes
                        - SctpPacket.HEADER_BYTES
                        - heartbeat.paddedSize()
                        - PadChunk.HEADER_BYTES);
    }

    void handleAck(HeartbeatAckChunk ack, long nowNanos) throws MalformedPacketException {
        if (state != State.SEARCHING || ack.info().size() != INFO_BYTES) {
            return;
        }
        WireReader in = WireReader.of(ack.info());
        if (in.u64() == nonce && in.u32() == probeBytes) {
            use(probeBytes);
            next(nowNanos);
        }
    }

    /** T3-rtx expired. Section 4.3: data that only just fitted may not any more. */
    void onTimeout(long nowNanos) {
        if (++timeouts >= BLACK_HOLE_TIMEOUTS && packetBytes > baseBytes) {
            timeouts = 0;
            use(baseBytes);
            state = State.SEARCH_COMPLETE;
            isProbeWanted = false;
            dueNanos = nowNanos + RAISE_TIMER_NANOS;
        }
    }

    /** Data was acknowledged. */
    void onProgress() {
        timeouts = 0;
    }
}
