package dev.specter.sctp.assoc;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.CloseCause;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.SctpCounters;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SctpPathMetrics;
import dev.specter.sctp.SctpState;
import dev.specter.sctp.SendResult;
import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.CookieAckChunk;
import dev.specter.sctp.packet.CookieEchoChunk;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.ErrorChunk;
import dev.specter.sctp.packet.ForwardTsnChunk;
import dev.specter.sctp.packet.HeartbeatAckChunk;
import dev.specter.sctp.packet.HeartbeatChunk;
import dev.specter.sctp.packet.InitAckChunk;
import dev.specter.sctp.packet.InitChunk;
import dev.specter.sctp.packet.ReConfigChunk;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.sctp.packet.SctpPacket;
import dev.specter.sctp.packet.ShutdownAckChunk;
import dev.specter.sctp.packet.ShutdownChunk;
import dev.specter.sctp.packet.ShutdownCompleteChunk;
import dev.specter.sctp.packet.UnknownChunk;
import dev.specter.sctp.rx.DataReceiver;
import dev.specter.sctp.tx.DataSender;
import dev.specter.sctp.tx.RtoEstimator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * An association: takes packets apart, checks whom they belong to (RFC 9260, sections 8.4 and 8.5)
 * and hands each chunk to its procedure; owns the state and what both directions share.
 * Loop-confined.
 */
public final class Engine {
    private static final int MAX_ECHO_BYTES = 256;
    private static final int MAX_DETAIL_CHARS = 200;

    private final SctpOptions options;
    private final Outbox outbox = new Outbox();
    private final ArrayDeque<SctpEvent> events = new ArrayDeque<>();
    private final PacketBuilder builder;
    private final Setup setup;
    private final Shutdown shutdown;
    private final Heartbeat heartbeat;
    private final StreamReset streamReset;

    private AssociationState state = new AssociationState.Idle();
    private long localTag;
    private long localInitialTsn;
    private PeerInfo peer;
    private RtoEstimator rto;
    private DataSender sender;
    private DataReceiver receiver;
    private long maxSendMessageBytes;
    private int errors;

    private long packetsSent;
    private long packetsReceived;
    private long packetsDiscarded;
    private long chunksIgnored;
    private long dataChunksReceived;
    private long duplicateTsns;
    private long bytesReceived;
    private long messagesReceived;

    /**
     * Makes an engine that waits.
     *
     * @param options protocol parameters and bounds
     * @param random source of tags, TSNs and the cookie's key
     */
    public Engine(SctpOptions options, RandomGenerator random) {
        this.options = options;
        localTag = newTag(random);
        localInitialTsn = random.nextInt() & 0xFFFFFFFFL;
        maxSendMessageBytes = options.maxSendMessageBytes();
        rto = new RtoEstimator(options);
        sender = new DataSender(options, localInitialTsn, rto);
        builder = new PacketBuilder(options);
        setup = new Setup(this, options, random);
        shutdown = new Shutdown(this, options);
        heartbeat = new Heartbeat(this, options, random);
        streamReset = new StreamReset(this, options);
    }

    /** RFC 9260, section 5.3.1: any value but 0. */
    static long newTag(RandomGenerator random) {
        long tag;
        do {
            tag = random.nextInt() & 0xFFFFFFFFL;
        } while (tag == 0);
        return tag;
    }

    static CloseCause cause(CloseCause.Kind kind, String detail) {
        return new CloseCause(kind, OptionalInt.empty(), detail);
    }

    // ---- for the procedures

    AssociationState state() {
        return state;
    }

    void transition(AssociationState next) {
        state = next;
    }

    Outbox outbox() {
        return outbox;
    }

    long localTag() {
        return localTag;
    }

    long localInitialTsn() {
        return localInitialTsn;
    }

    /** The peer's tag, 0 while it is not known. */
    long peerTag() {
        if (state instanceof AssociationState.CookieEchoed s) {
            return s.peer().tag();
        }
        return peer == null ? 0 : peer.tag();
    }

