package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcSignalingState;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * All that descriptions change, in one place: a description is applied to a copy, which replaces
 * the original only when everything went well; and rollback puts the last stable copy back.
 */
final class SessionState {
    RtcSignalingState signalingState = RtcSignalingState.STABLE;
    Optional<Description> currentLocal = Optional.empty();
    Optional<Description> pendingLocal = Optional.empty();
    Optional<Description> currentRemote = Optional.empty();
    Optional<Description> pendingRemote = Optional.empty();

    /** One per m-section of the last description, by index. */
    List<Slot> slots = new ArrayList<>();

    /** The connection's set of transceivers with what is settled for each. */
    Map<Transceiver, TransceiverState> transceivers = new LinkedHashMap<>();

    Map<Integer, TransportState> transports = new TreeMap<>();

    /** The mids of the BUNDLE groups that were answered last. */
    List<List<String>> bundleGroups = List.of();

    Optional<DataPlan> data = Optional.empty();

    SessionState copy() {
        var copy = new SessionState();
        copy.signalingState = signalingState;
        copy.currentLocal = currentLocal.map(Description::copy);
        copy.pendingLocal = pendingLocal.map(Description::copy);
        copy.currentRemote = currentRemote.map(Description::copy);
        copy.pendingRemote = pendingRemote.map(Description::copy);
        copy.slots = new ArrayList<>(slots);
        transceivers.forEach((t, s) -> copy.transceivers.put(t, s.copy()));
        copy.transports.putAll(transports);
        copy.bundleGroups = bundleGroups;
        copy.data = data;
        return copy;
    }

    Optional<Description> local() {
        return pendingLocal.or(() -> currentLocal);
    }

    Optional<Description> remote() {
        return pendingRemote.or(() -> currentRemote);
    }

    TransceiverState of(Transceiver transceiver) {
        return transceivers.get(transceiver);
    }

    Optional<Slot> slot(String mid) {
        return slots.stream().filter(s -> s.mid().equals(mid)).findFirst();
    }

    OptionalInt dataTransportId() {
        return slots.stream()
                .filter(s -> s.kind() == SectionKind.DATA && !s.rejected())
                .flatMapToInt(s -> s.transportId().stream())
                .filter(transports::containsKey)
                .findFirst();
    }

    void setSlot(Slot slot) {
        slots.set(slot.index(), slot);
    }
}
