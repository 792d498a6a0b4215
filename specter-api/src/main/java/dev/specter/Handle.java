package dev.specter;

import java.util.Objects;
import java.util.UUID;

/**
 * Names something that lives in a {@link Specter}. A value: equal to any other of the same type
 * with the same id, and made again from it, so that it may cross a wire. It may outlive what it
 * names: its calls then throw {@link SpecterException} with {@code NOT_FOUND}. Immutable.
 */
public abstract sealed class Handle
        permits Api, DataChannel, MediaEngine, PeerConnection, Registry, TrackLocalStaticSample {
    private final Specter specter;
    private final UUID id;

    Handle(Specter specter, UUID id) {
        this.specter = Objects.requireNonNull(specter);
        this.id = Objects.requireNonNull(id);
    }

    /** What it is known by: random, unique. */
    public final UUID id() {
        return id;
    }

    /** Whether it names something now. */
    public abstract boolean exists();

    final Specter specter() {
        return specter;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Handle that && getClass() == that.getClass() && id.equals(that.id);
    }

    @Override
    public final int hashCode() {
        return id.hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + id + "]";
    }
}