    PeerInfo peer() {
        return peer;
    }

    RtoEstimator rto() {
        return rto;
    }

    DataSender sender() {
        return sender;
    }

    DataReceiver receiver() {
        return receiver;
    }

    void emit(SctpEvent event) {
        events.add(event);
    }

    /** Both ends know each other: messages may flow. */
    void establish(PeerInfo newPeer, long nowNanos) {
        outbox.remove(CookieEchoChunk.class);
        adopt(newPeer, nowNanos);
        emit(new SctpEvent.Established(newPeer.outgoingStreams(), newPeer.incomingStreams()));
    }

    private void adopt(PeerInfo newPeer, long nowNanos) {
        peer = newPeer;
        errors = 0;
        sender.connect(newPeer.windowBytes(), newPeer.canForwardTsn());
        receiver =
                new DataReceiver(
                        options, newPeer.initialTsn(), newPeer.incomingStreams(), this::deliver);
        streamReset.start(localInitialTsn, newPeer.initialTsn());
        transition(new AssociationState.Established());
        heartbeat.start(nowNanos);
    }

    /** The peer may use more streams (RFC 6525, section 5.2.5). */
    void incomingStreams(int count) {
        peer = peer.withIncomingStreams(count);
        receiver.streamCount(count);
    }

    /** RFC 9260, section 5.2.4, action A: all that was in flight is lost. */
    void restart(StateCookie cookie, long nowNanos) {
        outbox.clear();
        localTag = cookie.localTag();
        localInitialTsn = cookie.localInitialTsn();
        rto = new RtoEstimator(options);
        sender = new DataSender(options, localInitialTsn, rto);
        adopt(cookie.peer(), nowNanos);
        emit(new SctpEvent.Restarted());
    }

    private void deliver(int streamId, long ppid, ByteBuffer payload, int windowBytes) {
        messagesReceived++;
        emit(new SctpEvent.MessageReceived(streamId, ppid, payload, windowBytes));
    }

    /** The association is over. */
    void close(CloseCause cause) {
        if (state instanceof AssociationState.Ended) {
            return;
        }
        outbox.clear();
        transition(new AssociationState.Ended());
        emit(new SctpEvent.Closed(cause));
    }

    /** The association is over, and the peer is told why. */
    private void closeWithAbort(CloseCause cause, ErrorCause errorCause) {
        long peerTag = peerTag();
        close(cause);
        if (peerTag != 0) {
            outbox.reply(peerTag, new AbortChunk(false, List.of(errorCause)));
        }
    }

    /** The peer broke the protocol, or does not answer. */
    void fail(CloseCause.Kind kind, String detail) {
        int code =
                kind == CloseCause.Kind.PROTOCOL_VIOLATION
                        ? ErrorCause.PROTOCOL_VIOLATION
                        : ErrorCause.USER_INITIATED_ABORT;
        closeWithAbort(cause(kind, detail), ErrorCause.text(code, detail));
    }

    /** RFC 9260, section 8.1: something was not answered in time. */
    void onError() {
        if (++errors > options.maxRetransmits()) {
            fail(CloseCause.Kind.PEER_UNREACHABLE, "too many retransmissions");
        }
    }

    void clearErrors() {
        errors = 0;
    }

    void handleAckOutcome(DataSender.SackOutcome outcome, long nowNanos) {
        switch (outcome) {
            case PROGRESS -> {
                errors = 0;
                shutdown.progress(nowNanos);
            }
            case NO_PROGRESS -> {}
            case IMPLAUSIBLE -> chunksIgnored++;
        }
    }

    // ---- for the user

    /** See {@link dev.specter.sctp.SctpAssociation#connect}. */
    public void connect(long nowNanos) {
        setup.connect(nowNanos);
    }

