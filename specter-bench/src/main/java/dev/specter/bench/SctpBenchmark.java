package dev.specter.bench;

import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.SctpAssociation;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SctpState;
import dev.specter.sctp.SendResult;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One message from an association to another, both in memory and in virtual time. Packets are
 * handed over one by one, so that every second one is acknowledged (RFC 9260, section 6.2); that is
 * part of what is measured. As over DTLS, packets have no checksum (RFC 9653).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SctpBenchmark {
    private static final long STEP_NANOS = 1_000_000;
    private static final int CHECKED = 1000;

    /** The size of the message. */
    @Param({"100", "16384"})
    public int bytes;

    private final SctpAssociation sender = association(1);
    private final SctpAssociation receiver = association(2);
    private ByteBuffer payload;
    private ByteBuffer received;
    private long nowNanos;

    private static SctpAssociation association(long seed) {
        return new SctpAssociation(SctpOptions.defaults(), new Random(seed));
    }

    /** Connects, and sees that messages come whole and that none of their chunks is sent twice. */
    @Setup
    public void connect() {
        payload = ByteBuffer.wrap(Packets.random(bytes));
        sender.connect(nowNanos);
        exchange();
        check(sender.state() == SctpState.CONNECTED && receiver.state() == SctpState.CONNECTED);
        check(sender.isZeroChecksum() && receiver.isZeroChecksum());
        for (int i = 0; i < CHECKED; i++) {
            check(message().equals(payload));
        }
        check(receiver.counters().messagesReceived() == CHECKED);
        check(sender.counters().dataChunksRetransmitted() == 0);
    }

    /** Sends a message and receives it. */
    @Benchmark
    public ByteBuffer message() {
        nowNanos += STEP_NANOS;
        expire(sender);
        expire(receiver);
        received = null;
        check(send() == SendResult.QUEUED);
        exchange();
        check(received != null);
        return received;
    }

    private SendResult send() {
        return sender.send(OutgoingMessage.of(0, 53, payload.duplicate()), nowNanos);
    }

    private void expire(SctpAssociation association) {
        if (association.nextTimeoutNanos() <= nowNanos) {
            association.handleTimeout(nowNanos);
        }
    }

    private void exchange() {
        boolean moved;
        do {
            moved = movePacket(sender, receiver) | movePacket(receiver, sender);
        } while (moved);
    }

    private boolean movePacket(SctpAssociation from, SctpAssociation to) {
        ByteBuffer packet = from.pollOutput(nowNanos);
        drain(from);
        if (packet == null) {
            return false;
        }
        to.handlePacket(packet, nowNanos);
        drain(to);
        return true;
    }

    private void drain(SctpAssociation association) {
        for (SctpEvent event = association.pollEvent();
                event != null;
                event = association.pollEvent()) {
            if (event instanceof SctpEvent.MessageReceived message) {
                received = message.payload();
                association.consumed(message.windowBytes(), nowNanos);
            }
        }
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("the association does not work");
        }
    }
}
