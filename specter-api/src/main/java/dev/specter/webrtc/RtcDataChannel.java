package dev.specter.webrtc;

import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;
import dev.specter.webrtc.loop.OneTimeEvent;
import dev.specter.webrtc.loop.SerialExecutor;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
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
    private final DataChannels channels;
    private final ConnectionLoop loop;
    private final String statsId;
    private final ChannelParameters parameters;

    private final OneTimeEvent openEvent;
    private final OneTimeEvent closeEvent;
    private final Listeners<Runnable> closingListeners = new Listeners<>();
    private final Listeners<Consumer<? super RtcException>> errorListeners = new Listeners<>();
    private final BufferedAmount bufferedAmount;
    private final MessageDelivery delivery;

    /** What wants to send when there is room. */
    private final Queue<Sender> senders = new ConcurrentLinkedQueue<>();

    private record Sender(long markBytes, Runnable action) {}

    private final AtomicLong messagesSent = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private volatile RtcDataChannelState readyState = RtcDataChannelState.CONNECTING;
    private volatile OptionalInt id;

    // Loop-confined.
    private long messagesReceived;
    private long bytesReceived;

    RtcDataChannel(DataChannels channels, String statsId, ChannelParameters parameters) {
        this.channels = channels;
        this.loop = channels.loop();
        this.openEvent = new OneTimeEvent(loop);
        this.closeEvent = new OneTimeEvent(loop);
        this.bufferedAmount = new BufferedAmount(loop, this::checkSendable);
        this.delivery = new MessageDelivery(this, channels);
        this.statsId = statsId;
        this.parameters = parameters;
        this.id = parameters.negotiatedId();
    }

    /** The name that tells it from other channels; need not be unique. */
    public String label() {
        return parameters.label();
    }

    /** Whether messages arrive in the order in which they were sent. */
    public boolean ordered() {
        return parameters.init().ordered();
    }

    /** Milliseconds during which a message is sent again, if limited so. */
    public OptionalInt maxPacketLifeTime() {
        return parameters.init().maxPacketLifeTime();
    }

    /** How often a message is sent again at most, if limited so. */
    public OptionalInt maxRetransmits() {
        return parameters.init().maxRetransmits();
    }

    /** Name of the protocol spoken on the channel; may be empty. */
    public String protocol() {
        return parameters.init().protocol();
    }

    /** Whether both ends made the channel themselves. */
    public boolean negotiated() {
        return parameters.init().negotiated();
    }

    /** Weight against other channels. */
    public RtcPriorityType priority() {
        return parameters.init().priority();
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
        return bufferedAmount.bytes();
    }

    /** When {@link #bufferedAmount()} falls to this or below, the low event fires; default 0. */
    public long bufferedAmountLowThreshold() {
        return bufferedAmount.lowThreshold();
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
        bufferedAmount.lowThreshold(bytes);
    }

    /**
     * Sends text.
     *
     * @param text sent as UTF-8, with U+FFFD for each half of a surrogate pair
     * @throws RtcException as {@link #send(ByteBuffer)}
     */
    public void send(String text) {
        send(ByteBuffer.wrap(UsvString.utf8(text)), true);
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
        sendCopy(bytes, false);
    }

    /** Sends a copy of the remaining bytes, as text or not. */
    void sendCopy(ByteBuffer bytes, boolean isText) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        send(copy, isText);
    }

    private void send(ByteBuffer payload, boolean isText) {
        if (readyState != RtcDataChannelState.OPEN) {
            throw new RtcException(
                    RtcErrorName.INVALID_STATE_ERROR, "the data channel is " + readyState);
        }
        int size = payload.remaining();
        if (size > channels.maxMessageSizeBytes()) {
            throw new RtcException(
                    RtcErrorName.TYPE_ERROR,
                    "message of "
                            + size
                            + " bytes; the peer takes "
                            + channels.maxMessageSizeBytes());
        }
        if (!channels.reserve(size)) {
            throw new RtcException(
                    RtcErrorName.OPERATION_ERROR, "too many bytes wait to be sent already");
        }
        bufferedAmount.add(size);
        messagesSent.incrementAndGet();
        bytesSent.addAndGet(size);
        channels.send(this, payload, isText);
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
                        delivery.discardNext();
                        channels.close(this);
                        loop.callback(
                                () -> {
                                    delivery.discardHeld();
                                    checkSendable();
                                });
                    }
                });
    }

    /** Adds a listener for the channel's opening. */
    public RtcListenerRegistration onOpen(Runnable listener) {
        return openEvent.add(listener);
    }

    /** Adds a listener for the beginning of the closing procedure by the peer. */
    public RtcListenerRegistration onClosing(Runnable listener) {
        return closingListeners.add(listener);
    }

    /** Adds a listener for the channel's end. */
    public RtcListenerRegistration onClose(Runnable listener) {
        return closeEvent.add(listener);
    }

    /** Adds a listener for the moment when {@link #bufferedAmount()} falls to its threshold. */
    public RtcListenerRegistration onBufferedAmountLow(Runnable listener) {
        return bufferedAmount.onLow(listener);
    }

    /** Adds a listener for what breaks the channel; it closes afterwards. */
    public RtcListenerRegistration onError(Consumer<? super RtcException> listener) {
        return errorListeners.add(listener);
    }

    /**
     * Adds a listener for messages. The first one is given those that came before.
     *
     * @throws RtcException InvalidStateError while something else takes the messages: a {@link
     *     #messageQueue}, {@link #asByteChannel} or a subscriber of {@link #asPublisher}
     */
    public RtcListenerRegistration onMessage(Consumer<? super RtcDataChannelMessage> listener) {
        return delivery.onMessage(listener);
    }

    /**
     * Takes the messages one at a time, instead of listening: for programs with their own loop.
     * What is not taken counts against the window announced to the peer. There is one at a time; it
     * is first given the messages that came before.
     *
     * @param onChange called on the callback executor after each message, and at the end
     * @return the queue; closing it lets others take the messages
     * @throws RtcException InvalidStateError if there are listeners for messages, or a queue
     */
    public RtcMessageQueue messageQueue(Runnable onChange) {
        return delivery.attachQueue(onChange);
    }

    /**
     * Calls back once, on the callback executor, as soon as more can be sent: the channel is open,
     * {@link #bufferedAmount()} is not above the mark, and a largest message has room in the send
     * buffer that the channels of the connection share; or when nothing can be sent any more, since
     * the channel is closing or closed.
     *
     * @param markBytes 0 or more
     * @param action what is called
     */
    public void whenSendable(long markBytes, Runnable action) {
        senders.add(new Sender(markBytes, Objects.requireNonNull(action)));
        loop.callback(this::checkSendable);
    }

    /**
     * The channel as a stream of bytes for threads that may wait, virtual ones above all. Reading
     * takes the bytes of messages, text as UTF-8, and waits while there are none; one call never
     * takes from two messages, what it leaves is read by the next, and empty messages are passed
     * over. At the end of the channel it gives -1, or throws {@link java.io.IOException} if an
     * error was the end. Writing waits until the channel is open, and while {@link
     * #bufferedAmount()} is above 256 KiB; each call sends its bytes as one message, or as several
     * if they are more than the peer takes in one. Bytes that are not read count against the window
     * announced to the peer, so that who reads slowly slows the writer.
     *
     * <p>It closes and is interrupted as {@link java.nio.channels.InterruptibleChannel} says, and
     * closing it closes the data channel; one thread may read while another writes. Neither may be
     * done where it could keep itself waiting: in a callback of this connection or on any of
     * Specter's event loops it throws {@link IllegalStateException}.
     *
     * @throws RtcException InvalidStateError if something takes the messages already
     */
    public ByteChannel asByteChannel() {
        return new DataByteChannel(this);
    }

    /**
     * Publishes the messages, to one subscriber at a time, on the callback executor. What it has
     * not asked for, or has not returned from, counts against the window announced to the peer.
     * Completes when the channel has closed, fails if that was by an error. After a cancellation
     * another subscriber gets what is left; one that comes while there is one, or while there are
     * listeners for messages, is refused with an {@link RtcException}, InvalidStateError.
     */
    public Flow.Publisher<RtcDataChannelMessage> asPublisher() {
        return new MessagePublisher(this);
    }

    /**
     * Sends what a publisher has; asks for more while {@link #bufferedAmount()} is not above 256
     * KiB. The end of the publisher, well or by an error, closes the channel; the end of the
     * channel cancels the subscription, and so does a message larger than the peer takes, which
     * closes the channel with an error event. Each subscriber is for one subscription.
     */
    public Flow.Subscriber<RtcDataChannelMessage> asSubscriber() {
        return new MessageSubscriber(this);
    }

    // From here on: called by the connection.

    /** What it was made with. */
    ChannelParameters parameters() {
        return parameters;
    }

    /** On the loop: the stream is known. */
    void assignId(int streamId) {
        id = OptionalInt.of(streamId);
    }

    /** On the loop, in a task: announces that messages flow. */
    void opened(Effects effects) {
        if (announced()) {
            fireOpen(effects);
        }
    }

    /** On the loop, in a task: a channel of the peer's is open before its event has fired. */
    boolean announced() {
        if (readyState != RtcDataChannelState.CONNECTING) {
            return false; // it was closed meanwhile, or the connection was
        }
        readyState = RtcDataChannelState.OPEN;
        return true;
    }

    /** On the loop, in a task: tells of the opening, unless somebody has closed it by then. */
    void fireOpen(Effects effects) {
        effects.add(
                () -> {
                    if (readyState == RtcDataChannelState.OPEN) {
                        openEvent.fire();
                        checkSendable();
                    }
                });
    }

    /** On the loop, in a task: the peer has begun to close. */
    void closing(Effects effects) {
        if (readyState == RtcDataChannelState.CLOSING || readyState == RtcDataChannelState.CLOSED) {
            return;
        }
        readyState = RtcDataChannelState.CLOSING;
        effects.add(
                () -> {
                    closingListeners.fire(Runnable::run);
                    checkSendable();
                });
    }

    /** On the loop, in a task: the channel has ended, with an error or without. */
    void closed(RtcException error, Effects effects) {
        if (readyState == RtcDataChannelState.CLOSED) {
            return;
        }
        // The peer has reset its stream, behind its last message: nothing of it is missing.
        boolean isWhole = readyState == RtcDataChannelState.CLOSING && !delivery.discards();
        readyState = RtcDataChannelState.CLOSED;
        effects.add(
                () -> {
                    if (error != null) {
                        errorListeners.fire(listener -> listener.accept(error));
                    }
                    closeEvent.fire();
                    end(isWhole ? Optional.empty() : Optional.ofNullable(error));
                });
    }

    /** On the loop: {@link RtcPeerConnection#close()} closes without an event (section 4.4.2). */
    void closedSilently() {
        readyState = RtcDataChannelState.CLOSED;
        delivery.discardNext();
        loop.callback(() -> end(Optional.empty()));
    }

    /** On the callback executor: tells what waits that nothing comes and nothing goes any more. */
    private void end(Optional<RtcException> error) {
        delivery.end(error);
        checkSendable();
    }

    /** On the loop: a message has come. */
    void received(RtcDataChannelMessage message) {
        messagesReceived++;
        bytesReceived += message.size();
        loop.callback(() -> delivery.deliver(message));
    }

    /** On the loop: what the channel has carried. */
    RtcStats.DataChannel stats() {
        return new RtcStats.DataChannel(
                statsId,
                label(),
                protocol(),
                id,
                readyState.toString(),
                messagesSent.get(),
                bytesSent.get(),
                messagesReceived,
                bytesReceived);
    }

    /** On the loop: bytes have left. */
    void sentOff(long bytes) {
        bufferedAmount.sentOff(bytes, !senders.isEmpty());
    }

    /** Whether the next message can be sent at once. */
    boolean isSendable(long markBytes) {
        return readyState == RtcDataChannelState.OPEN
                && bufferedAmount() <= markBytes
                && !channels.awaitsRoom(this);
    }

    /** On the callback executor: calls those who have waited for long enough. */
    void checkSendable() {
        if (senders.isEmpty()) {
            return;
        }
        boolean isOver = isOver();
        for (Iterator<Sender> all = senders.iterator(); all.hasNext(); ) {
            Sender sender = all.next();
            if (isOver || isSendable(sender.markBytes())) {
                all.remove();
                SerialExecutor.runGuarded(sender.action());
            }
        }
    }

    /** Whether nothing can be sent any more. */
    boolean isOver() {
        RtcDataChannelState state = readyState;
        return state == RtcDataChannelState.CLOSING || state == RtcDataChannelState.CLOSED;
    }

    /** On the callback executor: tells what breaks the channel, before it is closed. */
    void fireError(RtcException error) {
        errorListeners.fire(listener -> listener.accept(error));
    }

    ConnectionLoop loop() {
        return loop;
    }

    /** Largest message that the peer takes, bytes. */
    long maxMessageSizeBytes() {
        return channels.maxMessageSizeBytes();
    }

    @Override
    public String toString() {
        return "RtcDataChannel[" + label() + ", " + readyState + "]";
    }
}
