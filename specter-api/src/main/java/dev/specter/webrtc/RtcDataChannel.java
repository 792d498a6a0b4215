package dev.specter.webrtc;

import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A bidirectional channel for messages (webrtc-pc, section 6.2). Thread-safe: any thread may send;
 * messages of one thread keep their order.
 *
 * <p>Messages that come before there is a listener are held and delivered to the first one; until
 * then, and while a listener works, their bytes count against the window announced to the peer, so
 * that a slow listener slows the sender. A listener for opening or closing that is added late is
 * called at once.
 */
public final class RtcDataChannel {
    /** What the channel asks of the connection. */
    interface Owner {
        ConnectionLoop loop();

        /** Reserves room for bytes to send; false when too many wait already. */
        boolean reserve(int bytes);

        /** Takes a message to send, for which room is reserved; the buffer is given away. */
        void send(RtcDataChannel channel, ByteBuffer payload, boolean isText);

        /** Begins the closing procedure. */
        void close(RtcDataChannel channel);

        /** The application has taken what was delivered: window to give back, or {@link #ALL}. */
        void consumed(RtcDataChannel channel, int windowBytes);

        /** Largest message that the peer takes, bytes. */
        long maxMessageSizeBytes();
    }

    /** All window that the channel's messages take. */
    static final int ALL = Integer.MAX_VALUE;

    private final Owner owner;
    private final ConnectionLoop loop;
    private final String label;
    private final RtcDataChannelInit init;

    private final Listeners<Runnable> openListeners = new Listeners<>();
    private final Listeners<Runnable> closingListeners = new Listeners<>();
    private final Listeners<Runnable> closeListeners = new Listeners<>();
    private final Listeners<Runnable> lowListeners = new Listeners<>();
    private final Listeners<Consumer<? super RtcException>> errorListeners = new Listeners<>();
    private final Listeners<Consumer<? super RtcDataChannelMessage>> messageListeners =
            new Listeners<>();

    private final AtomicLong messagesSent = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong bufferedAmount = new AtomicLong();
    private final AtomicLong sentOff = new AtomicLong();
    private volatile long bufferedAmountLowThreshold;
    private volatile RtcDataChannelState readyState = RtcDataChannelState.CONNECTING;
    private volatile OptionalInt id;

    /** Closed by us: what comes now, or has not been delivered, is for nobody. */
    private volatile boolean discards;

    // Loop-confined.
    private long messagesReceived;
    private long bytesReceived;

    // Confined to the callback executor.
    private final ArrayDeque<RtcDataChannelMessage> held = new ArrayDeque<>();
    private boolean openFired;
    private boolean closeFired;

    RtcDataChannel(Owner owner, String label, RtcDataChannelInit init) {
        this.owner = owner;
        this.loop = owner.loop();
        this.label = label;
        this.init = init;
        this.id = init.negotiated() ? init.id() : OptionalInt.empty();
    }

    /** The name that tells it from other channels; need not be unique. */
    public String label() {
        return label;
    }

    /** Whether messages arrive in the order in which they were sent. */
    public boolean ordered() {
        return init.ordered();
    }

    /** Milliseconds during which a message is sent again, if limited so. */
    public OptionalInt maxPacketLifeTime() {
        return init.maxPacketLifeTime();
    }

    /** How often a message is sent again at most, if limited so. */
    public OptionalInt maxRetransmits() {
        return init.maxRetransmits();
    }

    /** Name of the protocol spoken on the channel; may be empty. */
    public String protocol() {
        return init.protocol();
    }

    /** Whether both ends made the channel themselves. */
    public boolean negotiated() {
        return init.negotiated();
    }

    /** Weight against other channels. */
    public RtcPriorityType priority() {
        return init.priority();
    }

    /** The stream, 0 to 65,534; empty until it is known (RFC 8832, section 6). */
    public OptionalInt id() {
        return id;
    }

    /** The state. */
    public RtcDataChannelState readyState() {
        return readyState;
    }

    /** Bytes of messages given to {@code send} that have not left yet. */
    public long bufferedAmount() {
        return bufferedAmount.get();
    }

    /** When {@link #bufferedAmount()} falls to this or below, the low event fires; default 0. */
    public long bufferedAmountLowThreshold() {
        return bufferedAmountLowThreshold;
    }

    /**
     * Sets {@link #bufferedAmountLowThreshold()}.
     *
     * @param bytes 0 or more
     */
    public void bufferedAmountLowThreshold(long bytes) {
        if (bytes < 0) {
            throw new RtcException(RtcErrorName.TYPE_ERROR, "threshold: " + bytes);
        }
        bufferedAmountLowThreshold = bytes;
    }

