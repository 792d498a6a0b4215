package dev.specter.webrtc;

import dev.specter.ice.IceCandidatePair;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.util.Optional;
import java.util.function.Consumer;

/** An ICE transport (webrtc-pc, section 5.6). Thread-safe. */
public final class RtcIceTransport {
    private final Listeners<Consumer<? super RtcIceTransportState>> stateListeners =
            new Listeners<>();
    private final Listeners<Consumer<? super RtcIceGatheringState>> gatheringListeners =
            new Listeners<>();
    private final Listeners<Runnable> pairListeners = new Listeners<>();
    private volatile RtcIceTransportState state = RtcIceTransportState.NEW;
    private volatile RtcIceGatheringState gatheringState = RtcIceGatheringState.NEW;
    private volatile Optional<IceCandidatePair> selectedPair = Optional.empty();

    RtcIceTransport() {}

    /** The state. */
    public RtcIceTransportState state() {
        return state;
    }

    /** How far gathering has come. */
    public RtcIceGatheringState gatheringState() {
        return gatheringState;
    }

    /** The pair of addresses that datagrams go between, once there is one. */
    public Optional<IceCandidatePair> selectedCandidatePair() {
        return selectedPair;
    }

    /** Adds a listener for changes of {@link #state()}. */
    public RtcListenerRegistration onStateChange(Consumer<? super RtcIceTransportState> listener) {
        return stateListeners.add(listener);
    }

    /** Adds a listener for changes of {@link #gatheringState()}. */
    public RtcListenerRegistration onGatheringStateChange(
            Consumer<? super RtcIceGatheringState> listener) {
        return gatheringListeners.add(listener);
    }

    /** Adds a listener for changes of {@link #selectedCandidatePair()}. */
    public RtcListenerRegistration onSelectedCandidatePairChange(Runnable listener) {
        return pairListeners.add(listener);
    }

    /** On the loop, in a task. Without a change nothing fires. */
    void state(RtcIceTransportState newState, Effects effects) {
        if (state != newState && state != RtcIceTransportState.CLOSED) {
            state = newState;
            effects.add(() -> stateListeners.fire(listener -> listener.accept(newState)));
        }
    }

    /** On the loop, in a task. Without a change nothing fires. */
    void gatheringState(RtcIceGatheringState newState, Effects effects) {
        if (gatheringState != newState) {
            gatheringState = newState;
            effects.add(() -> gatheringListeners.fire(listener -> listener.accept(newState)));
        }
    }

    /** On the loop, in a task. */
    void selectedPair(IceCandidatePair pair, Effects effects) {
        selectedPair = Optional.of(pair);
        effects.add(() -> pairListeners.fire(Runnable::run));
    }

    /** On the loop: closes without an event. */
    void closeSilently() {
        state = RtcIceTransportState.CLOSED;
    }
}
