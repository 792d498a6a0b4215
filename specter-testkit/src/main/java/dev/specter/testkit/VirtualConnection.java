package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One end of a TCP connection: a byte stream in each direction, reliable and in order. Its segments
 * pass links and NATs as other packets do, cut at random; losses cost time. Closing one end closes
 * both. A small RFC 9293, section 3.3.2. Loop-confined.
 */
public final class VirtualConnection {
    /** What fits in an Ethernet frame over IPv4 without options. */
    private static final int MAX_MSS_BYTES = 1460;

    private enum State {
        SYN_SENT,
        SYN_RECEIVED,
        ESTABLISHED,
        /** Closed here; what was sent before is still on its way. */
        CLOSING,
        CLOSED
    }

    private final TcpStack stack;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final TcpSender sender;
    private final TcpReceiver receiver = new TcpReceiver();
    private final int ownMssBytes;
    private int mssBytes;
    private StreamHandler handler;
    private State state = State.CLOSED;
    private boolean transmitScheduled;
    private boolean timerScheduled;

    VirtualConnection(
            TcpStack stack,
            InetSocketAddress local,
            InetSocketAddress remote,
            int mssBytes,
            StreamHandler handler) {
        this.stack = stack;
        this.local = local;
        this.remote = remote;
        this.ownMssBytes = Math.max(1, Math.min(mssBytes, MAX_MSS_BYTES));
        this.mssBytes = ownMssBytes;
        this.handler = handler;
        this.sender = new TcpSender(stack.random(), this::emit);
    }

    /** The address and port of this end. */
    public InetSocketAddress local() {
        return local;
    }

    /** The other end as seen here, which may be a NAT. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** Whether it can send: it has come about and not ended. */
    public boolean isOpen() {
        return state == State.ESTABLISHED;
    }

    /**
     * Bytes that have been sent and not been acknowledged. There is no limit to them; senders that
     * want one look here.
     */
    public long pendingBytes() {
        return sender.pendingBytes();
    }

    /**
     * Sends bytes. What is sent before the connection has come about waits for it.
     *
     * @param data copied
     * @throws IllegalStateException when this end has been closed, or the connection has ended
     */
    public void send(byte[] data) {
        send(Bytes.copyOf(data));
    }

    /**
     * Sends bytes. What is sent before the connection has come about waits for it.
     *
     * @param data from position to limit, copied; the position stays
     * @throws IllegalStateException when this end has been closed, or the connection has ended
     */
    public void send(ByteBuffer data) {
        send(Bytes.copyOf(data));
    }

    private void send(Bytes data) {
        if (state == State.CLOSING || state == State.CLOSED) {
            throw new IllegalStateException("not open: " + local + " to " + remote);
        }
        sender.add(data);
        transmitLater();
    }

    /**
     * Closes the connection after what has been sent. The handler is called no more, and what the
     * peer sends is thrown away.
     */
    public void close() {
        switch (state) {
            case SYN_SENT, SYN_RECEIVED -> abort();
            case ESTABLISHED -> {
                transition(State.CLOSING);
                sender.finish();
                transmitLater();
            }
            case CLOSING, CLOSED -> {}
        }
    }

    /** Breaks the connection at once: the peer's handler learns of a reset. */
    public void abort() {
        if (state != State.CLOSED) {
            emit(VirtualSegment.Type.RST, sender.next(), Bytes.EMPTY);
            transition(State.CLOSED);
        }
    }

    /** Asks the peer for the connection. */
    void connect() {
        transition(State.SYN_SENT);
        sender.open(VirtualSegment.Type.SYN, stack.nowNanos());
        watchTimer();
    }

    /** Answers a peer who asks for the connection. */
    void accept(VirtualSegment syn) {
        transition(State.SYN_RECEIVED);
        synchronizeWith(syn);
        sender.open(VirtualSegment.Type.SYN_ACK, stack.nowNanos());
        watchTimer();
    }

    private void synchronizeWith(VirtualSegment syn) {
        receiver.start(syn.sequence() + syn.length());
        mssBytes = Math.max(1, Math.min(ownMssBytes, syn.mssBytes()));
    }

    void receive(VirtualSegment segment) {
        switch (segment.type()) {
            case SYN -> handleSyn(segment);
            case SYN_ACK -> handleSynAck(segment);
            case RST -> handleRst(segment);
            case DATA, ACK, FIN -> handleStream(segment);
        }
        watchTimer();
    }