    /** See {@link dev.specter.sctp.SctpAssociation#send}. */
    public SendResult send(OutgoingMessage message, long nowNanos) {
        boolean isOpen =
                state instanceof AssociationState.Idle
                        || state instanceof AssociationState.CookieWait
                        || state instanceof AssociationState.CookieEchoed
                        || state instanceof AssociationState.Established;
        int size = message.payload().remaining();
        if (!isOpen || peer != null && message.streamId() >= peer.outgoingStreams()) {
            return SendResult.NOT_OPEN;
        }
        if (message.accounting() == OutgoingMessage.Accounting.USER) {
            if (size > maxSendMessageBytes) {
                return SendResult.TOO_LARGE;
            }
            if (sender.heldBytes() + size > options.sendBufferBytes()) {
                return SendResult.BUFFER_FULL;
            }
        }
        sender.add(message, nowNanos);
        return SendResult.QUEUED;
    }

    /** See {@link dev.specter.sctp.SctpAssociation#streamWeight}. */
    public void streamWeight(int streamId, int weight) {
        sender.streamWeight(streamId, weight);
    }

    /** See {@link dev.specter.sctp.SctpAssociation#resetStreams}. */
    public void resetStreams(Collection<Integer> streamIds) {
        streamReset.request(streamIds);
    }

    /** See {@link dev.specter.sctp.SctpAssociation#bufferedAmount}. */
    public long bufferedAmount(int streamId) {
        return sender.bufferedAmount(streamId);
    }

    /** See {@link dev.specter.sctp.SctpAssociation#consumed}. */
    public void consumed(long windowBytes) {
        if (receiver != null) {
            receiver.consumed(windowBytes);
        }
    }

    /** See {@link dev.specter.sctp.SctpAssociation#maxSendMessageBytes}. */
    public void maxSendMessageBytes(long bytes) {
        maxSendMessageBytes = bytes;
    }

    /** The largest message that is taken. */
    public long maxSendMessageBytes() {
        return maxSendMessageBytes;
    }

    /** See {@link dev.specter.sctp.SctpAssociation#shutdown}. */
    public void shutdown(long nowNanos) {
        if (state.isConnected()) {
            shutdown.begin(nowNanos);
        } else {
            closeWithAbort(
                    cause(CloseCause.Kind.SHUTDOWN, ""),
                    ErrorCause.empty(ErrorCause.USER_INITIATED_ABORT));
        }
    }

    /** See {@link dev.specter.sctp.SctpAssociation#abort}. */
    public void abort(String reason) {
        closeWithAbort(
                cause(CloseCause.Kind.ABORTED, reason),
                ErrorCause.text(
                        ErrorCause.USER_INITIATED_ABORT,
                        reason.substring(0, Math.min(reason.length(), MAX_DETAIL_CHARS))));
    }

    /** See {@link dev.specter.sctp.SctpAssociation#state}. */
    public SctpState userState() {
        if (state instanceof AssociationState.Idle) {
            return SctpState.NEW;
        } else if (state instanceof AssociationState.Ended) {
            return SctpState.CLOSED;
        } else if (!state.isConnected()) {
            return SctpState.CONNECTING;
        }
        return state instanceof AssociationState.Established
                ? SctpState.CONNECTED
                : SctpState.CLOSING;
    }

    /** Whether the peer can reset streams. */
    public boolean isStreamResetSupported() {
        return peer != null && peer.canReconfig();
    }

    /** The next event, or null. */
    public SctpEvent pollEvent() {
        SctpEvent event = events.poll();
        if (event == null && !(state instanceof AssociationState.Ended)) {
            event = sender.pollBufferedAmount();
        }
        return event;
    }

    // ---- time

    /** When {@link #handleTimeout} is wanted. */
    public long nextTimeoutNanos() {
        long dueNanos = state.dueNanos();
        if (state.isConnected()) {
            dueNanos = Math.min(dueNanos, sender.nextTimeoutNanos());
            dueNanos = Math.min(dueNanos, receiver.nextTimeoutNanos());
            dueNanos = Math.min(dueNanos, heartbeat.dueNanos());
            dueNanos = Math.min(dueNanos, streamReset.dueNanos());
        }
        return dueNanos;
    }

