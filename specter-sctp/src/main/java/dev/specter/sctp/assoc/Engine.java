package dev.specter.sctp.assoc;

import dev.specter.common.Bytes;
import dev.specter.sctp.CloseCause;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.SctpCounters;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SctpPathMetrics;
import dev.specter.sctp.SctpState;
import dev.specter.sctp.SendResult;
import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.CookieEchoChunk;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.SctpPacket;
import dev.specter.sctp.rx.DataReceiver;
import dev.specter.sctp.tx.DataSender;
import dev.specter.sctp.tx.RtoEstimator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * An association: owns the state, what both directions share, and the procedures that chunks, time
 * and the user set going (RFC 9260, section 4). Loop-confined.
 */
public final class Engine {
    private static final int MAX_DETAIL_CHARS = 200;

    private final SctpOptions options;
    private final Outbox outbox = new Outbox();
    private final ArrayDeque<SctpEvent> events = new ArrayDeque<>(1);
    private final PacketBuilder builder;
    private final Setup setup;
    private final Shutdown shutdown;
    private final Heartbeat heartbeat;
    private final StreamReset streamReset;
    private final PathMtu pathMtu;
    private final PacketIntake intake;
    private final Counters counters = new Counters();

    private AssociationState state = new AssociationState.Idle();
    private long localTag;
    private long localInitialTsn;
    private PeerInfo peer;
    private RtoEstimator rto;
    private DataSender sender;
    private DataReceiver receiver;
    private long maxSendMessageBytes;
    private int remotePort;
    private int errors;

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
        remotePort = options.remotePort();
        rto = new RtoEstimator(options);
        sender = new DataSender(options, options.mtuBytes(), localInitialTsn, rto);
        builder = new PacketBuilder(options.localPort());
        setup = new Setup(this, options, random);
        shutdown = new Shutdown(this, options);
        heartbeat = new Heartbeat(this, options, random);
        streamReset = new StreamReset(this, options);
        pathMtu = new PathMtu(this, options, random);
        var procedures =
                new ChunkDispatch.Procedures(setup, shutdown, heartbeat, pathMtu, streamReset);
        intake = new PacketIntake(this, options, setup, new ChunkDispatch(this, procedures));
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

    static String cut(String detail) {
        return detail.substring(0, Math.min(detail.length(), MAX_DETAIL_CHARS));
    }

    // ---- for the procedures

    Counters counting() {
        return counters;
    }

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

    /** What a packet has for chunks. */
    int packetRoomBytes() {
        return pathMtu.packetBytes() - SctpPacket.HEADER_BYTES;
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
        sender.connect(newPeer.windowBytes(), newPeer.canSkip(), newPeer.isInterleaved());
        closeReceiver();
        receiver =
                new DataReceiver(
                        options,
                        newPeer.initialTsn(),
                        newPeer.incomingStreams(),
                        newPeer.isInterleaved(),
                        this::deliver);
        streamReset.start(localInitialTsn, newPeer.initialTsn());
        transition(new AssociationState.Established());
        heartbeat.start(nowNanos);
        pathMtu.start(nowNanos);
    }

    private void closeReceiver() {
        if (receiver != null) {
            receiver.close();
        }
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
        sender = new DataSender(options, options.mtuBytes(), localInitialTsn, rto);
        adopt(cookie.peer(), nowNanos);
        emit(new SctpEvent.Restarted());
    }

    private void deliver(int streamId, long ppid, ByteBuffer payload, int windowBytes) {
        counters.messagesReceived++;
        emit(new SctpEvent.MessageReceived(streamId, ppid, payload, windowBytes));
    }

    /** The association is over. */
    void close(CloseCause cause) {
        if (state instanceof AssociationState.Ended) {
            return;
        }
        outbox.clear();
        closeReceiver();
        transition(new AssociationState.Ended());
        emit(new SctpEvent.Closed(cause));
    }

