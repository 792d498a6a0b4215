package dev.specter.webrtc;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An ICE transport (webrtc-pc, section 5.6). Thread-safe. */
public final class RtcIceTransport {
    private static final int MAX_CANDIDATES = 256;

    private final Listeners<Consumer<? super RtcIceTransportState>> stateListeners =
            new Listeners<>();
    private final Listeners<Consumer<? super RtcIceGatheringState>> gatheringListeners =
            new Listeners<>();
    private final Listeners<Runnable> pairListeners = new Listeners<>();
    private volatile RtcIceTransportState state = RtcIceTransportState.NEW;
    private volatile RtcIceGatheringState gatheringState = RtcIceGatheringState.NEW;
    private volatile Optional<IceCandidatePair> selectedPair = Optional.empty();
    private volatile Optional<IceRole> role = Optional.empty();
    private volatile Generation local = Generation.NONE;
    private volatile Generation remote = Generation.NONE;

    /** What one end brings to a generation of ICE. */
    private record Generation(Optional<IceParameters> parameters, List<IceCandidate> candidates) {
        static final Generation NONE = new Generation(Optional.empty(), List.of());

        /** The same for the same credentials, else one without candidates. */
        Generation of(IceParameters now) {
            return parameters.equals(Optional.of(now))
                    ? this
                    : new Generation(Optional.of(now), List.of());
        }

        Generation with(IceCandidate candidate) {
            if (candidates.contains(candidate) || candidates.size() >= MAX_CANDIDATES) {
                return this;
            }
            var more = new ArrayList<>(candidates);
            more.add(candidate);
            return new Generation(parameters, List.copyOf(more));
        }
    }

    RtcIceTransport() {}

    /** The state. */
    public RtcIceTransportState state() {
        return state;
    }

    /** How far gathering has come. */
    public RtcIceGatheringState gatheringState() {
        return gatheringState;
    }

    /** The pair that datagrams go between; empty until there is one, and when closed. */
    public Optional<IceCandidatePair> selectedCandidatePair() {
        return selectedPair;
    }

    /** Who nominates. */
    public Optional<IceRole> role() {
        return role;
    }

    /** The candidates of this end's generation, as they were told to the peer. */
    public List<IceCandidate> localCandidates() {
        return local.candidates();
    }

    /** The candidates of the peer's generation, as they came; of many the first 256. */
    public List<IceCandidate> remoteCandidates() {
        return remote.candidates();
    }

    /** This end's credentials; empty before the first description. */
    public Optional<IceParameters> localParameters() {
        return local.parameters();
    }

    /** The peer's credentials; empty before the first answer. */
    public Optional<IceParameters> remoteParameters() {
        return remote.parameters();
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

    /** On the loop, in a task. */
    void local(IceParameters parameters) {
        local = local.of(parameters);
    }

    /** On the loop, in a task. */
    void role(IceRole newRole) {
        role = Optional.of(newRole);
    }

    /** On the loop, in a task. */
    void remote(IceParameters parameters) {
        remote = remote.of(parameters);
    }

    /** On the loop, in a task. */
    void addLocal(IceCandidate candidate) {
        local = local.with(candidate);
    }

    /** On the loop, in a task. */
    void addRemote(IceCandidate candidate) {
        remote = remote.with(candidate);
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

    /** On the loop, in a task. Without a change nothing fires. */
    void selectedPair(IceCandidatePair pair, Effects effects) {
        Optional<IceCandidatePair> selected = Optional.of(pair);
        if (!selectedPair.equals(selected)) {
            selectedPair = selected;
            effects.add(() -> pairListeners.fire(Runnable::run));
        }
    }

    /** On the loop: closes without an event. */
    void closeSilently() {
        state = RtcIceTransportState.CLOSED;
        selectedPair = Optional.empty();
    }
}
