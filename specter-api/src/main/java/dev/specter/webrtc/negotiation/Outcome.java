package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcSignalingState;

import java.util.List;
import java.util.Optional;

/**
 * What setting a description brought about, in the order in which webrtc-pc, section 4.4.1.5 acts
 * on it: state first, then transports and data, then the events: signalingstatechange if the state
 * changed, mute, tracks removed from and added to streams, track. Immutable.
 *
 * @param signalingState the state now
 * @param signalingStateChanged whether it was another before
 * @param transports every transport in use now, in the order of their m-sections
 * @param closedTransports transports not in use any more: close them
 * @param data the data m-section once both ends have agreed on it
 * @param dataClosed whether an agreed data m-section was rejected by this description
 * @param addedTransceivers transceivers made for the peer's m-sections
 * @param stoppedTransceivers transceivers that stopped for good; their remote tracks ended
 * @param removedTransceivers transceivers that are no longer in the connection's set
 * @param mutedTracks transceivers whose remote track is muted
 * @param removedFromStreams remote tracks that left a stream
 * @param addedToStreams remote tracks that joined a stream
 * @param trackEvents remote tracks to tell the user of
 */
public record Outcome(
        RtcSignalingState signalingState,
        boolean signalingStateChanged,
        List<TransportPlan> transports,
        List<Integer> closedTransports,
        Optional<DataPlan> data,
        boolean dataClosed,
        List<Transceiver> addedTransceivers,
        List<Transceiver> stoppedTransceivers,
        List<Transceiver> removedTransceivers,
        List<Transceiver> mutedTracks,
        List<StreamChange> removedFromStreams,
        List<StreamChange> addedToStreams,
        List<TrackEvent> trackEvents) {

    /** Copies the lists. */
    public Outcome {
        transports = List.copyOf(transports);
        closedTransports = List.copyOf(closedTransports);
        addedTransceivers = List.copyOf(addedTransceivers);
        stoppedTransceivers = List.copyOf(stoppedTransceivers);
        removedTransceivers = List.copyOf(removedTransceivers);
        mutedTracks = List.copyOf(mutedTracks);
        removedFromStreams = List.copyOf(removedFromStreams);
        addedToStreams = List.copyOf(addedToStreams);
        trackEvents = List.copyOf(trackEvents);
    }

    /**
     * A remote track and a stream.
     *
     * @param transceiver the track's transceiver
     * @param streamId the stream
     */
    public record StreamChange(Transceiver transceiver, String streamId) {}

    /**
     * A remote track to announce.
     *
     * @param transceiver the track's transceiver
     * @param streamIds the streams it is in
     */
    public record TrackEvent(Transceiver transceiver, List<String> streamIds) {
        /** Copies the list. */
        public TrackEvent {
            streamIds = List.copyOf(streamIds);
        }
    }
}
