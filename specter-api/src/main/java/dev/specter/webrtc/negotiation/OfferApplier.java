package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Applies offers to a state (webrtc-pc, section 4.4.1.5; RFC 9429, sections 5.9 and 5.10). */
final class OfferApplier {
    private final LocalEnd local;
    private final SessionState state;
    private final TrackChanges changes;

    OfferApplier(LocalEnd local, SessionState state, TrackChanges changes) {
        this.local = local;
        this.state = state;
        this.changes = changes;
    }

    /** Applies our own offer, as drafted. */
    void applyLocal(Draft draft, Description offer) {
        state.slots = new ArrayList<>(draft.slots());
        describeTransports(draft.locals());
        for (Slot slot : draft.slots()) {
            MediaSection section = offer.sections().get(slot.index());
            slot.transceiver().ifPresent(t -> applyLocal(section, slot, t));
        }
    }

    private void applyLocal(MediaSection section, Slot slot, Transceiver transceiver) {
        TransceiverState settled = state.of(transceiver);
        if (settled == null) {
            return; // it stopped and left the set
        }
        associate(settled, slot);
        settled.receptive = transceiver.direction().receives();
        settled.receive =
                settled.receptive
                        ? settled.receive.prepared(section)
                        : settled.receive.withCodecs(List.of());
    }

    /** Notes the credentials that a description of ours has. */
    void describeTransports(Map<Integer, IceParameters> locals) {
        locals.forEach(
                (id, parameters) ->
                        state.transports.merge(
                                id,
                                TransportState.described(id, parameters),
                                (before, now) -> before.withLocal(parameters)));
    }

    /** Applies the peer's offer. */
    void applyRemote(Description offer) {
        DescriptionValidator.checkOffer(offer, state.slots);
        Set<String> offeredMids = new HashSet<>();
        offer.sections().forEach(s -> s.media().mid().ifPresent(offeredMids::add));
        for (MediaSection section : offer.sections()) {
            Slot slot = slot(section, offeredMids);
            requireRestartForNewAssociation(section, slot);
            if (section.index() == state.slots.size()) {
                state.slots.add(slot);
            } else {
                state.setSlot(slot);
            }
            slot.transceiver().ifPresent(t -> applyRemote(section, slot, t));
        }
        Set<String> mids = new HashSet<>();
        for (Slot slot : state.slots) {
            if (!mids.add(slot.mid())) {
                throw Errors.invalidAccess("mid " + slot.mid() + " was that of another m-section");
            }
        }
    }

    private void requireRestartForNewAssociation(MediaSection section, Slot slot) {
        Optional<Carriers> remote = Carriers.read(section);
        if (remote.isEmpty() || section.isRejected() || slot.transportId().isEmpty()) {
            return;
        }
        TransportState transport = state.transports.get(slot.transportId().getAsInt());
        if (transport != null
                && transport.startedRemote().equals(Optional.of(remote.get().ice()))
                && transport.isAssociationReplacedBy(remote.get())) {
            throw Errors.associationWithoutRestart(section.index());
        }
    }

    private void applyRemote(MediaSection section, Slot slot, Transceiver transceiver) {
        TransceiverState settled = state.of(transceiver);
        if (settled == null || settled.stopped) {
            return;
        }
        if (section.isRejected()) {
            // webrtc-pc, section 4.4.1.5: a rejected media description stops its transceiver.
            changes.stop(transceiver);
            return;
        }
        associate(settled, slot);
        settled.remoteTrackId = section.trackId();
        describeSimulcast(section, settled, transceiver);
        changes.remote(transceiver, section.direction().reversed(), section.streamIds());
    }

    /** What the peer's simulcast means for both directions (webrtc-pc, section 4.4.1.5). */
    private void describeSimulcast(
            MediaSection section, TransceiverState settled, Transceiver transceiver) {
        SimulcastStreams asked =
                local.headerExtensions.knowsRid(transceiver.kind())
                        ? SimulcastStreams.of(section)
                        : SimulcastStreams.NONE;
        if (section.direction().sends()) {
            settled.remoteRids = SimulcastStreams.ids(asked.send());
        }
        SendEncoding first = settled.sendEncodings.get(0);
        boolean ridless = settled.sendEncodings.size() == 1 && first.rid().isEmpty();
        if (ridless && !asked.recv().isEmpty()) {
            settled.sendEncodings =
                    local.sendEncodings(
                            EncodingRules.proposed(SimulcastStreams.ids(asked.recv())), first);
        }
    }

    private static void associate(TransceiverState settled, Slot slot) {
        settled.mid = Optional.of(slot.mid());
        settled.mLineIndex = OptionalInt.of(slot.index());
        if (slot.transportId().isPresent()) {
            settled.transportId = slot.transportId();
        }
    }

    /** The slot of an offered m-section: the one there is, or a new one in its place. */
    private Slot slot(MediaSection section, Set<String> offeredMids) {
        int index = section.index();
        if (index < state.slots.size()) {
            Slot before = state.slots.get(index);
            boolean same =
                    before.kind() == section.kind()
                            && section.media().mid().map(m -> m.equals(before.mid())).orElse(true);
            boolean revived = before.rejected() && !section.isRejected();
            if (same && !revived) {
                return before;
            }
        }
        Set<String> taken = new HashSet<>(offeredMids);
        state.slots.forEach(s -> taken.add(s.mid()));
        String mid = section.media().mid().orElseGet(() -> local.freeMid(taken));
        boolean rejected = section.isRejected() || section.kind() == SectionKind.UNSUPPORTED;
        Optional<Transceiver> transceiver =
                rejected
                        ? Optional.empty()
                        : section.mediaKind().map(kind -> transceiver(section, kind));
        return new Slot(index, mid, section.kind(), transceiver, rejected, OptionalInt.empty());
    }

    /**
     * RFC 9429, section 5.10: a transceiver that addTrack made and no m-section has yet, if the
     * peer wants to receive; else a new one.
     */
    private Transceiver transceiver(MediaSection section, RtcMediaKind kind) {
        if (section.direction().receives()) {
            Set<Transceiver> placed = new HashSet<>();
            state.slots.forEach(s -> s.transceiver().ifPresent(placed::add));
            for (Transceiver candidate : List.copyOf(state.transceivers.keySet())) {
                if (candidate.kind() == kind
                        && candidate.isAddedByTrack()
                        && !candidate.isStopping()
                        && !placed.contains(candidate)) {
                    return candidate;
                }
            }
        }
        var transceiver =
                new Transceiver(
                        kind,
                        RtcRtpTransceiverDirection.RECVONLY,
                        SenderSettings.NONE,
                        local.sendEncodings(EncodingRules.created(kind, List.of(), codec -> true)));
        transceiver.markMadeByPeer();
        state.transceivers.put(transceiver, transceiver.state().copy());
        changes.added.add(transceiver);
        return transceiver;
    }
}
