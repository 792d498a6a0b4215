package dev.specter.webrtc.loop;

import dev.specter.webrtc.RtcListenerRegistration;

import java.util.Objects;

/**
 * The listeners of an event that happens at most once: who is added afterwards is called at once.
 * Thread-safe.
 */
public final class OneTimeEvent {
    private final ConnectionLoop loop;
    private final Listeners<Runnable> listeners = new Listeners<>();
    private boolean hasFired; // confined to the callback executor

    /** An event that has not happened. */
    public OneTimeEvent(ConnectionLoop loop) {
        this.loop = loop;
    }

    /** Adds a listener in a task of its own, and calls it there if the event has fired already. */
    public RtcListenerRegistration add(Runnable listener) {
        var registration = new Registration(listener);
        if (loop.inCallback()) {
            // At once: an event whose turn comes before that of a task of its own is not missed.
            registration.attach();
            if (hasFired) {
                loop.callback(registration::callLate);
            }
        } else {
            loop.callback(
                    () -> {
                        registration.attach();
                        registration.callLate();
                    });
        }
        return registration;
    }

    /** Calls the listeners; to be called in a task of the callback executor. */
    public void fire() {
        hasFired = true;
        listeners.fire(Runnable::run);
    }

    /** Takes effect on the callback executor. */
    private final class Registration implements RtcListenerRegistration {
        private final Runnable listener;
        private RtcListenerRegistration attached;
        private boolean closed;

        Registration(Runnable listener) {
            this.listener = Objects.requireNonNull(listener);
        }

        synchronized void attach() {
            if (!closed) {
                attached = listeners.add(listener);
            }
        }

        void callLate() {
            if (hasFired && !isClosed()) {
                listener.run();
            }
        }

        private synchronized boolean isClosed() {
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
}