    /** Handles all timers that are due. */
    public void handleTimeout(long nowNanos) {
        setup.handleTimeout(nowNanos);
        shutdown.handleTimeout(nowNanos);
        if (!state.isConnected()) {
            return;
        }
        receiver.handleTimeout(nowNanos);
        if (sender.handleTimeout(nowNanos)) {
            onError();
        }
        streamReset.handleTimeout(nowNanos);
        heartbeat.handleTimeout(nowNanos);
    }

    // ---- packets in

    /** See {@link dev.specter.sctp.SctpAssociation#handlePacket}. */
    public void handlePacket(ByteBuffer packet, long nowNanos) {
        packetsReceived++;
        ByteBuffer owned = packet.hasArray() ? packet : copyOf(packet);
        if (!SctpPacket.hasValidChecksum(owned)) {
            packetsDiscarded++;
            return;
        }
        WireReader in = WireReader.of(owned);
        try {
            SctpPacket header = SctpPacket.parseHeader(in);
            if (header.sourcePort() != options.remotePort()
                    || header.destinationPort() != options.localPort()) {
                packetsDiscarded++;
                return;
            }
            handleChunks(header, in, nowNanos);
        } catch (MalformedPacketException e) {
            packetsDiscarded++;
        }
        if (receiver != null) {
            receiver.handleEndOfPacket(nowNanos);
        }
    }

    private static ByteBuffer copyOf(ByteBuffer packet) {
        return ByteBuffer.allocate(packet.remaining()).put(packet).flip();
    }

    private void handleChunks(SctpPacket header, WireReader in, long nowNanos)
            throws MalformedPacketException {
        boolean isFirst = true;
        while (in.hasRemaining()) {
            Chunk chunk = Chunk.parse(in);
            boolean isAlone = isFirst && !in.hasRemaining();
            if (!handleChunk(header, chunk, isFirst, isAlone, nowNanos)) {
                return;
            }
            isFirst = false;
        }
    }

    /** Handles a chunk if the packet may carry it; gives whether to go on with the next one. */
    private boolean handleChunk(
            SctpPacket header, Chunk chunk, boolean isFirst, boolean isAlone, long nowNanos) {
        long tag = header.verificationTag();
        boolean isEnded = state instanceof AssociationState.Ended;
        if (chunk instanceof InitChunk init && !isEnded) {
            // RFC 9260, sections 3.1 and 8.5.1, rule A: tag 0, and no other chunk in the packet.
            if (tag == 0 && isAlone) {
                setup.handleInit(init, nowNanos);
            } else {
                packetsDiscarded++;
            }
            return false;
        }
        if (chunk instanceof CookieEchoChunk echo && !isEnded) {
            boolean isOurs = isFirst && setup.handleCookieEcho(tag, echo, nowNanos);
            packetsDiscarded += isOurs ? 0 : 1;
            return isOurs;
        }
        if (isEnded || state instanceof AssociationState.Idle) {
            handleOutOfTheBlue(tag, chunk);
            return false;
        }
        if (chunk instanceof ShutdownAckChunk && !state.isConnected()) {
            // RFC 9260, section 8.5.1, rule E
            outbox.reply(tag, new ShutdownCompleteChunk(true));
            return false;
        }
        if (!isTagValid(tag, chunk)) {
            packetsDiscarded++;
            return false;
        }
        if (chunk instanceof UnknownChunk unknown) {
            return handleUnknown(unknown);
        }
        dispatch(chunk, nowNanos);
        return !(state instanceof AssociationState.Ended);
    }

    /** RFC 9260, section 8.5 and, for chunks with a T bit, section 8.5.1, rules B and C. */
    private boolean isTagValid(long tag, Chunk chunk) {
        boolean isReflected =
                chunk instanceof AbortChunk abort && abort.isTagReflected()
                        || chunk instanceof ShutdownCompleteChunk complete
                                && complete.isTagReflected();
        return isReflected ? tag == peerTag() && tag != 0 : tag == localTag;
    }