    private void handleSyn(VirtualSegment syn) {
        switch (state) {
            // RFC 9293, section 3.5: both ends have asked at once.
            case SYN_SENT -> accept(syn);
            case SYN_RECEIVED -> sender.sendOldestAgain();
            case ESTABLISHED, CLOSING -> sendAck();
            case CLOSED -> {}
        }
    }

    private void handleSynAck(VirtualSegment synAck) {
        if (state == State.SYN_SENT && synAck.acknowledgement() == sender.next()) {
            synchronizeWith(synAck);
        }
        if (state == State.SYN_SENT || state == State.SYN_RECEIVED) {
            acknowledged(synAck);
        }
        // To one that comes again, too: the first answer was lost.
        if (state == State.ESTABLISHED || state == State.CLOSING) {
            sendAck();
        }
    }

    private void handleRst(VirtualSegment rst) {
        if (sender.accepts(rst.acknowledgement())) {
            end(state == State.SYN_SENT ? CloseReason.REFUSED : CloseReason.RESET);
        }
    }

    private void handleStream(VirtualSegment segment) {
        if (state == State.SYN_SENT || !acknowledged(segment)) {
            return;
        }
        if (segment.length() > 0) {
            byte[] data = receiver.receive(segment);
            sendAck();
            deliver(data);
        }
        if (receiver.isFinished()) {
            end(CloseReason.FINISHED);
        } else if (state == State.CLOSING && sender.isFinished()) {
            transition(State.CLOSED);
        } else {
            transmit();
        }
    }

    /** Takes the acknowledgement of a segment; false when the segment is not of this connection. */
    private boolean acknowledged(VirtualSegment segment) {
        if (!sender.accepts(segment.acknowledgement())) {
            return false;
        }
        boolean bare = segment.type() == VirtualSegment.Type.ACK;
        sender.acknowledge(segment.acknowledgement(), bare, stack.nowNanos());
        boolean opening = state == State.SYN_SENT || state == State.SYN_RECEIVED;
        if (opening && sender.isSynAcknowledged()) {
            transition(State.ESTABLISHED);
            handler.onConnected(this, stack.nowNanos());
            transmitLater();
        }
        return true;
    }

    private void deliver(byte[] data) {
        if (data.length > 0 && state == State.ESTABLISHED) {
            handler.onData(this, data, stack.nowNanos());
        }
    }

    /** Lets somebody else take what comes. */
    void handler(StreamHandler newHandler) {
        handler = newHandler;
    }

    private void end(CloseReason reason) {
        boolean tell = state != State.CLOSING && state != State.CLOSED;
        transition(State.CLOSED);
        if (tell) {
            handler.onClosed(this, reason, stack.nowNanos());
        }
    }

    private void transition(State newState) {
        state = newState;
        if (newState == State.CLOSED) {
            stack.forget(this);
        }
    }

    /** Transmits after the current event, so that several calls of send can share a segment. */
    private void transmitLater() {
        if (!transmitScheduled) {
            transmitScheduled = true;
            stack.schedule(
                    stack.nowNanos(),
                    () -> {
                        transmitScheduled = false;
                        transmit();
                    });
        }
    }

    private void transmit() {
        if (state == State.ESTABLISHED || state == State.CLOSING) {
            sender.transmit(mssBytes, stack.nowNanos());
            watchTimer();
        }
    }

    private void sendAck() {
        emit(VirtualSegment.Type.ACK, sender.next(), Bytes.EMPTY);
    }

    private void emit(VirtualSegment.Type type, long sequence, Bytes data) {
        stack.send(
                new VirtualSegment(
                        local, remote, type, sequence, receiver.next(), ownMssBytes, data));
    }

    private void watchTimer() {
        if (!timerScheduled && state != State.CLOSED && sender.deadlineNanos() != Timed.NEVER) {
            timerScheduled = true;
            stack.schedule(sender.deadlineNanos(), this::handleTimeout);
        }
    }

    private void handleTimeout() {
        timerScheduled = false;
        if (state != State.CLOSED && !sender.handleTimeout(stack.nowNanos())) {
            end(CloseReason.TIMED_OUT);
        }
        watchTimer();
    }
}
