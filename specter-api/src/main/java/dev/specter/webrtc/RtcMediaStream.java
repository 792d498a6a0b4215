package dev.specter.webrtc;

import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Remote tracks that belong together (a MediaStream of mediacapture-main). Thread-safe. */
public final class RtcMediaStream {
    private final String id;
    private final Listeners<Consumer<? super RtcRemoteTrack>> addListeners = new Listeners<>();
    private final Listeners<Consumer<? super RtcRemoteTrack>> removeListeners = new Listeners<>();
    private volatile List<RtcRemoteTrack> tracks = List.of();

    RtcMediaStream(String id) {
        this.id = id;
    }

    /** The id in the peer's {@code a=msid} lines. */
    public String id() {
        return id;
    }

    /** The tracks now in the stream. */
    public List<RtcRemoteTrack> tracks() {
        return tracks;
    }

    /** Adds a listener for tracks that join. */
    public RtcListenerRegistration onAddTrack(Consumer<? super RtcRemoteTrack> listener) {
        return addListeners.add(listener);
    }

    /** Adds a listener for tracks that leave. */
    public RtcListenerRegistration onRemoveTrack(Consumer<? super RtcRemoteTrack> listener) {
        return removeListeners.add(listener);
    }

    /** On the loop, in a task. */
    void add(RtcRemoteTrack track, Effects effects) {
        if (!tracks.contains(track)) {
            var copy = new ArrayList<>(tracks);
            copy.add(track);
            tracks = List.copyOf(copy);
            effects.add(() -> addListeners.fire(listener -> listener.accept(track)));
        }
    }

    /** On the loop, in a task. */
    void remove(RtcRemoteTrack track, Effects effects) {
        if (tracks.contains(track)) {
            tracks = tracks.stream().filter(t -> t != track).toList();
            effects.add(() -> removeListeners.fire(listener -> listener.accept(track)));
        }
    }

    @Override
    public String toString() {
        return "RtcMediaStream[" + id + "]";
    }
}
