package dev.specter.webrtc;

import dev.specter.common.Bytes;
import dev.specter.dtls.DtlsTransport;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SctpState;
import dev.specter.sctp.SendResult;
import dev.specter.sctp.dcep.ChannelEvent;
import dev.specter.sctp.dcep.ChannelRole;
import dev.specter.sctp.dcep.ChannelTable;
import dev.specter.sctp.dcep.DataChannel;
import dev.specter.sctp.dcep.MessageKind;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.transport.TransportStack;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The data channels of one connection: joins the objects that users hold to the channel table over
 * SCTP (webrtc-pc, chapter 6). Loop-confined, but for what says otherwise.
 */
final class DataChannels {
    /** What the channels tell the connection. */
    interface Listener {
        /** In a task: the peer has opened a channel. */
        void onDataChannel(RtcDataChannel channel, Effects effects);

        /** In a task: the SCTP transport's state has changed. */
        void onSctpState(
                RtcSctpTransportState state, Optional<SctpFeatures> features, Effects effects);

        /** In a task: the SCTP association is another one from now on, not yet connected. */
        void onSctpReplaced();

        /** Deadlines may have moved. */
        void onDeadlineChange();
    }

    /** How many of the channels that have closed are still in statistics. */
    private static final int MAX_CLOSED_STATS = 64;

    private record Outgoing(RtcDataChannel channel, ByteBuffer payload, boolean isText) {}

    private final ConnectionLoop loop;
    private final SctpTerms terms;
    private final StatsIds statsIds;
    private final Listener listener;

    private final Queue<Outgoing> outgoing = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final SendRoom room;
    private final ConsumedWindow consumed;

    private final List<RtcDataChannel> pending = new ArrayList<>();
    private final Map<RtcDataChannel, DataChannel> handles = new HashMap<>(2);
    private final Map<DataChannel, RtcDataChannel> objects = new HashMap<>(2);

    /** What the last channels that closed have carried, oldest first. */
    private final ArrayDeque<RtcStats.DataChannel> closedStats = new ArrayDeque<>(1);

    private ChannelTable table;

    private TransportStack stack;

    /** What the table's association goes over, once it is there; or null. */
    private DtlsTransport carrier;

    private boolean isDraining;
    private boolean closed;
    private long created;
    private long opened;
    private long closedCount;

    DataChannels(
            ConnectionLoop loop,
            SctpOptions options,
            MessageMemory sendMemory,
            RandomGenerator random,
            StatsIds statsIds,
            Listener listener) {
        this.loop = loop;
        this.statsIds = statsIds;
        this.listener = listener;
        this.terms =
                new SctpTerms(
                        options,
                        Math.min(options.sendBufferBytes(), sendMemory.limitBytes()),
                        random);
        this.room = new SendRoom(options.sendBufferBytes(), sendMemory);
        this.consumed =
                new ConsumedWindow(
                        Math.min(options.receiveWindowBytes(), options.maxReceiveMessageBytes()));
    }

    ConnectionLoop loop() {
        return loop;
    }

    /** Largest message that the peer takes, bytes. Any thread. */
    long maxMessageSizeBytes() {
        return terms.maxMessageSizeBytes();
    }

    /** Whether a channel was ever asked for, so that an m-section is needed. */
    boolean isWanted() {
        return table != null || !pending.isEmpty();
    }

    /** Channels that have opened so far. */
    long openedCount() {
        return opened;
    }

    /** Channels that were open and have closed. */
    long closedCount() {
        return closedCount;
    }

    /** The channel table, once the description has an SCTP transport. */
    Optional<ChannelTable> table() {
        return Optional.ofNullable(table);
    }

    /**
     * Of all channels there are, and of the {@value #MAX_CLOSED_STATS} that closed last: by
     * webrtc-stats, section 4.3, their objects stay, but a peer may open and close any number.
     */
    Stream<RtcStats.DataChannel> stats() {
        return Stream.of(
                        closedStats.stream(),
                        handles.keySet().stream().map(RtcDataChannel::stats),
                        pending.stream().map(RtcDataChannel::stats))
                .flatMap(each -> each);
    }

    private RtcDataChannel newChannel(ChannelParameters parameters) {
        return new RtcDataChannel(this, statsIds.of("D" + created++), parameters);
    }

    private void keepStats(RtcDataChannel channel) {
        if (closedStats.size() == MAX_CLOSED_STATS) {
            closedStats.remove();
        }
        closedStats.add(channel.stats().closed());
    }

