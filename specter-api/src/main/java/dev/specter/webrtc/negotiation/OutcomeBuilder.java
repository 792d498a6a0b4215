package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceParameters;
import dev.specter.webrtc.RtcSignalingState;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells the owner what a description changed, compared with what it was told before. */
final class OutcomeBuilder {
    private final LocalEnd local;
    private final RemoteCandidates remoteCandidates;

    /** The transports the owner has, with the credentials it gathers for. */
    private final Map<Integer, IceParameters> announced = new TreeMap<>();

    private boolean hasData;

    OutcomeBuilder(LocalEnd local, RemoteCandidates remoteCandidates) {
        this.local = local;
        this.remoteCandidates = remoteCandidates;
    }

    Outcome build(
            RtcSignalingState before,
            SessionState state,
            TrackChanges changes,
            Optional<AnswerApplier> answer) {
        List<TransportPlan> plans = plans(state, answer);
        List<Integer> closed = closeUnused(state);
        boolean settled = state.signalingState == RtcSignalingState.STABLE;
        boolean ended = settled && state.data.isEmpty();
        boolean refused = ended && answer.filter(a -> hasData || a.offersData()).isPresent();
        boolean dataClosed = refused || ended && hasData;
        if (refused) {
            local.dataRequired = false; // until a channel is made anew
        }
        if (settled || state.data.isPresent()) {
            hasData = state.data.isPresent();
        }
        return new Outcome(
                state.signalingState,
                state.signalingState != before,
                plans,
                closed,
                state.data,
                dataClosed,
                changes.added,
                List.copyOf(changes.stopped),
                List.copyOf(changes.removed.keySet()),
                List.copyOf(changes.muted),
                changes.removedFromStreams,
                changes.addedToStreams,
                changes.trackEvents);
    }

    private List<TransportPlan> plans(SessionState state, Optional<AnswerApplier> answer) {
        var plans = new ArrayList<TransportPlan>();
        tags(state)
                .forEach(
                        (id, mid) -> {
                            if (state.transports.containsKey(id)) {
                                plans.add(plan(state, answer, id, mid));
                            }
                        });
        return plans;
    }

    private TransportPlan plan(
            SessionState state, Optional<AnswerApplier> answer, int id, String mid) {
        TransportState transport = state.transports.get(id);
        boolean gather = !transport.local().equals(announced.put(id, transport.local()));
        local.transports.use(id, transport.local());
        Optional<TransportPlan.IceStart> start =
                answer.map(a -> a.iceStarts).map(starts -> starts.get(id));
        Optional<TransportPlan.DtlsStart> dtls =
                answer.map(a -> a.dtlsStarts).map(starts -> starts.get(id));
        if (start.isPresent()) {
            remoteCandidates.restart(id);
        }
        List<IceCandidate> candidates = List.of();
        boolean ended = false;
        if (transport.startedRemote().isPresent()) {
            String ufrag = transport.startedRemote().get().ufrag();
            candidates = remoteCandidates.take(id, mid, ufrag);
            ended = remoteCandidates.isEnded(mid, ufrag);
        }
        return new TransportPlan(
                id, mid, transport.local(), gather, start, candidates, ended, dtls);
    }

    private List<Integer> closeUnused(SessionState state) {
        var closed = new ArrayList<Integer>();
        for (int id : List.copyOf(announced.keySet())) {
            if (!state.transports.containsKey(id)) {
                closed.add(id);
                announced.remove(id);
                local.transports.close(id);
                local.candidates.close(id);
                remoteCandidates.close(id);
            }
        }
        return closed;
    }

    /** The m-section that stands for each transport in the description in force or under way. */
    static Map<Integer, String> tags(SessionState state) {
        boolean offering = state.signalingState == RtcSignalingState.HAVE_LOCAL_OFFER;
        List<List<String>> groups =
                offering
                        ? state.pendingLocal.map(Description::bundleGroups).orElse(List.of())
                        : state.bundleGroups;
        return BundlePlanner.tags(groups, state.slots, s -> !s.rejected() && isLive(s));
    }

    private static boolean isLive(Slot slot) {
        return slot.transceiver().map(t -> !t.isStopped()).orElse(true);
    }
}
