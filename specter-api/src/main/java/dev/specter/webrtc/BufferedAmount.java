package dev.specter.webrtc;

import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Listeners;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes given to {@code send} that have not left yet, as a program sees them fall: between its
 * callbacks, never within one (webrtc-pc, section 6.2, bufferedAmount). Thread-safe.
 */
final class BufferedAmount {
    private final ConnectionLoop loop;
    private final Runnable onReduced;
    private final Listeners<Runnable> lowListeners = new Listeners<>();
    private final AtomicLong amount = new AtomicLong();

    /** What has left, and is yet to be taken off {@link #amount}. */
    private final AtomicLong sentOff = new AtomicLong();

    private final AtomicBoolean reductionQueued = new AtomicBoolean();
    private volatile long lowThreshold;

    /** The task in which {@link #amount} was last reduced or shown: it falls between two. */
    private long settledTask; // confined to the callback executor

    /**
     * Nothing waits.
     *
     * @param onReduced called in a task of the callback executor after one that was asked for
     */
    BufferedAmount(ConnectionLoop loop, Runnable onReduced) {
        this.loop = loop;
        this.onReduced = onReduced;
    }

    long bytes() {
        settle();
        return amount.get();
    }

    /** A message is sent. */
    void add(int bytes) {
        settle();
        amount.addAndGet(bytes);
    }

    long lowThreshold() {
        return lowThreshold;
    }

    void lowThreshold(long bytes) {
        lowThreshold = bytes;
    }

    RtcListenerRegistration onLow(Runnable listener) {
        RtcListenerRegistration registration = lowListeners.add(listener);
        if (sentOff.get() != 0) {
            queueReduction();
        }
        return registration;
    }

    /**
     * Bytes have left.
     *
     * @param isAwaited whether somebody wants to be told, besides the listeners
     */
    void sentOff(long bytes, boolean isAwaited) {
        long left = sentOff.addAndGet(bytes);
        if (isAwaited || !lowListeners.isEmpty() && amount.get() - left <= lowThreshold) {
            queueReduction();
        }
    }

    private void queueReduction() {
        if (reductionQueued.compareAndSet(false, true)) {
            loop.callback(this::reduce);
        }
    }

    private void reduce() {
        reductionQueued.set(false);
        settledTask = loop.callbackCount();
        if (isLowAfterReduction()) {
            lowListeners.fire(Runnable::run);
        }
        onReduced.run();
    }

    /**
     * Takes off what has left. As if a task had done it, but without the wake-up that one costs:
     * within a callback the amount does not fall.
     */
    private void settle() {
        if (loop.inCallback()) {
            long task = loop.callbackCount();
            if (task == settledTask) {
                return;
            }
            settledTask = task;
        }
        if (sentOff.get() != 0 && isLowAfterReduction()) {
            loop.callback(() -> lowListeners.fire(Runnable::run));
        }
    }

    private boolean isLowAfterReduction() {
        long left = sentOff.getAndSet(0);
        long after = amount.addAndGet(-left);
        long threshold = lowThreshold;
        return after <= threshold && after + left > threshold && !lowListeners.isEmpty();
    }
}