    /** Makes a channel (webrtc-pc, section 6.1, createDataChannel). */
    RtcDataChannel create(String label, RtcDataChannelInit init) {
        RtcDataChannel channel = newChannel(ChannelParameters.checked(label, init));
        if (table == null) {
            requireIdFreeAmongPending(init);
            pending.add(channel);
        } else {
            try {
                open(channel);
            } catch (IllegalStateException e) {
                throw new RtcException(RtcErrorName.OPERATION_ERROR, e.getMessage(), e);
            }
            drain();
        }
        return channel;
    }

    private void requireIdFreeAmongPending(RtcDataChannelInit init) {
        boolean taken =
                init.negotiated() && pending.stream().anyMatch(c -> c.id().equals(init.id()));
        if (taken) {
            throw new RtcException(
                    RtcErrorName.OPERATION_ERROR, "id " + init.id().getAsInt() + " is in use");
        }
    }

    /**
     * The descriptions agree on an SCTP transport.
     *
     * @param transport what carries it
     * @param sctpPort the peer's SCTP port
     * @param remoteMaxMessageSize as announced, 0 for no limit; empty for the default of 65,536
     *     (RFC 8841, section 6.1)
     * @param init the peer's INIT chunk, where ours is in a description too
     */
    void negotiated(
            TransportStack transport,
            int sctpPort,
            OptionalLong remoteMaxMessageSize,
            Optional<Bytes> init) {
        stack = transport;
        terms.agreed(sctpPort, remoteMaxMessageSize);
        if (table != null || closed) {
            if (table != null) {
                table.association().maxSendMessageBytes(terms.maxMessageSizeBytes());
            }
            return;
        }
        table = terms.firstTable(init);
        for (RtcDataChannel channel : List.copyOf(pending)) {
            openPending(channel);
        }
        pending.clear();
        drain();
    }

    /**
     * The descriptions say which end of the DTLS handshake ours is, and so which ids are ours
     * (webrtc-pc, section 6.2, id). In a task.
     */
    void setRole(ChannelRole role) {
        if (table != null && !closed) {
            table.setRole(role, loop.nowNanos());
            handles.forEach((channel, handle) -> handle.id().ifPresent(channel::assignId));
            drain();
        }
    }

    /** Our INIT chunk, for descriptions; the same as long as the association is the same. */
    Bytes localInit() {
        return table == null ? terms.localInit() : table.association().localInit();
    }

    private void openPending(RtcDataChannel channel) {
        try {
            open(channel);
        } catch (IllegalStateException e) {
            keepStats(channel);
            loop.task(effects -> channel.closed(ChannelFailure.of(e.getMessage()), effects));
        }
    }

    private void open(RtcDataChannel channel) {
        RtcDataChannelState state = channel.readyState();
        if (state == RtcDataChannelState.CLOSING || state == RtcDataChannelState.CLOSED) {
            return;
        }
        DataChannel handle = table.open(channel.parameters().toChannelInit(), loop.nowNanos());
        handles.put(channel, handle);
        objects.put(handle, channel);
        handle.id().ifPresent(channel::assignId);
    }

    /**
     * DTLS is up: sets up the association. Over another DTLS association it is another one, and the
     * channels of the one before have come to their end (RFC 8841, section 9.1).
     *
     * @param role our end of the handshake
     * @param over the DTLS association
     */
    void connect(ChannelRole role, DtlsTransport over) {
        if (table != null && !closed) {
            if (carrier != null && carrier != over) {
                endAssociation("the DTLS association was replaced");
                table = terms.nextTable();
                loop.task(effects -> listener.onSctpReplaced());
            }
            carrier = over;
            table.setRole(role, loop.nowNanos());
            terms.connect(table, loop.nowNanos());
            drain();
        }
    }

    /** Ends the channels of an association whose carrier is gone: the peer cannot be told. */
    private void endAssociation(String reason) {
        table.abort(reason);
        while (table.pollOutput(loop.nowNanos()) != null) {
            // nothing carries it
        }
        drain();
        consumed.associationEnded();
    }

