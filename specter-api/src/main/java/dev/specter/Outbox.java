package dev.specter;

import dev.specter.SpecterMessage.DataChannelMessage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands messages to the owner, one at a time, on a thread of its own: an owner that takes its time,
 * or waits for a connection, holds up nothing but its messages. Thread-safe.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Received bytes that may wait for the owner before no more are taken from the network. */
    private static final long MAX_WAITING_BYTES = 16 << 20;

    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Executor thread = OnDemandThread.create("specter-mailbox");
    private final Consumer<? super SpecterMessage> owner;
    private final Object lock = new Object();
    private long waitingBytes;
    private boolean released;

    Outbox(Consumer<? super SpecterMessage> owner) {
        this.owner = owner;
    }

    /** Queues a message. */
    void post(SpecterMessage message) {
        int bytes = message instanceof DataChannelMessage m ? m.data().remaining() : 0;
        if (bytes > 0) {
            synchronized (lock) {
                waitingBytes += bytes;
            }
        }
        thread.execute(() -> deliver(message, bytes));
    }

    private void deliver(SpecterMessage message, int bytes) {
        try {
            owner.accept(message);
        } catch (RuntimeException | Error e) {
            LOG.error("the owner threw", e);
        }
        if (bytes > 0) {
            synchronized (lock) {
                waitingBytes -= bytes;
                lock.notifyAll();
            }
        }
    }

    /** Runs an action when all messages before it are delivered. */
    void afterwards(Runnable action) {
        thread.execute(action);
    }

    /**
     * Waits while too many received bytes wait for the owner: that slows the senders. Gives up in
     * the end, since the owner may wait for the thread that waits here; each message then costs
     * that long.
     */
    void awaitRoom() {
        long deadlineNanos = System.nanoTime() + MAX_WAIT_NANOS;
        synchronized (lock) {
            while (waitingBytes > MAX_WAITING_BYTES && !released) {
                long leftNanos = deadlineNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    LOG.warn("the owner leaves {} bytes waiting", waitingBytes);
                    return;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Lets go who waits for room, now and from now on. */
    void release() {
        synchronized (lock) {
            released = true;
            lock.notifyAll();
        }
    }
}
