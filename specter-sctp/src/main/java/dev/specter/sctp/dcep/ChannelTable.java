package dev.specter.sctp.dcep;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.sctp.CloseCause;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.OutgoingMessage.Accounting;
import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.Reliability;
import dev.specter.sctp.SctpAssociation;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SctpState;
import dev.specter.sctp.SendResult;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * All data channels of a connection over one association (RFC 8831, RFC 8832). After each input the
 * owner drains {@link #pollOutput} and {@link #pollEvent} until both give null, and sets its timer
 * to {@link #nextTimeoutNanos}. Channels may be made before the association or the DTLS role is
 * there. Loop-confined.
 */
public final class ChannelTable {
    private final SctpAssociation association;
    private final int maxMessageBytes;
    private final IdPool ids = new IdPool();
    private final Set<DataChannel> channels = new LinkedHashSet<>(2);
    private final Map<Integer, DataChannel> byId = new HashMap<>(2);
    private final HeldMessages held = new HeldMessages();

    private final ArrayDeque<ChannelEvent> events = new ArrayDeque<>(1);
    private final ChannelClosing closing;
    private boolean isUp;
    private boolean isOver;

    /**
     * Makes a table and its association.
     *
     * @param options of the association
     * @param random source of tags, initial TSN and the cookie's key; unpredictable in production
     */
    public ChannelTable(SctpOptions options, RandomGenerator random) {
        maxMessageBytes = options.maxReceiveMessageBytes();
        // An announcement may be longer than the messages that the application wants.
        int maxBytes = Math.max(maxMessageBytes, DcepOpen.MAX_BYTES);
        association =
                new SctpAssociation(
                        options.toBuilder().maxReceiveMessageBytes(maxBytes).build(), random);
        closing = new ChannelClosing(this, association, ids, held, events);
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
        if (ids.hasRole()) {
            return;
        }
        ids.role(role);
        for (DataChannel channel : List.copyOf(channels)) {
            if (channel.id().isEmpty()) {
                OptionalInt id = ids.takeNext();
                if (id.isEmpty()) {
                    finish(
                            channel,
                            Optional.of(ChannelError.of(ChannelError.Kind.NO_ID)),
                            nowNanos);
                } else {
                    channel.assign(id.getAsInt());
                    byId.put(id.getAsInt(), channel);
                    announceIfUp(channel, nowNanos);
                }
            }
        }
    }

    /** Sets up the association, once DTLS is up. Both ends may do so at once. */
    public void connect(long nowNanos) {
        association.connect(nowNanos);
    }

    /** See {@link SctpAssociation#connectWith}. */
    public boolean connectWith(Bytes remoteInit, long nowNanos) {
        return association.connectWith(remoteInit, nowNanos);
    }

    /** Takes a packet of the peer; see {@link SctpAssociation#handlePacket}. */
    public void handlePacket(ByteBuffer packet, long nowNanos) {
        association.handlePacket(packet, nowNanos);
    }

    /** Tells that time has passed; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {
        association.handleTimeout(nowNanos);
        closing.handleTimeout(nowNanos);
    }

    /** When {@link #handleTimeout} is wanted next, {@code Long.MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        return Math.min(association.nextTimeoutNanos(), closing.nextTimeoutNanos());
    }

    /** The next packet to the peer, or null; see {@link SctpAssociation#pollOutput}. */
    public ByteBuffer pollOutput(long nowNanos) {
        return association.pollOutput(nowNanos);
    }

    /**
     * The next event.
     *
     * @param nowNanos the time, for what an event sets going
     * @return it, or null when there is none now; output may have become possible either way
     */
    public ChannelEvent pollEvent(long nowNanos) {
        while (events.isEmpty()) {
            SctpEvent event = association.pollEvent();
            if (event == null) {
                return null;
            }
            handle(event, nowNanos);
        }
        return events.poll();
    }

    // ---- channels of ours

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
        if (isOver || association.state() == SctpState.CLOSED) {
            throw new IllegalStateException("the association is over");
        }
        var channel = new DataChannel(init);
        if (init.negotiatedId().isPresent()) {
            int id = init.negotiatedId().getAsInt();
            if (!ids.isAvailable(id)) {
                throw new IllegalStateException("identifier " + id + " is not available");
            }
            ids.take(id);
        } else if (ids.hasRole()) {
            OptionalInt id = ids.takeNext();
            channel.assign(
                    id.orElseThrow(() -> new IllegalStateException("no identifier is left")));
        }
        channels.add(channel);
        channel.id().ifPresent(id -> byId.put(id, channel));
        announceIfUp(channel, nowNanos);
        return channel;
    }

    /** Whether a negotiated channel could have this identifier, 0 to 65,534, now. */
    public boolean isIdAvailable(int id) {
        return ids.isAvailable(id);
    }

    private void announceIfUp(DataChannel channel, long nowNanos) {
        if (!isUp || channel.id().isEmpty()) {
            return;
        }
        int id = channel.id().getAsInt();
        association.streamWeight(id, Math.max(1, channel.init().priority()));
        if (channel.init().negotiatedId().isEmpty()) {
            sendControl(id, new DcepOpen(channel.init()).toMessage(), nowNanos);
        }
        // RFC 8832, section 6: the opener may send at once, without waiting for the ACK.
        channel.transition(ChannelState.OPEN);
        events.add(new ChannelEvent.ChannelOpen(channel));
        replayHeld(id, nowNanos);
    }

    private void sendControl(int id, ByteBuffer message, long nowNanos) {
        // RFC 8832, section 6: DCEP messages are sent ordered and reliably.
        association.send(
                new OutgoingMessage(
                        id,
                        Ppid.DCEP.value,
                        message,
                        Delivery.ORDERED,
                        Reliability.RELIABLE,
                        Accounting.CONTROL),
                nowNanos);
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
        if (channel.state() != ChannelState.OPEN) {
            return SendResult.NOT_OPEN;
        }
        int size = payload.remaining();
        boolean isEmpty = size == 0;
        ChannelInit init = channel.init();
        SendResult result =
                association.send(
                        new OutgoingMessage(
                                channel.id().getAsInt(),
                                Ppid.of(kind, isEmpty).value,
                                // RFC 8831, section 6.6: an empty message is sent as one zero byte.
                                isEmpty ? ByteBuffer.allocate(1) : payload,
                                // RFC 8832, section 6: ordered until the peer knows the channel.
                                channel.isConfirmed() ? init.delivery() : Delivery.ORDERED,
                                init.reliability(),
                                isEmpty ? Accounting.CONTROL : Accounting.USER),
                        nowNanos);
        if (result == SendResult.QUEUED) {
            channel.addBuffered(size);
        }
        return result;
    }

    /**
     * Closes a channel after its queued messages have left (RFC 8831, section 6.7). No effect on
     * one that closes or is closed.
     */
    public void close(DataChannel channel, long nowNanos) {
        switch (channel.state()) {
            case CONNECTING -> finish(channel, Optional.empty(), nowNanos);
            case OPEN -> closing.begin(channel, nowNanos);
            case CLOSING, CLOSED -> {}
        }
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
        long bytes = Math.min(windowBytes, channel.unconsumedBytes());
        channel.addUnconsumed(-bytes);
        association.consumed(bytes, nowNanos);
    }

    /** The channels that are not closed, in the order of their making. */
    public Collection<DataChannel> channels() {
        return Collections.unmodifiableSet(channels);
    }

    /** Ends the association at once and tells the peer with an ABORT. */
    public void abort(String reason) {
        association.abort(reason);
    }

    // ---- what the association tells

    private void handle(SctpEvent event, long nowNanos) {
        if (event instanceof SctpEvent.MessageReceived message) {
            handleMessage(message, nowNanos);
        } else if (event instanceof SctpEvent.BufferedAmountDecreased decreased) {
            handleDecrease(decreased);
        } else if (event instanceof SctpEvent.IncomingStreamsReset reset) {
            reset.streamIds().forEach(id -> closing.handleIncomingReset(id, nowNanos));
        } else if (event instanceof SctpEvent.OutgoingStreamsReset reset) {
            reset.streamIds().forEach(id -> closing.handleOutgoingReset(id, nowNanos));
        } else if (event instanceof SctpEvent.StreamResetFailed failed) {
            failed.streamIds().forEach(id -> closing.handleResetFailure(id, nowNanos));
        } else if (event instanceof SctpEvent.Established established) {
            handleEstablished(established, nowNanos);
        } else if (event instanceof SctpEvent.Restarted) {
            closeAll(Optional.of(ChannelError.of(ChannelError.Kind.TRANSPORT)), nowNanos);
            closing.restarted();
        } else if (event instanceof SctpEvent.Closed closed) {
            handleClosed(closed.cause(), nowNanos);
        }
    }

    private void handleEstablished(SctpEvent.Established established, long nowNanos) {
        isUp = true;
        int max = Math.min(established.outgoingStreams(), established.incomingStreams());
        // What the peer sends on may be less for now: it can add streams (RFC 6525, section 5.1.5).
        int idLimit = established.outgoingStreams();
        ids.limit(idLimit);
        events.add(new ChannelEvent.TransportOpened(max));
        for (DataChannel channel : List.copyOf(channels)) {
            if (channel.id().isPresent() && channel.id().getAsInt() >= idLimit) {
                finish(channel, Optional.of(ChannelError.of(ChannelError.Kind.NO_ID)), nowNanos);
            } else {
                announceIfUp(channel, nowNanos);
            }
        }
    }

    private void handleClosed(CloseCause cause, long nowNanos) {
        isOver = true;
        boolean isError = !cause.isGraceful() && cause.kind() != CloseCause.Kind.ABORTED;
        closeAll(
                isError
                        ? Optional.of(
                                new ChannelError(ChannelError.Kind.TRANSPORT, Optional.of(cause)))
                        : Optional.empty(),
                nowNanos);
        events.add(new ChannelEvent.TransportClosed(cause));
    }

    private void closeAll(Optional<ChannelError> error, long nowNanos) {
        for (DataChannel channel : List.copyOf(channels)) {
            finish(channel, error, nowNanos);
        }
    }

    private void handleDecrease(SctpEvent.BufferedAmountDecreased decreased) {
        DataChannel channel = byId.get(decreased.streamId());
        if (channel == null) {
            return;
        }
        long bytes = Math.min(decreased.bytes(), channel.bufferedAmount());
        channel.addBuffered(-bytes);
        events.add(new ChannelEvent.BufferedAmountDecreased(channel, bytes));
    }

    // ---- the end of a channel

    /** The channel with an identifier, which may be closing; or null. */
    DataChannel channel(int id) {
        return byId.get(id);
    }

    /** A channel is over: its identifier is free for another. */
    void finish(DataChannel channel, Optional<ChannelError> error, long nowNanos) {
        channel.transition(ChannelState.CLOSED);
        channels.remove(channel);
        closing.finished(channel);
        association.consumed(channel.clearParts(), nowNanos);
        events.add(new ChannelEvent.ChannelClosed(channel, error));
        if (channel.id().isPresent() && byId.remove(channel.id().getAsInt(), channel)) {
            int id = channel.id().getAsInt();
            if (!channel.isIdRetired()) {
                ids.free(id);
            }
            replayHeld(id, nowNanos);
        }
    }

    // ---- messages

    private void handleMessage(SctpEvent.MessageReceived message, long nowNanos) {
        Optional<Ppid> ppid = Ppid.of(message.ppid());
        DataChannel channel = byId.get(message.streamId());
        if (ppid.isEmpty()) {
            drop(message, nowNanos);
        } else if (channel != null && channel.isLeftToSuccessor()) {
            holdOrDrop(message, nowNanos);
        } else if (ppid.get() == Ppid.DCEP) {
            association.consumed(message.windowBytes(), nowNanos);
            handleDcep(message, channel, nowNanos);
        } else if (channel == null || channel.state() == ChannelState.CONNECTING) {
            holdOrDrop(message, nowNanos);
        } else {
            // RFC 8832, section 6: any message is as good as the ACK.
            closing.confirm(channel);
            if (channel.state() != ChannelState.OPEN) {
                drop(message, nowNanos); // data after close
            } else if (message.payload().remaining() > maxMessageBytes) {
                drop(message, nowNanos);
                closing.fail(channel, nowNanos);
            } else {
                handleUserMessage(channel, ppid.get(), message, nowNanos);
            }
        }
    }

    private void holdOrDrop(SctpEvent.MessageReceived message, long nowNanos) {
        boolean isLate = isOver || closing.isAbandoned(message.streamId());
        if (isLate || !held.hold(message)) {
            drop(message, nowNanos);
        }
    }

    private void replayHeld(int id, long nowNanos) {
        held.take(id).forEach(event -> handle(event, nowNanos));
    }

    /** Nobody is left for the messages of a stream. */
    void dropHeld(int id, long nowNanos) {
        for (SctpEvent event : held.take(id)) {
            if (event instanceof SctpEvent.MessageReceived message) {
                drop(message, nowNanos);
            }
        }
    }

    private void drop(SctpEvent.MessageReceived message, long nowNanos) {
        association.consumed(message.windowBytes(), nowNanos);
    }

    private void handleUserMessage(
            DataChannel channel, Ppid ppid, SctpEvent.MessageReceived message, long nowNanos) {
        if (ppid.isPartial() || channel.hasParts()) {
            handlePart(channel, ppid, message, nowNanos);
            return;
        }
        ByteBuffer payload = ppid.isEmpty() ? ByteBuffer.allocate(0) : message.payload();
        deliver(channel, ppid.kind, payload, message.windowBytes());
    }

    private void handlePart(
            DataChannel channel, Ppid ppid, SctpEvent.MessageReceived message, long nowNanos) {
        if (channel.partBytes() + message.payload().remaining() > maxMessageBytes) {
            drop(message, nowNanos);
            closing.fail(channel, nowNanos);
            return;
        }
        channel.addPart(message);
        if (!ppid.isPartial()) {
            ByteBuffer whole = channel.joinParts();
            deliver(channel, ppid.kind, whole, channel.clearParts());
        }
    }

    private void deliver(
            DataChannel channel, MessageKind kind, ByteBuffer payload, int windowBytes) {
        channel.addUnconsumed(windowBytes);
        events.add(new ChannelEvent.MessageReceived(channel, kind, payload, windowBytes));
    }

    // ---- establishment (RFC 8832, section 6)

    private void handleDcep(SctpEvent.MessageReceived message, DataChannel channel, long nowNanos) {
        WireReader in = WireReader.of(message.payload());
        try {
            int type = in.u8();
            if (type == DcepOpen.MESSAGE_TYPE) {
                handleOpen(message.streamId(), DcepOpen.parseBody(in), channel, nowNanos);
            } else if (type == DcepAck.MESSAGE_TYPE && channel != null) {
                closing.confirm(channel);
            }
        } catch (MalformedPacketException e) {
            refuse(message.streamId(), channel, nowNanos);
        }
    }

    private void handleOpen(int id, DcepOpen open, DataChannel existing, long nowNanos) {
        if (existing != null || ids.isOurs(id) || !ids.isAvailable(id)) {
            refuse(id, existing, nowNanos);
            return;
        }
        ids.take(id);
        var channel = new DataChannel(open.init());
        channel.assign(id);
        channel.confirm();
        channel.transition(ChannelState.OPEN);
        channels.add(channel);
        byId.put(id, channel);
        association.streamWeight(id, Math.max(1, open.init().priority()));
        sendControl(id, new DcepAck().toMessage(), nowNanos);
        events.add(new ChannelEvent.ChannelOpened(channel));
        replayHeld(id, nowNanos);
    }

    /** RFC 8832, section 6: what cannot be opened is closed, and so is what it collides with. */
    private void refuse(int id, DataChannel existing, long nowNanos) {
        if (existing != null) {
            closing.fail(existing, nowNanos);
        } else if (id <= 65_534) {
            dropHeld(id, nowNanos);
            association.resetStreams(List.of(id));
        }
    }
}
