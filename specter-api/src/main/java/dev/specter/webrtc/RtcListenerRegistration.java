package dev.specter.webrtc;

/** A listener that was added. Thread-safe. */
@FunctionalInterface
public interface RtcListenerRegistration extends AutoCloseable {
    /** Removes the listener; an event under way may still reach it. A second call does nothing. */
    @Override
    void close();
}