    /**
     * The descriptions have no SCTP transport any longer: the association ends with all channels,
     * also those that wait for it. What is made from now on waits for another one.
     */
    void ended(String reason) {
        for (RtcDataChannel channel : pending) {
            keepStats(channel);
            loop.task(effects -> channel.closed(ChannelFailure.of(reason), effects));
        }
        pending.clear();
        if (table != null && !closed) {
            takeQueued(); // what was sent before is sent still
            table.abort(reason);
            drain();
            consumed.associationEnded();
            table = null;
            carrier = null;
        }
    }

    /** The transport below has ended: so has every channel. */
    void transportClosed(String reason) {
        if (table != null && !closed) {
            table.abort(reason);
            drain();
        }
    }

    /** Tells the peer with an ABORT and closes every channel without an event. */
    void close() {
        if (closed) {
            return;
        }
        closeSilently();
        if (table != null) {
            table.abort("closed by the application");
            sendOutput();
        }
        handles.clear();
        objects.clear();
        consumed.clear();
    }

    /** Closes every channel without an event, and without a word to the peer. */
    void closeSilently() {
        closed = true;
        room.held(0);
        dropOutgoing();
        pending.forEach(RtcDataChannel::closedSilently);
        handles.keySet().forEach(RtcDataChannel::closedSilently);
    }

    void handlePacket(ByteBuffer packet) {
        if (table != null && !closed) {
            table.handlePacket(packet, loop.nowNanos());
        }
    }

    void handleTimeout(long nowNanos) {
        if (table != null && !closed) {
            table.handleTimeout(nowNanos);
            drain();
        }
    }

    long nextTimeoutNanos() {
        return table == null || closed ? Long.MAX_VALUE : table.nextTimeoutNanos();
    }

    /** Reserves room for bytes to send; false when too many wait already. Any thread. */
    boolean reserve(int bytes) {
        return room.tryReserve(bytes);
    }

    /**
     * Has {@link RtcDataChannel#checkSendable} called when a largest message has room in the
     * connection's send buffer again; false if it has now. Any thread.
     */
    boolean awaitsRoom(RtcDataChannel channel) {
        return room.isAwaitedBy(channel, terms.maxMessageSizeBytes());
    }

    /** Takes a message to send, for which room is reserved, and its buffer. Any thread. */
    void send(RtcDataChannel channel, ByteBuffer payload, boolean isText) {
        outgoing.add(new Outgoing(channel, payload, isText));
        scheduleDrain();
    }

    /**
     * The application has taken what was delivered: window to give back, or {@link
     * ConsumedWindow#ALL}. Any thread.
     */
    void consumed(RtcDataChannel channel, int windowBytes) {
        if (consumed.add(channel, windowBytes)) {
            scheduleDrain();
        }
    }

    /** Begins the closing procedure. */
    void close(RtcDataChannel channel) {
        takeQueued(); // what was sent before is sent still
        DataChannel handle = handles.get(channel);
        if (handle != null) {
            table.close(handle, loop.nowNanos());
            drain();
        } else if (pending.remove(channel)) {
            keepStats(channel);
            loop.task(effects -> channel.closed(null, effects));
        }
    }

    private void scheduleDrain() {
        if (drainScheduled.compareAndSet(false, true)) {
            loop.execute(
                    () -> {
                        drainScheduled.set(false);
                        takeQueued();
                        drain();
                    });
        }
    }

    private void takeQueued() {
        if (closed) {
            dropOutgoing();
            return;
        }
        if (table == null) {
            return;
        }
        long nowNanos = loop.nowNanos();
        consumed.giveBack(table, handles, nowNanos);
        for (Outgoing o = outgoing.poll(); o != null; o = outgoing.poll()) {
            DataChannel handle = handles.get(o.channel());
            if (handle == null) {
                room.dropped(o.payload().remaining());
            } else {
                send(handle, o, nowNanos);
            }
        }
    }

    private void dropOutgoing() {
        for (Outgoing o = outgoing.poll(); o != null; o = outgoing.poll()) {
            room.dropped(o.payload().remaining());
        }
    }

    private void send(DataChannel handle, Outgoing o, long nowNanos) {
        MessageKind kind = o.isText() ? MessageKind.TEXT : MessageKind.BINARY;
        int size = o.payload().remaining();
        SendResult result = table.send(handle, kind, o.payload(), nowNanos);
        if (result == SendResult.QUEUED) {
            room.handedOn(size);
        } else {
            room.dropped(size);
        }
        if (result == SendResult.BUFFER_FULL || result == SendResult.TOO_LARGE) {
            // webrtc-pc, section 6.2, send: an unrecoverable condition closes the channel abruptly.
            var error = ChannelFailure.of("a message could not be queued: " + result);
            table.close(handle, nowNanos);
            loop.task(effects -> o.channel().closed(error, effects));
        }
    }