    /**
     * Sends text.
     *
     * @param text sent as UTF-8
     * @throws RtcException as {@link #send(ByteBuffer)}
     */
    public void send(String text) {
        send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true);
    }

    /**
     * Sends bytes, which are copied.
     *
     * @param bytes the message; may be empty
     * @throws RtcException as {@link #send(ByteBuffer)}
     */
    public void send(byte[] bytes) {
        send(ByteBuffer.wrap(bytes.clone()), false);
    }

    /**
     * Sends the remaining bytes of a buffer, which are copied; its position stays where it is.
     *
     * @param bytes the message; may be empty
     * @throws RtcException InvalidStateError if the channel is not open; TypeError if the message
     *     is larger than the peer takes; OperationError if more bytes would wait in all channels of
     *     the connection than its send buffer holds (16 MiB by default), or be held by all
     *     connections together than {@link WebRtc.Builder#sendMemoryBytes} says
     */
    public void send(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        send(copy, false);
    }

    private void send(ByteBuffer payload, boolean isText) {
        if (readyState != RtcDataChannelState.OPEN) {
            throw new RtcException(
                    RtcErrorName.INVALID_STATE_ERROR, "the data channel is " + readyState);
        }
        int size = payload.remaining();
        if (size > owner.maxMessageSizeBytes()) {
            throw new RtcException(
                    RtcErrorName.TYPE_ERROR,
                    "message of " + size + " bytes; the peer takes " + owner.maxMessageSizeBytes());
        }
        if (!owner.reserve(size)) {
            throw new RtcException(
                    RtcErrorName.OPERATION_ERROR, "too many bytes wait to be sent already");
        }
        bufferedAmount.addAndGet(size);
        messagesSent.incrementAndGet();
        bytesSent.addAndGet(size);
        owner.send(this, payload, isText);
    }

    /**
     * Begins the closing procedure: what was sent is still delivered to the peer, then the channel
     * closes at both ends. Messages of the peer are not delivered any more (section 6.2). Does
     * nothing when it is closing or closed already.
     */
    public void close() {
        loop.run(
                () -> {
                    if (readyState != RtcDataChannelState.CLOSING
                            && readyState != RtcDataChannelState.CLOSED) {
                        readyState = RtcDataChannelState.CLOSING;
                        discards = true;
                        owner.close(this);
                    }
                });
    }

    /** Adds a listener for the channel's opening. */
    public RtcListenerRegistration onOpen(Runnable listener) {
        return addLate(openListeners, listener, () -> openFired);
    }

    /** Adds a listener for the beginning of the closing procedure by the peer. */
    public RtcListenerRegistration onClosing(Runnable listener) {
        return closingListeners.add(listener);
    }

    /** Adds a listener for the channel's end. */
    public RtcListenerRegistration onClose(Runnable listener) {
        return addLate(closeListeners, listener, () -> closeFired);
    }

    /** Adds a listener for the moment when {@link #bufferedAmount()} falls to its threshold. */
    public RtcListenerRegistration onBufferedAmountLow(Runnable listener) {
        return lowListeners.add(listener);
    }

    /** Adds a listener for what breaks the channel; it closes afterwards. */
    public RtcListenerRegistration onError(Consumer<? super RtcException> listener) {
        return errorListeners.add(listener);
    }

    /** Adds a listener for messages. The first one is given those that came before. */
    public RtcListenerRegistration onMessage(Consumer<? super RtcDataChannelMessage> listener) {
        RtcListenerRegistration registration = messageListeners.add(listener);
        loop.callback(this::deliverHeld);
        return registration;
    }

    private interface Condition {
        boolean holds();
    }

    /** Adds a listener in a task of its own, and calls it there if its event has fired already. */
    private RtcListenerRegistration addLate(
            Listeners<Runnable> listeners, Runnable listener, Condition hasFired) {
        Objects.requireNonNull(listener);
        if (loop.inCallback()) {
            // At once: an event whose turn comes before that of a task of its own is not missed.
            RtcListenerRegistration registration = listeners.add(listener);
            if (hasFired.holds()) {
                var late = new LateRegistration();
                late.attach(() -> registration);
                loop.callback(
                        () -> {
                            if (!late.isClosed()) {
                                listener.run();
                            }
                        });
                return late;
            }
            return registration;
        }
        var registration = new LateRegistration();
        loop.callback(
                () -> {
                    registration.attach(() -> listeners.add(listener));
                    if (hasFired.holds() && !registration.isClosed()) {
                        listener.run();
                    }
                });
        return registration;
    }

    // From here on: called by the connection.

    /** On the loop: the stream is known. */
    void assignId(int streamId) {
        id = OptionalInt.of(streamId);
    }

    /** On the loop, in a task: announces that messages flow. */
    void opened(Effects effects) {
        if (readyState != RtcDataChannelState.CONNECTING) {
            return;
        }
        readyState = RtcDataChannelState.OPEN;
        effects.add(
                () -> {
                    openFired = true;
                    openListeners.fire(Runnable::run);
                });
    }

    /** On the loop, in a task: a channel of the peer's is open before its event has fired. */
    boolean announced() {
        if (readyState != RtcDataChannelState.CONNECTING) {
            return false; // the connection has been closed meanwhile
        }
        readyState = RtcDataChannelState.OPEN;
        return true;
    }

    /** On the loop, in a task: announces a channel of the peer's, unless a listener closed it. */
    void openedByPeer(Effects effects) {
        effects.add(
                () -> {
                    if (readyState == RtcDataChannelState.OPEN) {
                        openFired = true;
                        openListeners.fire(Runnable::run);
                    }
                });
    }

    /** On the loop, in a task: the peer has begun to close. */
    void closing(Effects effects) {
        if (readyState == RtcDataChannelState.CLOSING || readyState == RtcDataChannelState.CLOSED) {
            return;
        }
        readyState = RtcDataChannelState.CLOSING;
        effects.add(() -> closingListeners.fire(Runnable::run));
    }

    /** On the loop, in a task: the channel has ended, with an error or without. */
    void closed(RtcException error, Effects effects) {
        if (readyState == RtcDataChannelState.CLOSED) {
            return;
        }
        readyState = RtcDataChannelState.CLOSED;
        effects.add(
                () -> {
                    if (error != null) {
                        errorListeners.fire(listener -> listener.accept(error));
                    }
                    closeFired = true;
                    closeListeners.fire(Runnable::run);
                });
    }

    /** On the loop: {@link RtcPeerConnection#close()} closes without an event (section 4.4.2). */
    void closedSilently() {
        readyState = RtcDataChannelState.CLOSED;
        discards = true;
    }

    /** On the loop: a message has come. */
    void received(RtcDataChannelMessage message) {
        messagesReceived++;
        bytesReceived += message.size();
        loop.callback(() -> deliver(message));
    }

    /** On the loop: what the channel has carried. */
    RtcStats.DataChannel stats(String statsId) {
        return new RtcStats.DataChannel(
                statsId,
                label,
                init.protocol(),
                id,
                readyState.toString(),
                messagesSent.get(),
                bytesSent.get(),
                messagesReceived,
                bytesReceived);
    }

    /** On the loop: bytes have left. */
    void sentOff(long bytes) {
        if (sentOff.getAndAdd(bytes) == 0) {
            loop.callback(this::reduceBufferedAmount);
        }
    }

    private void reduceBufferedAmount() {
        long left = sentOff.getAndSet(0);
        long after = bufferedAmount.addAndGet(-left);
        long threshold = bufferedAmountLowThreshold;
        if (after <= threshold && after + left > threshold) {
            lowListeners.fire(Runnable::run);
        }
    }

    private void deliver(RtcDataChannelMessage message) {
        if (discards) {
            owner.consumed(this, message.windowBytes());
        } else if (held.isEmpty() && !messageListeners.isEmpty()) {
            fire(message);
        } else {
            held.add(message);
            deliverHeld();
        }
    }

    private void deliverHeld() {
        while (!messageListeners.isEmpty() && !held.isEmpty()) {
            fire(held.remove());
        }
    }

    /**
     * On the callback executor, after the end: takes nothing of the window any more. Messages that
     * no listener has taken stay as long as the object itself, for one that may come still.
     */
    void releaseHeld() {
        owner.consumed(this, ALL);
    }

    private void fire(RtcDataChannelMessage message) {
        messageListeners.fire(listener -> listener.accept(message));
        owner.consumed(this, message.windowBytes());
    }

    /** A registration that takes effect later, on the callback executor. */
    private static final class LateRegistration implements RtcListenerRegistration {
        private RtcListenerRegistration attached;
        private boolean closed;

        synchronized void attach(java.util.function.Supplier<RtcListenerRegistration> add) {
            if (!closed) {
                attached = add.get();
            }
        }

        synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (attached != null) {
                attached.close();
            }
        }
    }

    @Override
    public String toString() {
        return "RtcDataChannel[" + label + ", " + readyState + "]";
    }
}
