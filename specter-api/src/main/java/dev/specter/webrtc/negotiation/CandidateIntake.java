package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceParameters;
import dev.specter.sdp.attribute.AttributeSyntaxException;
import dev.specter.sdp.attribute.Candidate;
import dev.specter.webrtc.RtcIceCandidateInit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the peer's candidates, from descriptions and one by one (webrtc-pc, section 4.4.2,
 * addIceCandidate; RFC 9429, section 4.1.19): finds their m-section and generation, notes them in
 * the description, and hands on what a running transport can use.
 */
final class CandidateIntake {
    private static final String END = "a=end-of-candidates";

    private final SessionState state;
    private final RemoteCandidates candidates;

    CandidateIntake(SessionState state, RemoteCandidates candidates) {
        this.state = state;
        this.candidates = candidates;
    }

    /** Takes the candidates that a description has, and forgets those of generations gone. */
    void addAll(Description description) {
        for (MediaSection section : description.sections()) {
            Optional<String> ufrag = section.iceParameters().map(IceParameters::ufrag);
            if (ufrag.isEmpty() || section.isRejected()) {
                continue;
            }
            String mid = state.slots.get(section.index()).mid();
            for (Candidate candidate : section.candidates()) {
                String generation = candidate.ufrag().orElse(ufrag.get());
                usable(candidate).ifPresent(c -> candidates.add(mid, generation, c));
            }
            if (section.hasEndOfCandidates()) {
                candidates.end(mid, ufrag.get());
            }
        }
        Set<String> ufrags = new HashSet<>();
        for (var known : List.of(state.pendingRemote, state.currentRemote)) {
            known.stream()
                    .flatMap(d -> d.sections().stream())
                    .flatMap(s -> s.iceParameters().stream())
                    .forEach(p -> ufrags.add(p.ufrag()));
        }
        description.sections().stream()
                .flatMap(s -> s.iceParameters().stream())
                .forEach(p -> ufrags.add(p.ufrag()));
        candidates.retain(ufrags);
    }

    List<RemoteCandidate> add(RtcIceCandidateInit init) {
        boolean end = init.candidate().isBlank();
        if (!end && init.sdpMid().isEmpty() && init.sdpMLineIndex().isEmpty()) {
            throw Errors.type("candidate has neither sdpMid nor sdpMLineIndex");
        }
        if (state.remote().isEmpty()) {
            throw Errors.invalidState("remote description is not set");
        }
        List<Slot> slots = slots(init);
        slots = slots.stream().filter(s -> !hasStopped(s) && !isPast(s, init)).toList();
        if (slots.isEmpty()) {
            return List.of();
        }
        if (end) {
            return slots.stream().flatMap(s -> addEnd(s, init).stream()).toList();
        }
        Candidate candidate;
        try {
            candidate = Candidate.parse(init.candidate());
        } catch (AttributeSyntaxException e) {
            throw Errors.operation(e.getMessage());
        }
        return add(slots.get(0), init, candidate);
    }

    private List<RemoteCandidate> add(Slot slot, RtcIceCandidateInit init, Candidate candidate) {
        Optional<String> asked = init.usernameFragment().filter(u -> !u.isEmpty());
        String ufrag = generation(slot, asked);
        if (!candidate.ufrag().orElse(ufrag).equals(ufrag)) {
            return List.of(); // RFC 8838, section 10: of a generation that is gone
        }
        describe(slot, ufrag, "a=" + candidate.attributeText());
        Optional<IceCandidate> usable = usable(candidate);
        if (usable.isEmpty()) {
            return List.of();
        }
        candidates.add(slot.mid(), ufrag, usable.get());
        return running(slot, ufrag)
                .map(
                        id ->
                                candidates.take(id, slot.mid(), ufrag).stream()
                                        .map(c -> new RemoteCandidate(id, Optional.of(c)))
                                        .toList())
                .orElse(List.of());
    }

    private List<RemoteCandidate> addEnd(Slot slot, RtcIceCandidateInit init) {
        String ufrag = generation(slot, init.usernameFragment().filter(u -> !u.isEmpty()));
        describe(slot, ufrag, END);
        candidates.end(slot.mid(), ufrag);
        boolean tag = OutcomeBuilder.tags(state).containsValue(slot.mid());
        return running(slot, ufrag)
                .filter(id -> tag)
                .map(id -> List.of(new RemoteCandidate(id, Optional.empty())))
                .orElse(List.of());
    }

