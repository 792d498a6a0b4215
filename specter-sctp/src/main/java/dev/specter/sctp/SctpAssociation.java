package dev.specter.sctp;

import dev.specter.common.Bytes;
import dev.specter.sctp.assoc.Engine;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * One SCTP association over one DTLS connection (RFC 9260, RFC 8261): told what happened, asked
 * what to do. After each input the owner drains {@link #pollEvent} and {@link #pollOutput} until
 * they give null, and sets its timer to {@link #nextTimeoutNanos}. An owner that reads several
 * packets in one go may hand in all of them before it drains; one SACK then answers them all.
 * Loop-confined.
 */
public final class SctpAssociation {
    private final Engine engine;

    /**
     * Makes an association that answers a peer's INIT; {@link #connect} sends one.
     *
     * @param options protocol parameters and bounds
     * @param random source of tags, initial TSN and the cookie's key; unpredictable in production
     */
    public SctpAssociation(SctpOptions options, RandomGenerator random) {
        engine =
                new Engine(
                        Objects.requireNonNull(options, "options"),
                        Objects.requireNonNull(random, "random"));
    }

    /** Starts set-up from this end (RFC 9260, section 5.1). No effect once set-up has begun. */
    public void connect(long nowNanos) {
        engine.connect(nowNanos);
    }

    /**
     * Our INIT chunk, to be given to the peer by signalling ({@code a=sctp-init},
     * draft-hancke-tsvwg-snap); for {@link #connectWith} at the other end.
     *
     * @return the chunk with its header; the same each time
     */
    public Bytes localInit() {
        return engine.localInit();
    }

    /** Whether {@link #connectWith} can take this: an INIT chunk, whole, and nothing after it. */
    public static boolean isAcceptableInit(Bytes chunk) {
        return Engine.isAcceptableInit(chunk);
    }

    /**
     * Sets the association up with the peer's INIT chunk that came by signalling, while the peer
     * does the same with {@link #localInit}: no packet is exchanged, messages may be sent at once.
     * To be called as soon as both are known and before a packet of the peer can come; {@link
     * #pollOutput} may wait until there is a way to the peer.
     *
     * @param remoteInit an INIT chunk with its header, see {@link #isAcceptableInit}
     * @param nowNanos the time
     * @return false, and nothing changes, if it is not one that we can accept or set-up has begun
     */
    public boolean connectWith(Bytes remoteInit, long nowNanos) {
        return engine.connectWith(remoteInit, nowNanos);
    }

    /**
     * Takes a packet of the peer, that is, the payload of one DTLS record.
     *
     * @param packet from position to limit; owned by the association from now on, since what is not
     *     delivered yet may stay where it lies
     * @param nowNanos the time
     */
    public void handlePacket(ByteBuffer packet, long nowNanos) {
        engine.handlePacket(packet, nowNanos);
    }

    /** Tells that time has passed; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {
        engine.handleTimeout(nowNanos);
    }

    /** When {@link #handleTimeout} is wanted next, {@code Long.MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        return engine.nextTimeoutNanos();
    }

    /**
     * Builds the next packet to the peer.
     *
     * @param nowNanos the time
     * @return an array-backed buffer that is given away, at most {@link SctpOptions#mtuBytes()}
     *     long, or what was found that the path carries, or null when there is nothing to send now
     */
    public ByteBuffer pollOutput(long nowNanos) {
        return engine.pollOutput(nowNanos);
    }

    /** The next event, or null. */
    public SctpEvent pollEvent() {
        return engine.pollEvent();
    }

    /**
     * Queues a message. Before the association is up it waits; once it closes none is taken.
     *
     * @param message what to send; its payload is given away if it is queued
     * @param nowNanos the time, from which a limited lifetime counts
     * @return whether it was queued, and if not, why
     */
    public SendResult send(OutgoingMessage message, long nowNanos) {
        return engine.send(message, nowNanos);
    }

    /**
     * Says how a stream shares the association with others (RFC 8260, section 3.6: weighted fair
     * queueing).
     *
     * @param streamId 0 to 65,534
     * @param weight relative share, 1 to 65,535; streams begin with 256
     */
    public void streamWeight(int streamId, int weight) {
        if (weight < 1 || weight > 65_535) {
            throw new IllegalArgumentException("weight: " + weight);
        }
        engine.streamWeight(requireStream(streamId), weight);
    }

    /**
     * Resets streams we send on, each after its queued messages have left (RFC 6525, section
     * 5.1.2). {@link SctpEvent.OutgoingStreamsReset} or {@link SctpEvent.StreamResetFailed} tells
     * the end; until then messages for the stream wait.
     *
     * @param streamIds each 0 to 65,534
     */
    public void resetStreams(Collection<Integer> streamIds) {
        streamIds.forEach(SctpAssociation::requireStream);
        engine.resetStreams(streamIds);
    }

    /** Payload bytes of a stream's user messages that have not been sent for the first time. */
    public long bufferedAmount(int streamId) {
        return engine.bufferedAmount(requireStream(streamId));
    }

    /** Payload bytes of messages that wait, or have not been acknowledged whole. */
    public long heldBytes() {
        return engine.heldBytes();
    }

    /**
     * Gives back window for messages that the application has taken.
     *
     * @param windowBytes the sum of {@link SctpEvent.MessageReceived#windowBytes()}; cut to what is
     *     out
     * @param nowNanos the time
     */
    public void consumed(long windowBytes, long nowNanos) {
        engine.consumed(windowBytes);
    }

    /**
     * Changes the largest message the peer accepts ({@code a=max-message-size}).
     *
     * @param bytes positive; {@code Long.MAX_VALUE} for no limit of the peer's
     */
    public void maxSendMessageBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes);
        }
        engine.maxSendMessageBytes(bytes);
    }

    /**
     * Changes the SCTP port of the peer ({@code a=sctp-port}); before set-up begins.
     *
     * @param port 1 to 65,535
     */
    public void remotePort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port);
        }
        engine.remotePort(port);
    }

    /** The largest message that {@link #send} takes now. */
    public long maxSendMessageBytes() {
        return engine.maxSendMessageBytes();
    }

    /** Sends what is queued, then closes on both sides (RFC 9260, section 9.2). */
    public void shutdown(long nowNanos) {
        engine.shutdown(nowNanos);
    }

    /**
     * Closes at once and tells the peer (RFC 9260, section 9.1). The packet with the ABORT is the
     * last output.
     *
     * @param reason text for the peer's log, may be empty
     */
    public void abort(String reason) {
        engine.abort(reason);
    }

    /** The state as users see it. */
    public SctpState state() {
        return engine.userState();
    }

    /** Whether the peer can reset streams (RFC 6525); false before the association is up. */
    public boolean isStreamResetSupported() {
        return engine.isStreamResetSupported();
    }

    /** Whether messages interleave (RFC 8260); false before the association is up. */
    public boolean isInterleaved() {
        return engine.isInterleaved();
    }

    /**
     * Whether what we send goes without checksum (RFC 9653); false before the association is up.
     */
    public boolean isZeroChecksum() {
        return engine.isZeroChecksum();
    }

    /** Whether {@link #connectWith} has set the association up. */
    public boolean isSignalled() {
        return engine.isSignalled();
    }

    /** A snapshot of the counters. */
    public SctpCounters counters() {
        return engine.counters();
    }

    /** A snapshot of what is known of the path. */
    public SctpPathMetrics pathMetrics() {
        return engine.pathMetrics();
    }

    private static int requireStream(int streamId) {
        if (streamId < 0 || streamId > 65_534) {
            throw new IllegalArgumentException("streamId: " + streamId);
        }
        return streamId;
    }
}