    /** RFC 9260, section 8.4. */
    private void handleOutOfTheBlue(long tag, Chunk chunk) {
        packetsDiscarded++;
        boolean isSilent =
                chunk instanceof AbortChunk
                        || chunk instanceof ShutdownCompleteChunk
                        || chunk instanceof CookieAckChunk
                        || chunk instanceof ErrorChunk;
        if (isSilent) {
            return;
        }
        if (chunk instanceof ShutdownAckChunk) {
            outbox.reply(tag, new ShutdownCompleteChunk(true));
        } else if (chunk instanceof InitChunk init) {
            outbox.reply(init.fields().initiateTag(), new AbortChunk(false, List.of()));
        } else {
            outbox.reply(tag, new AbortChunk(true, List.of()));
        }
    }

    private void dispatch(Chunk chunk, long nowNanos) {
        if (chunk instanceof DataChunk data) {
            handleData(data, nowNanos);
        } else if (chunk instanceof SackChunk sack) {
            if (state.canSendData()) {
                handleAckOutcome(sender.handleSack(sack, nowNanos), nowNanos);
            }
        } else if (chunk instanceof ForwardTsnChunk forward) {
            if (state.canReceiveData()) {
                receiver.handleForwardTsn(forward);
            }
        } else if (chunk instanceof ReConfigChunk reConfig) {
            if (state.canSendData()) {
                streamReset.handle(reConfig, nowNanos);
            }
        } else if (chunk instanceof HeartbeatChunk beat) {
            if (state.isConnected()) {
                outbox.add(new HeartbeatAckChunk(beat.info()));
            }
        } else if (chunk instanceof HeartbeatAckChunk ack) {
            handleHeartbeatAck(ack, nowNanos);
        } else if (chunk instanceof AbortChunk abort) {
            close(abortCause(abort));
        } else if (chunk instanceof ErrorChunk error) {
            handleError(error, nowNanos);
        } else if (chunk instanceof InitAckChunk initAck) {
            setup.handleInitAck(initAck, nowNanos);
        } else if (chunk instanceof CookieAckChunk) {
            setup.handleCookieAck(nowNanos);
        } else if (chunk instanceof ShutdownChunk shut) {
            shutdown.handleShutdown(shut, nowNanos);
        } else if (chunk instanceof ShutdownAckChunk) {
            shutdown.handleShutdownAck();
        } else if (chunk instanceof ShutdownCompleteChunk) {
            shutdown.handleShutdownComplete();
        }
    }

    private void handleData(DataChunk data, long nowNanos) {
        if (!state.canReceiveData()) {
            chunksIgnored++;
            return;
        }
        int size = data.payload().remaining();
        if (size == 0) {
            // RFC 9260, section 6.2: DATA without user data: ABORT with the cause No User Data.
            closeWithAbort(
                    cause(CloseCause.Kind.PROTOCOL_VIOLATION, "DATA without user data"),
                    new ErrorCause.NoUserData(data.tsn()));
            return;
        }
        switch (receiver.handleData(data)) {
            case ACCEPTED -> {
                dataChunksReceived++;
                bytesReceived += size;
            }
            case DUPLICATE -> duplicateTsns++;
            case NO_ROOM -> chunksIgnored++;
            case INVALID_STREAM -> {
                // RFC 9260, section 6.5: acknowledge, and send ERROR with Invalid Stream
                // Identifier.
                chunksIgnored++;
                outbox.add(new ErrorChunk(List.of(new ErrorCause.InvalidStream(data.streamId()))));
            }
            case TOO_LARGE -> {
                fail(CloseCause.Kind.PROTOCOL_VIOLATION, "message too large");
                return;
            }
        }
        shutdown.handleDataAfterShutdown(nowNanos);
    }

