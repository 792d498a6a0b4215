package dev.specter.sctp.dcep;

import dev.specter.sctp.SctpAssociation;

import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * The closing procedure of the channels of a {@link ChannelTable}: each end resets its stream, and
 * the channel is over when both have (RFC 8831, section 6.7). Loop-confined.
 */
final class ChannelClosing {
    private final ChannelTable table;
    private final SctpAssociation association;
    private final IdPool ids;
    private final HeldMessages held;
    private final Queue<ChannelEvent> events;

    /** Channels that were closed before the peer answered their announcement. */
    private final CloseWaits unanswered = new CloseWaits();

    /** Closing channels whose stream the peer has not reset, but we have. */
    private final CloseWaits unreset = new CloseWaits();

    /** Identifiers of channels that closed although the peer never reset its stream. */
    private final Set<Integer> abandonedIds = new HashSet<>();

    ChannelClosing(
            ChannelTable table,
            SctpAssociation association,
            IdPool ids,
            HeldMessages held,
            Queue<ChannelEvent> events) {
        this.table = table;
        this.association = association;
        this.ids = ids;
        this.held = held;
        this.events = events;
    }

    /** An open channel begins to close, when its queued messages have left. */
    void begin(DataChannel channel, long nowNanos) {
        channel.transition(ChannelState.CLOSING);
        if (channel.isConfirmed()) {
            resetStream(channel);
        } else {
            // Firefox loses a reset that comes before it has made the channel.
            unanswered.begin(channel, nowNanos);
        }
    }

    /** An open channel closes because of what the peer did wrong on its stream. */
    void fail(DataChannel channel, long nowNanos) {
        if (channel.state() == ChannelState.OPEN) {
            channel.fail(ChannelError.of(ChannelError.Kind.PROTOCOL));
            association.consumed(channel.clearParts(), nowNanos);
            events.add(new ChannelEvent.ChannelClosing(channel));
            channel.confirm(); // by what came
            begin(channel, nowNanos);
        }
    }

    /** The peer has the channel: a close that waited for that goes on. */
    void confirm(DataChannel channel) {
        channel.confirm();
        if (unanswered.end(channel)) {
            resetStream(channel);
        }
    }

    private void resetStream(DataChannel channel) {
        association.resetStreams(List.of(channel.id().getAsInt()));
    }

    /** The peer sends no more on a stream. */
    void handleIncomingReset(int id, long nowNanos) {
        DataChannel channel = table.channel(id);
        if (channel == null) {
            if (abandonedIds.remove(id)) {
                ids.free(id);
            }
            table.dropHeld(id, nowNanos);
            return;
        }
        if (channel.isLeftToSuccessor()) {
            held.holdReset(id);
            return;
        }
        channel.onIncomingReset();
        confirm(channel);
        if (channel.state() == ChannelState.OPEN) {
            events.add(new ChannelEvent.ChannelClosing(channel));
            begin(channel, nowNanos);
        }
        finishIfReset(channel, nowNanos);
    }

    /** The peer knows that we send no more on a stream. */
    void handleOutgoingReset(int id, long nowNanos) {
        DataChannel channel = table.channel(id);
        if (channel == null) {
            return;
        }
        channel.onOutgoingReset();
        unanswered.end(channel);
        if (channel.state() == ChannelState.OPEN) {
            // The peer asked for it (RFC 6525, section 5.2.3).
            channel.transition(ChannelState.CLOSING);
            events.add(new ChannelEvent.ChannelClosing(channel));
        }
        finishIfReset(channel, nowNanos);
        if (channel.state() == ChannelState.CLOSING) {
            unreset.begin(channel, nowNanos);
        }
    }

    /** The peer refuses our reset of a stream. */
    void handleResetFailure(int id, long nowNanos) {
        DataChannel channel = table.channel(id);
        if (channel != null && channel.state() == ChannelState.CLOSING) {
            channel.retireId();
            table.finish(channel, channel.failure(), nowNanos);
        }
    }

    private void finishIfReset(DataChannel channel, long nowNanos) {
        if (channel.state() == ChannelState.CLOSING && channel.isResetBothWays()) {
            table.finish(channel, channel.failure(), nowNanos);
        }
    }

    void handleTimeout(long nowNanos) {
        for (DataChannel channel = unanswered.pollDue(nowNanos);
                channel != null;
                channel = unanswered.pollDue(nowNanos)) {
            resetStream(channel);
        }
        for (DataChannel channel = unreset.pollDue(nowNanos);
                channel != null;
                channel = unreset.pollDue(nowNanos)) {
            abandon(channel, nowNanos);
        }
    }

    long nextTimeoutNanos() {
        return Math.min(unanswered.dueNanos(), unreset.dueNanos());
    }

    /** Closes a channel of which the peer may have another opinion. */
    private void abandon(DataChannel channel, long nowNanos) {
        channel.retireId();
        abandonedIds.add(channel.id().getAsInt());
        table.finish(channel, channel.failure(), nowNanos);
    }

    /** Whether what comes on a stream may still be for a channel that we have given up. */
    boolean isAbandoned(int id) {
        return abandonedIds.contains(id);
    }

    /** A channel is over, in whichever way. */
    void finished(DataChannel channel) {
        unanswered.end(channel);
        unreset.end(channel);
    }

    /** The peer has restarted the association, and knows nothing of the channels before. */
    void restarted() {
        abandonedIds.forEach(ids::free);
        abandonedIds.clear();
    }
}