    /** The association is over, and the peer is told why. */
    void closeWithAbort(CloseCause cause, ErrorCause errorCause) {
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
                pathMtu.onProgress();
                shutdown.progress(nowNanos);
            }
            case NO_PROGRESS -> {}
            case MALFORMED -> counters.chunksIgnored++;
            // RFC 9260, section 12.4
            case NEVER_SENT ->
                    fail(CloseCause.Kind.PROTOCOL_VIOLATION, "SACK of a TSN that was never sent");
        }
    }

    // ---- for the user

    /** See {@link dev.specter.sctp.SctpAssociation#connect}. */
    public void connect(long nowNanos) {
        setup.connect(nowNanos);
    }

    /** See {@link dev.specter.sctp.SctpAssociation#localInit}. */
    public Bytes localInit() {
        return setup.localInit();
    }

    /** See {@link dev.specter.sctp.SctpAssociation#isAcceptableInit}. */
    public static boolean isAcceptableInit(Bytes chunk) {
        return Setup.acceptableInit(chunk).isPresent();
    }

    /** See {@link dev.specter.sctp.SctpAssociation#connectWith}. */
    public boolean connectWith(Bytes remoteInit, long nowNanos) {
        return setup.connectWith(remoteInit, nowNanos);
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

    /** See {@link dev.specter.sctp.SctpAssociation#heldBytes}. */
    public long heldBytes() {
        return sender.heldBytes();
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

    /** See {@link dev.specter.sctp.SctpAssociation#remotePort}. */
    public void remotePort(int port) {
        remotePort = port;
    }

    int remotePort() {
        return remotePort;
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
                ErrorCause.text(ErrorCause.USER_INITIATED_ABORT, cut(reason)));
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

    /** Whether messages go as I-DATA. */
    public boolean isInterleaved() {
        return peer != null && peer.isInterleaved();
    }

    /** Whether packets go without checksum. */
    public boolean isZeroChecksum() {
        return peer != null && peer.acceptsZeroChecksum();
    }

    /** Whether set-up went by signalling. */
    public boolean isSignalled() {
        return setup.isSignalled();
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
            dueNanos = Math.min(dueNanos, pathMtu.dueNanos());
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
            pathMtu.onTimeout(nowNanos);
            onError();
        }
        streamReset.handleTimeout(nowNanos);
        heartbeat.handleTimeout(nowNanos);
        pathMtu.handleTimeout(nowNanos);
    }

    // ---- packets

    /** See {@link dev.specter.sctp.SctpAssociation#handlePacket}. */
    public void handlePacket(ByteBuffer packet, long nowNanos) {
        intake.handlePacket(packet, nowNanos);
    }

    /** See {@link dev.specter.sctp.SctpAssociation#pollOutput}. */
    public ByteBuffer pollOutput(long nowNanos) {
        ByteBuffer packet = nextPacket(nowNanos);
        counters.packetsSent += packet == null ? 0 : 1;
        return packet;
    }

    private ByteBuffer nextPacket(long nowNanos) {
        Outbox.Reply reply = outbox.pollReply();
        if (reply != null) {
            return builder.buildAlone(remotePort, reply.tag(), reply.chunk());
        }
        if (state.isConnected()) {
            streamReset.progress(nowNanos);
        } else if (!(state instanceof AssociationState.CookieEchoed)) {
            return null;
        }
        builder.begin(remotePort, peerTag(), pathMtu.packetBytes(), !isZeroChecksum());
        ByteBuffer packet =
                builder.build(
                        outbox,
                        state.canReceiveData() ? receiver : null,
                        state.canSendData() ? sender : null,
                        nowNanos);
        return packet == null && pathMtu.isProbeWanted() ? builder.buildProbe(pathMtu) : packet;
    }

    // ---- what is known

    /** A snapshot of the counters. */
    public SctpCounters counters() {
        return new SctpCounters(
                counters.packetsSent,
                counters.packetsReceived,
                counters.packetsDiscarded,
                counters.chunksIgnored,
                sender.chunksSent(),
                sender.chunksRetransmitted(),
                counters.dataChunksReceived,
                counters.duplicateTsns,
                sender.bytesSent(),
                counters.bytesReceived,
                sender.messagesSent(),
                counters.messagesReceived,
                sender.messagesAbandoned(),
                sender.timeouts(),
                sender.fastRecoveries(),
                sender.tailLossProbes());
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
                pathMtu.packetBytes());
    }
}
