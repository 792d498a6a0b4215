package dev.specter.sctp.dcep;

import dev.specter.sctp.SctpAssociation;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SendResult;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * All data channels of a connection over one association (RFC 8831, RFC 8832). After each input the
 * owner drains {@link #pollEvent} and {@link #pollOutput} until they give null, and sets its timer
 * to {@link #nextTimeoutNanos}. Channels may be made before the association or the DTLS role is
 * there. Loop-confined.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ChannelTable {
    private final SctpAssociation association;

    /**
     * Makes a table and its association.
     *
     * @param options of the association
     * @param random source of tags, initial TSN and the cookie's key; unpredictable in production
     */
    public ChannelTable(SctpOptions options, RandomGenerator random) {
        association = new SctpAssociation(options, random);
    }

    /** The association, for its state, counters and limits; its polls belong to the table. */
    public SctpAssociation association() {
        return association;
    }

    /**
     * Says which identifiers are ours; channels that wait for one get it.
     *
     * @param role the DTLS role; it never changes
     * @param nowNanos the time
     */
    public void setRole(ChannelRole role, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** Sets up the association, once DTLS is up. Both ends may do so at once. */
    public void connect(long nowNanos) {
        association.connect(nowNanos);
    }

    /** Takes a packet of the peer; see {@link SctpAssociation#handlePacket}. */
    public void handlePacket(ByteBuffer packet, long nowNanos) {
        association.handlePacket(packet, nowNanos);
    }

    /** Tells that time has passed; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {
        association.handleTimeout(nowNanos);
    }

    /** When {@link #handleTimeout} is wanted next, {@code Long.MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        return association.nextTimeoutNanos();
    }

    /** The next packet to the peer, or null; see {@link SctpAssociation#pollOutput}. */
    public ByteBuffer pollOutput(long nowNanos) {
        return association.pollOutput(nowNanos);
    }

    /** The next event, or null. */
    public ChannelEvent pollEvent(long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a channel. It is announced by {@link ChannelEvent.ChannelOpen} once the association is
     * up, or by {@link ChannelEvent.ChannelClosed} if that cannot be.
     *
     * @param init how it is to be
     * @param nowNanos the time
     * @return its handle
     * @throws IllegalStateException if the negotiated identifier is in use, or no identifier is
     *     left ({@link #isIdAvailable} tells beforehand), or the association is over
     */
    public DataChannel open(ChannelInit init, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** Whether a negotiated channel could have this identifier, 0 to 65,534, now. */
    public boolean isIdAvailable(int id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Queues a message on an open channel.
     *
     * @param channel where
     * @param kind text or binary
     * @param payload from position to limit, may be empty; given away if it is queued: a heap
     *     buffer is sent from where it lies and must not change any more
     * @param nowNanos the time, from which a limited lifetime counts
     * @return whether it was queued, and if not, why
     */
    public SendResult send(
            DataChannel channel, MessageKind kind, ByteBuffer payload, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * Closes a channel after its queued messages have left (RFC 8831, section 6.7). No effect on
     * one that closes or is closed.
     */
    public void close(DataChannel channel, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives back window for messages that the application has taken. Each message must be given
     * back, those of closed channels too; {@code Long.MAX_VALUE} gives back all of a channel.
     *
     * @param channel where they came
     * @param windowBytes the sum of {@link ChannelEvent.MessageReceived#windowBytes()}, cut to what
     *     is out
     * @param nowNanos the time
     */
    public void consumed(DataChannel channel, long windowBytes, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** The channels that are not closed, in the order of their making. */
    public Collection<DataChannel> channels() {
        return List.of();
    }

    /** Sends what is queued, then ends the association gracefully (RFC 9260, section 9.2). */
    public void shutdown(long nowNanos) {
        association.shutdown(nowNanos);
    }

    /** Ends the association at once and tells the peer with an ABORT. */
    public void abort(String reason) {
        association.abort(reason);
    }
}
