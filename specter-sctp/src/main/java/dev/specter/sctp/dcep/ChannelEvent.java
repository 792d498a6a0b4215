package dev.specter.sctp.dcep;

import dev.specter.sctp.CloseCause;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What a channel table tells its owner, in the order in which things happened. */
public sealed interface ChannelEvent {
    /**
     * The association is up. Immutable.
     *
     * @param maxChannels channels that fit: the smaller of both stream counts, 1 to 65,535
     */
    record TransportOpened(int maxChannels) implements ChannelEvent {}

    /**
     * The peer opened a channel; it is open already.
     *
     * @param channel its handle, with the label and all else that the peer said
     */
    record ChannelOpened(DataChannel channel) implements ChannelEvent {}

    /**
     * A channel of ours is open: the association is up and the announcement, if it is not a
     * negotiated one, is on its way. (RFC 8832, section 6: messages may follow at once.)
     *
     * @param channel its handle
     */
    record ChannelOpen(DataChannel channel) implements ChannelEvent {}

    /**
     * A message. Its bytes count against the announced window until {@link ChannelTable#consumed}
     * gives them back.
     *
     * @param channel where it came
     * @param kind text or binary
     * @param payload from position to limit, array-backed, owned by the receiver of the event; text
     *     is UTF-8 that has not been checked
     * @param windowBytes what to give to {@link ChannelTable#consumed} when it has been taken: its
     *     size and a fixed overhead
     */
    record MessageReceived(
            DataChannel channel, MessageKind kind, ByteBuffer payload, int windowBytes)
            implements ChannelEvent {}

    /**
     * Bytes left the buffer, or were given up.
     *
     * @param channel its handle, whose amount has changed already
     * @param bytes how many, positive
     */
    record BufferedAmountDecreased(DataChannel channel, long bytes) implements ChannelEvent {}

    /**
     * The peer, or a breach of the protocol, closes the channel. A {@link ChannelClosed} follows; a
     * close of our own has no such event.
     *
     * @param channel its handle
     */
    record ChannelClosing(DataChannel channel) implements ChannelEvent {}

    /**
     * The channel is over, and its identifier free for another.
     *
     * @param channel its handle
     * @param error why, if it was not closed as users wish it
     */
    record ChannelClosed(DataChannel channel, Optional<ChannelError> error)
            implements ChannelEvent {}

    /**
     * The association is over; every channel's {@link ChannelClosed} came before. Immutable.
     *
     * @param cause why
     */
    record TransportClosed(CloseCause cause) implements ChannelEvent {}
}