    /** Hands on everything the table has: events to the channels, packets to the transport. */
    void drain() {
        if (table == null || closed || isDraining) {
            return;
        }
        isDraining = true;
        try {
            takeQueued();
            boolean any = true;
            while (any) {
                any = false;
                for (ChannelEvent event = table.pollEvent(loop.nowNanos());
                        event != null;
                        event = table.pollEvent(loop.nowNanos())) {
                    handle(event);
                    any = true;
                }
                any |= sendOutput();
            }
        } finally {
            isDraining = false;
        }
        boolean isOver = table.association().state() == SctpState.CLOSED;
        room.held(isOver ? 0 : table.association().heldBytes());
        listener.onDeadlineChange();
    }

    private boolean sendOutput() {
        boolean any = false;
        long nowNanos = loop.nowNanos();
        for (ByteBuffer packet = table.pollOutput(nowNanos);
                packet != null;
                packet = table.pollOutput(nowNanos)) {
            if (stack != null) {
                stack.sendSctpPacket(packet);
            }
            any = true;
        }
        return any;
    }

    private void handle(ChannelEvent event) {
        if (event instanceof ChannelEvent.MessageReceived e) {
            RtcDataChannel channel = objects.get(e.channel());
            if (channel == null) {
                table.consumed(e.channel(), e.windowBytes(), loop.nowNanos());
            } else {
                channel.received(
                        new RtcDataChannelMessage(
                                e.payload(), e.kind() == MessageKind.TEXT, e.windowBytes()));
            }
        } else if (event instanceof ChannelEvent.BufferedAmountDecreased e) {
            RtcDataChannel channel = objects.get(e.channel());
            room.left(e.bytes());
            if (channel != null) {
                channel.sentOff(e.bytes());
            }
        } else if (event instanceof ChannelEvent.ChannelOpened e) {
            openedByPeer(e.channel());
        } else if (event instanceof ChannelEvent.ChannelOpen e) {
            RtcDataChannel channel = objects.get(e.channel());
            if (channel != null) {
                opened++;
                loop.task(channel::opened);
            }
        } else if (event instanceof ChannelEvent.ChannelClosing e) {
            RtcDataChannel channel = objects.get(e.channel());
            if (channel != null) {
                loop.task(channel::closing);
            }
        } else if (event instanceof ChannelEvent.ChannelClosed e) {
            channelClosed(e);
        } else if (event instanceof ChannelEvent.TransportOpened e) {
            var features = SctpFeatures.of(e.maxChannels(), table.association());
            sctpState(RtcSctpTransportState.CONNECTED, Optional.of(features));
        } else if (event instanceof ChannelEvent.TransportClosed) {
            sctpState(RtcSctpTransportState.CLOSED, Optional.empty());
        }
    }

    private void sctpState(RtcSctpTransportState state, Optional<SctpFeatures> features) {
        loop.task(effects -> listener.onSctpState(state, features, effects));
    }

    private void openedByPeer(DataChannel handle) {
        RtcDataChannel channel = newChannel(ChannelParameters.of(handle.init()));
        handles.put(channel, handle);
        objects.put(handle, channel);
        opened++;
        int id = handle.id().orElseThrow();
        loop.task(
                effects -> {
                    channel.assignId(id);
                    if (channel.announced()) {
                        listener.onDataChannel(channel, effects);
                        channel.fireOpen(effects);
                    }
                });
    }

    private void channelClosed(ChannelEvent.ChannelClosed event) {
        RtcDataChannel channel = objects.remove(event.channel());
        if (channel == null) {
            return;
        }
        handles.remove(channel);
        keepStats(channel);
        closedCount++;
        // What will never be sent frees its room; what listeners have not taken yet still takes
        // its.
        room.left(event.channel().bufferedAmount());
        consumed.closed(channel, event.channel());
        RtcException error = event.error().map(ChannelFailure::of).orElse(null);
        loop.task(
                effects -> {
                    channel.closed(error, effects);
                    // Messages that no listener has taken stay as long as the object itself, for
                    // one that may come still; they take nothing of the window any more.
                    effects.add(() -> consumed(channel, ConsumedWindow.ALL));
                });
    }
}