    /** The m-sections meant: by mid, else by index, else (end of candidates only) all. */
    private List<Slot> slots(RtcIceCandidateInit init) {
        Description remote = state.remote().orElseThrow();
        if (init.sdpMid().isPresent()) {
            String mid = init.sdpMid().get();
            Optional<Slot> slot = state.slot(mid).filter(s -> s.index() < remote.sections().size());
            if (slot.isEmpty() && remote.section(mid).isEmpty()) {
                throw Errors.operation("no m-section has this sdpMid");
            }
            return slot.stream().toList(); // none where an offer of ours reuses the place
        }
        if (init.sdpMLineIndex().isPresent()) {
            int index = init.sdpMLineIndex().getAsInt();
            if (index >= remote.sections().size()) {
                throw Errors.operation("no m-section has this sdpMLineIndex");
            }
            Slot slot = state.slots.get(index);
            boolean isAnother =
                    remote.sections().get(index).media().mid().stream()
                            .anyMatch(mid -> !mid.equals(slot.mid()));
            return isAnother ? List.of() : List.of(slot);
        }
        var all = new ArrayList<Slot>();
        for (Slot slot : state.slots) {
            if (slot.index() < remote.sections().size() && !ufrags(slot).isEmpty()) {
                all.add(slot);
            }
        }
        return all;
    }

    private static boolean hasStopped(Slot slot) {
        return slot.transceiver().map(Transceiver::isStopped).orElse(false);
    }

    /** Whether the candidate is of a generation that has ended: it came late (RFC 8838). */
    private boolean isPast(Slot slot, RtcIceCandidateInit init) {
        return init.usernameFragment()
                .filter(u -> !u.isEmpty() && !ufrags(slot).contains(u))
                .filter(u -> state.slots.stream().noneMatch(s -> ufrags(s).contains(u)))
                .map(candidates::isDescribed)
                .orElse(false);
    }

    /** The generation meant: the one named, else the latest. */
    private String generation(Slot slot, Optional<String> asked) {
        List<String> known = ufrags(slot);
        if (known.isEmpty()) {
            throw Errors.operation("the m-section has no ICE credentials");
        }
        if (asked.isPresent() && !known.contains(asked.get())) {
            throw Errors.operation("no m-section has this usernameFragment");
        }
        return asked.orElse(known.get(0));
    }

    /** The peer's fragments for an m-section, of the pending description first. */
    private List<String> ufrags(Slot slot) {
        var ufrags = new ArrayList<String>();
        for (var description : List.of(state.pendingRemote, state.currentRemote)) {
            description
                    .filter(d -> slot.index() < d.sections().size())
                    .flatMap(d -> d.sections().get(slot.index()).iceParameters())
                    .ifPresent(p -> ufrags.add(p.ufrag()));
        }
        return ufrags;
    }

    private void describe(Slot slot, String ufrag, String line) {
        for (var description : List.of(state.pendingRemote, state.currentRemote)) {
            boolean same =
                    description
                            .filter(d -> slot.index() < d.sections().size())
                            .flatMap(d -> d.sections().get(slot.index()).iceParameters())
                            .map(p -> p.ufrag().equals(ufrag))
                            .orElse(false);
            if (same) {
                description.get().text().add(slot.index(), line);
            }
        }
    }

    /** The transport of an m-section, if it runs with this generation of the peer. */
    private Optional<Integer> running(Slot slot, String ufrag) {
        if (slot.transportId().isEmpty()) {
            return Optional.empty();
        }
        int id = slot.transportId().getAsInt();
        return Optional.ofNullable(state.transports.get(id))
                .flatMap(TransportState::startedRemote)
                .filter(p -> p.ufrag().equals(ufrag))
                .map(p -> id);
    }

    /** RFC 5761: with RTP and RTCP on one port there is one component. */
    private static Optional<IceCandidate> usable(Candidate candidate) {
        return IceCandidates.fromSdp(candidate).filter(c -> c.component() == 1);
    }
}