    private void handleHeartbeatAck(HeartbeatAckChunk ack, long nowNanos) {
        try {
            heartbeat.handleAck(ack, nowNanos);
        } catch (MalformedPacketException e) {
            chunksIgnored++;
        }
    }

    private void handleError(ErrorChunk error, long nowNanos) {
        boolean isStale =
                error.causes().stream().anyMatch(ErrorCause.StaleCookie.class::isInstance);
        if (isStale) {
            setup.handleStaleCookie(nowNanos);
        } else {
            chunksIgnored++;
        }
    }

    private static CloseCause abortCause(AbortChunk abort) {
        if (abort.causes().isEmpty()) {
            return cause(CloseCause.Kind.ABORTED_BY_PEER, "");
        }
        ErrorCause first = abort.causes().get(0);
        boolean isText =
                first.code() == ErrorCause.USER_INITIATED_ABORT
                        || first.code() == ErrorCause.PROTOCOL_VIOLATION;
        String text = "";
        if (isText && first instanceof ErrorCause.Echo echo) {
            text = new String(echo.value().toArray(), StandardCharsets.UTF_8);
            text = text.substring(0, Math.min(text.length(), MAX_DETAIL_CHARS));
        }
        return new CloseCause(CloseCause.Kind.ABORTED_BY_PEER, OptionalInt.of(first.code()), text);
    }

    /** RFC 9260, section 3.2: what the two high bits of an unknown type say. */
    private boolean handleUnknown(UnknownChunk unknown) {
        chunksIgnored++;
        if (unknown.isReported() && state.isConnected()) {
            var echo = WireWriter.allocate(unknown.paddedSize());
            unknown.writeTo(echo);
            ByteBuffer bytes = echo.finish();
            bytes.limit(Math.min(bytes.limit(), MAX_ECHO_BYTES));
            outbox.add(
                    new ErrorChunk(
                            List.of(
                                    new ErrorCause.Echo(
                                            ErrorCause.UNRECOGNIZED_CHUNK, Bytes.copyOf(bytes)))));
        }
        return !unknown.stopsProcessing();
    }

    // ---- packets out

    /** See {@link dev.specter.sctp.SctpAssociation#pollOutput}. */
    public ByteBuffer pollOutput(long nowNanos) {
        Outbox.Reply reply = outbox.pollReply();
        if (reply != null) {
            packetsSent++;
            return builder.buildAlone(reply.tag(), reply.chunk());
        }
        if (state.isConnected()) {
            streamReset.progress(nowNanos);
        }
        boolean isOpen = state.isConnected() || state instanceof AssociationState.CookieEchoed;
        if (!isOpen) {
            return null;
        }
        ByteBuffer packet =
                builder.build(
                        peerTag(),
                        outbox,
                        state.canReceiveData() ? receiver : null,
                        state.canSendData() ? sender : null,
                        nowNanos);
        packetsSent += packet == null ? 0 : 1;
        return packet;
    }

    // ---- what is known

    /** A snapshot of the counters. */
    public SctpCounters counters() {
        return new SctpCounters(
                packetsSent,
                packetsReceived,
                packetsDiscarded,
                chunksIgnored,
                sender.chunksSent(),
                sender.chunksRetransmitted(),
                dataChunksReceived,
                duplicateTsns,
                sender.bytesSent(),
                bytesReceived,
                sender.messagesSent(),
                messagesReceived,
                sender.messagesAbandoned(),
                sender.timeouts(),
                sender.fastRecoveries());
    }

    /** A snapshot of what is known of the path. */
    public SctpPathMetrics pathMetrics() {
        return new SctpPathMetrics(
                rto.srttNanos(),
                rto.rtoNanos(),
                sender.cwndBytes(),
                sender.ssthreshBytes(),
                sender.flightBytes(),
                sender.peerWindowBytes(),
                receiver == null ? options.receiveWindowBytes() : receiver.windowBytes(),
                sender.outstandingCount(),
                options.mtuBytes());
    }
}
