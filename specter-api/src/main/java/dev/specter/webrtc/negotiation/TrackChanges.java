package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What happens to transceivers and remote tracks while a description is applied: the lists of
 * webrtc-pc, section 4.4.1.5, filled by the procedures of section 5.1.
 */
final class TrackChanges {
    final List<Transceiver> added = new ArrayList<>();
    final Set<Transceiver> stopped = new LinkedHashSet<>();

    /** The transceivers that left the set, with what was settled last. */
    final Map<Transceiver, TransceiverState> removed = new LinkedHashMap<>();

    final Set<Transceiver> muted = new LinkedHashSet<>();
    final List<Outcome.StreamChange> removedFromStreams = new ArrayList<>();
    final List<Outcome.StreamChange> addedToStreams = new ArrayList<>();
    final List<Outcome.TrackEvent> trackEvents = new ArrayList<>();

    private final SessionState state;
    private final String defaultStreamId;

    TrackChanges(SessionState state, String defaultStreamId) {
        this.state = state;
        this.defaultStreamId = defaultStreamId;
    }

    /** The part that a remote description plays for one transceiver. */
    void remote(
            Transceiver transceiver,
            RtcRtpTransceiverDirection direction,
            Optional<List<String>> announcedStreams) {
        TransceiverState settled = state.of(transceiver);
        boolean fired = settled.firedDirection.map(d -> d.receives()).orElse(false);
        int before = addedToStreams.size();
        // RFC 9429, section 5.8.2: without a=msid there is a default stream for the session.
        setRemoteStreams(
                transceiver,
                direction.receives()
                        ? announcedStreams.orElse(List.of(defaultStreamId))
                        : List.of());
        boolean joined = addedToStreams.size() > before;
        if (direction.receives() && (joined || !fired)) {
            addTrack(transceiver);
        } else if (!direction.receives() && fired) {
            removeTrack(transceiver);
        }
        settled.receptive &= direction.receives();
        settled.firedDirection = Optional.of(direction);
    }

    /** Undoes what the descriptions of an exchange did to a transceiver's remote track. */
    void restore(Transceiver transceiver, boolean fires, List<String> streams) {
        boolean fired = state.of(transceiver).firedDirection.map(d -> d.receives()).orElse(false);
        setRemoteStreams(transceiver, streams);
        if (fires && !fired) {
            addTrack(transceiver);
        } else if (!fires && fired) {
            removeTrack(transceiver);
        }
    }

    /** The part that a local answer plays for one transceiver. */
    void localAnswer(Transceiver transceiver, RtcRtpTransceiverDirection direction) {
        TransceiverState settled = state.of(transceiver);
        boolean fired = settled.firedDirection.map(d -> d.receives()).orElse(false);
        if (!direction.receives() && fired) {
            setRemoteStreams(transceiver, List.of());
            removeTrack(transceiver);
        }
        settled.firedDirection = Optional.of(direction);
    }

    /** webrtc-pc, section 4.4.1.5: set the associated remote streams. */
    private void setRemoteStreams(Transceiver transceiver, List<String> streamIds) {
        TransceiverState settled = state.of(transceiver);
        for (String before : settled.remoteStreamIds) {
            if (!streamIds.contains(before)) {
                removedFromStreams.add(new Outcome.StreamChange(transceiver, before));
            }
        }
        for (String now : streamIds) {
            if (!settled.remoteStreamIds.contains(now)) {
                addedToStreams.add(new Outcome.StreamChange(transceiver, now));
            }
        }
        settled.remoteStreamIds = List.copyOf(streamIds);
    }

    /** webrtc-pc, section 5.1: process the addition of a remote track. */
    private void addTrack(Transceiver transceiver) {
        trackEvents.add(new Outcome.TrackEvent(transceiver, state.of(transceiver).remoteStreamIds));
    }

    /** webrtc-pc, section 5.1: process the removal of a remote track. */
    private void removeTrack(Transceiver transceiver) {
        muted.add(transceiver);
    }

    /** webrtc-pc, section 5.4: stop the transceiver. */
    void stop(Transceiver transceiver) {
        TransceiverState settled = state.of(transceiver);
        if (settled.stopped) {
            return;
        }
        setRemoteStreams(transceiver, List.of());
        settled.stopped = true;
        settled.receptive = false;
        settled.currentDirection = Optional.empty();
        settled.firedDirection = Optional.empty();
        stopped.add(transceiver);
    }

    /** Takes a stopped transceiver out of the set. */
    void remove(Transceiver transceiver) {
        removed.put(transceiver, state.transceivers.remove(transceiver));
    }
}
