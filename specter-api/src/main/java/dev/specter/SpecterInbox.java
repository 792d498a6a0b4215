package dev.specter;

import dev.specter.SpecterMessage.DataChannelMessage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A mailbox with selective receive: takes out the first message that fits and leaves the others
 * where they are. Thread-safe; any number of Specters may share one.
 *
 * <p>Messages wait until someone takes them out. When the payloads of {@link DataChannelMessage}s
 * waiting come to more than 64 MiB, the senders are made to wait.
 */
public final class SpecterInbox implements Consumer<SpecterMessage> {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_WAITING_BYTES = 64L << 20;
    private static final int MAX_SHOWN = 50;
    private static final int MAX_SHOWN_CHARS = 200;

    // Guarded by messages.
    private final ArrayDeque<SpecterMessage> messages = new ArrayDeque<>();
    private long waitingBytes;

    /** Makes an empty one. */
    public SpecterInbox() {}

    /** Adds a message. Called by a Specter. */
    @Override
    public void accept(SpecterMessage message) {
        Objects.requireNonNull(message);
        int bytes = payloadBytes(message);
        synchronized (messages) {
            while (bytes > 0 && waitingBytes > MAX_WAITING_BYTES) {
                try {
                    messages.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            waitingBytes += bytes;
            messages.add(message);
            messages.notifyAll();
        }
    }

    /**
     * Takes out the first message of a type, waiting up to 5 seconds for it.
     *
     * @param type what to look for
     * @param <T> its type
     * @return the message
     * @throws SpecterException {@code TIMEOUT} if none came; the text says what is in the box
     */
    public <T extends SpecterMessage> T receive(Class<T> type) {
        return receive(type, message -> true, DEFAULT_TIMEOUT);
    }

    /**
     * Takes out the first message of a type that fits, waiting up to 5 seconds for it.
     *
     * @param type what to look for
     * @param condition what fits
     * @param <T> its type
     * @return the message
     * @throws SpecterException {@code TIMEOUT} if none came; the text says what is in the box
     */
    public <T extends SpecterMessage> T receive(Class<T> type, Predicate<? super T> condition) {
        return receive(type, condition, DEFAULT_TIMEOUT);
    }

    /**
     * Takes out the first message of a type.
     *
     * @param type what to look for
     * @param timeout how long to wait for it
     * @param <T> its type
     * @return the message
     * @throws SpecterException {@code TIMEOUT} if none came; the text says what is in the box
     */
    public <T extends SpecterMessage> T receive(Class<T> type, Duration timeout) {
        return receive(type, message -> true, timeout);
    }

    /**
     * Takes out the first message of a type that fits.
     *
     * @param type what to look for
     * @param condition what fits
     * @param timeout how long to wait for it
     * @param <T> its type
     * @return the message
     * @throws SpecterException {@code TIMEOUT} if none came; the text says what is in the box
     * @throws IllegalStateException if the thread was interrupted
     */
    public <T extends SpecterMessage> T receive(
            Class<T> type, Predicate<? super T> condition, Duration timeout) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        synchronized (messages) {
            while (true) {
                Optional<T> found = take(type, condition);
                if (found.isPresent()) {
                    return found.get();
                }
                long leftNanos = deadlineNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    throw new SpecterException(
                            SpecterException.Reason.TIMEOUT,
                            "no such "
                                    + type.getSimpleName()
                                    + " within "
                                    + timeout
                                    + "; in the box: "
                                    + contents());
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(messages, leftNanos);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while waiting for a message", e);
                }
            }
        }
    }

    /**
     * Takes out the first message of a type if there is one, without waiting.
     *
     * @param type what to look for
     * @param <T> its type
     * @return the message, or empty
     */
    public <T extends SpecterMessage> Optional<T> poll(Class<T> type) {
        return poll(type, message -> true);
    }

    /**
     * Takes out the first message of a type that fits if there is one, without waiting.
     *
     * @param type what to look for
     * @param condition what fits
     * @param <T> its type
     * @return the message, or empty
     */
    public <T extends SpecterMessage> Optional<T> poll(
            Class<T> type, Predicate<? super T> condition) {
        synchronized (messages) {
            return take(type, condition);
        }
    }

    /** The messages that wait, the oldest first; they stay in the box. */
    public List<SpecterMessage> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** Throws away the messages that wait. */
    public void clear() {
        synchronized (messages) {
            messages.clear();
            waitingBytes = 0;
            messages.notifyAll();
        }
    }

    private <T extends SpecterMessage> Optional<T> take(
            Class<T> type, Predicate<? super T> condition) {
        for (Iterator<SpecterMessage> i = messages.iterator(); i.hasNext(); ) {
            SpecterMessage message = i.next();
            if (type.isInstance(message) && condition.test(type.cast(message))) {
                i.remove();
                waitingBytes -= payloadBytes(message);
                messages.notifyAll();
                return Optional.of(type.cast(message));
            }
        }
        return Optional.empty();
    }

    private String contents() {
        if (messages.isEmpty()) {
            return "nothing";
        }
        var shown = new ArrayList<String>();
        messages.stream().limit(MAX_SHOWN).map(Object::toString).forEach(m -> shown.add(brief(m)));
        int more = messages.size() - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String brief(String text) {
        return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
    }

    private static int payloadBytes(SpecterMessage message) {
        return message instanceof DataChannelMessage m ? m.data().remaining() : 0;
    }
}
