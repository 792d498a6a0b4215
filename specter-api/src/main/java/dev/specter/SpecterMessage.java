package dev.specter;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcTrackEvent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a {@link Specter} tells its owner: the answer to a call, exactly one for each, or something
 * that has happened. Immutable.
 */
public sealed interface SpecterMessage {

    /** A message about a connection. */
    sealed interface OfPeerConnection extends SpecterMessage {
        /** The connection. */
        PeerConnection pc();
    }

    /** A message about a local track. */
    sealed interface OfTrack extends SpecterMessage {
        /** The track. */
        TrackLocalStaticSample track();
    }

    /** A state of a connection: one of the enums nested in the messages that tell it. */
    sealed interface PeerState {}

    /** Calls that {@link Ok} answers. */
    enum Operation {
        /** {@link PeerConnection#setLocalDescription}. */
        SET_LOCAL_DESCRIPTION,
        /** {@link PeerConnection#setRemoteDescription}. */
        SET_REMOTE_DESCRIPTION,
        /** {@link PeerConnection#addIceCandidate}. */
        ADD_ICE_CANDIDATE,
        /** {@link PeerConnection#removeTrack}. */
        REMOVE_TRACK,
        /** {@link PeerConnection#sendData(DataChannel, String)} and its kin. */
        SEND_DATA
    }

    // Life of a connection

    /**
     * The connection is made.
     *
     * @param pc the connection
     */
    record PeerConnectionReady(PeerConnection pc) implements OfPeerConnection {}

    /**
     * The connection could not be made; its handle names nothing any more.
     *
     * @param pc the connection
     * @param reason why
     */
    record PeerConnectionError(PeerConnection pc, String reason) implements OfPeerConnection {}

    /**
     * The connection is closed: its last message.
     *
     * @param pc the connection
     */
    record PeerConnectionClosed(PeerConnection pc) implements OfPeerConnection {}

    // Negotiation

    /**
     * A call succeeded that has nothing to tell.
     *
     * @param pc the connection
     * @param operation the call
     */
    record Ok(PeerConnection pc, Operation operation) implements OfPeerConnection {}

    /**
     * An offer was made.
     *
     * @param pc the connection
     * @param json {@code {"type":"offer","sdp":…}}
     */
    record Offer(PeerConnection pc, String json) implements OfPeerConnection {}

    /**
     * No offer was made.
     *
     * @param pc the connection
     * @param reason why
     */
    record OfferError(PeerConnection pc, String reason) implements OfPeerConnection {}

    /**
     * An answer was made.
     *
     * @param pc the connection
     * @param json {@code {"type":"answer","sdp":…}}
     */
    record Answer(PeerConnection pc, String json) implements OfPeerConnection {}

    /**
     * No answer was made.
     *
     * @param pc the connection
     * @param reason why
     */
    record AnswerError(PeerConnection pc, String reason) implements OfPeerConnection {}

    /**
     * The local description was not set.
     *
     * @param pc the connection
     * @param reason why; {@code SdpInvalidSyntax: } and the first bad line for unparsable SDP
     */
    record InvalidLocalDescription(PeerConnection pc, String reason) implements OfPeerConnection {}

    /**
     * The remote description was not set.
     *
     * @param pc the connection
     * @param reason why; {@code SdpInvalidSyntax: } and the first bad line for unparsable SDP
     */
    record InvalidRemoteDescription(PeerConnection pc, String reason) implements OfPeerConnection {}

    /**
     * A candidate of ours, to be told to the peer.
     *
     * @param pc the connection
     * @param json in the browser's spelling and in Specter's, for {@link
     *     PeerConnection#addIceCandidate} of the peer
     */
    record IceCandidate(PeerConnection pc, String json) implements OfPeerConnection {}

    /**
     * A candidate of the peer was not added.
     *
     * @param pc the connection
     * @param reason why
     */
    record CandidateError(PeerConnection pc, String reason) implements OfPeerConnection {}

    /**
     * All candidates of ours are found.
     *
     * @param pc the connection
     */
    record GatheringComplete(PeerConnection pc) implements OfPeerConnection {}

    /**
     * The connection closed before all candidates were found.
     *
     * @param pc the connection
     * @param reason why
     */
    record GatheringError(PeerConnection pc, String reason) implements OfPeerConnection {}

    // Media

    /**
     * A track was added.
     *
     * @param pc the connection
     * @param track the track
     * @param senderId names the sender, for {@link PeerConnection#removeTrack}
     */
    record RtpSender(PeerConnection pc, TrackLocalStaticSample track, UUID senderId)
            implements OfPeerConnection, OfTrack {}

    /**
     * A track was not added or not removed.
     *
     * @param pc the connection
     * @param track the track
     * @param reason why
     */
    record TrackError(PeerConnection pc, TrackLocalStaticSample track, String reason)
            implements OfPeerConnection, OfTrack {}

    /**
     * The peer has added a track.
     *
     * @param pc the connection
     * @param kind audio or video
     * @param trackId its id in the peer's description
     * @param streamIds the streams it belongs to; may be empty
     * @param rtc the event of the layer below, with the track itself
     */
    record TrackAdded(
            PeerConnection pc,
            RtcMediaKind kind,
            String trackId,
            List<String> streamIds,
            RtcTrackEvent rtc)
            implements OfPeerConnection {
        /** Copies the list. */
        public TrackAdded {
            streamIds = List.copyOf(streamIds);
        }
    }

    /**
     * A file was played to its end.
     *
     * @param track the track it was played on
     */
    record PlaybackFinished(TrackLocalStaticSample track) implements OfTrack {}

    /**
     * A file was not played, or not to its end.
     *
     * @param track the track it was to be played on
     * @param reason why
     */
    record PlaybackError(TrackLocalStaticSample track, String reason) implements OfTrack {}

    // Data channels

    /**
     * A data channel was made; it opens later.
     *
     * @param pc the connection
     * @param channel the channel
     * @param label its label
     */
    record DataChannelCreated(PeerConnection pc, DataChannel channel, String label)
            implements OfPeerConnection {}

    /**
     * A data channel was not made, or data not sent.
     *
     * @param pc the connection
     * @param reason why
     */
    record DataChannelError(PeerConnection pc, String reason) implements OfPeerConnection {}

    /**
     * A data channel is open: one of ours, or one that the peer has made.
     *
     * @param pc the connection
     * @param channel the channel
     * @param label its label
     */
    record DataChannelOpened(PeerConnection pc, DataChannel channel, String label)
            implements OfPeerConnection {}

    /**
     * A message has come over a data channel. Its {@code toString} does not show the payload.
     *
     * @param pc the connection
     * @param channel the channel
     * @param isText whether it was sent as text
     * @param data the bytes, UTF-8 for text: a read-only buffer of its own position
     */
    record DataChannelMessage(
            PeerConnection pc, DataChannel channel, boolean isText, ByteBuffer data)
            implements OfPeerConnection {
        /** Keeps a read-only view. */
        public DataChannelMessage {
            data = data.slice().asReadOnlyBuffer();
        }

        /** The bytes, UTF-8 for text: a read-only buffer of its own position. */
        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }

        /** The bytes read as UTF-8. */
        public String text() {
            return StandardCharsets.UTF_8.decode(data()).toString();
        }
    }

    /**
     * A data channel has closed; its handle names nothing any more.
     *
     * @param pc the connection
     * @param channel the channel
     */
    record DataChannelClosed(PeerConnection pc, DataChannel channel) implements OfPeerConnection {}

    // Descriptions

    /**
     * The local description, pending or else current.
     *
     * @param pc the connection
     * @param json the description, if there is one
     */
    record LocalDescription(PeerConnection pc, Optional<String> json) implements OfPeerConnection {}

    /**
     * The local description negotiated last.
     *
     * @param pc the connection
     * @param json the description, if there is one
     */
    record CurrentLocalDescription(PeerConnection pc, Optional<String> json)
            implements OfPeerConnection {}

    /**
     * The local description under negotiation.
     *
     * @param pc the connection
     * @param json the description, if there is one
     */
    record PendingLocalDescription(PeerConnection pc, Optional<String> json)
            implements OfPeerConnection {}

    /**
     * The remote description, pending or else current.
     *
     * @param pc the connection
     * @param json the description, if there is one
     */
    record RemoteDescription(PeerConnection pc, Optional<String> json)
            implements OfPeerConnection {}

    /**
     * The remote description negotiated last.
     *
     * @param pc the connection
     * @param json the description, if there is one
     */
    record CurrentRemoteDescription(PeerConnection pc, Optional<String> json)
            implements OfPeerConnection {}

    /**
     * The remote description under negotiation.
     *
     * @param pc the connection
     * @param json the description, if there is one
     */
    record PendingRemoteDescription(PeerConnection pc, Optional<String> json)
            implements OfPeerConnection {}

    // States

    /**
     * A state has changed.
     *
     * @param pc the connection
     * @param state the new state; its type tells which
     */
    record StateChanged(PeerConnection pc, PeerState state) implements OfPeerConnection {}

    /**
     * The state of all transports together.
     *
     * @param pc the connection
     * @param state the state
     */
    record ConnectionState(PeerConnection pc, ConnectionState.State state)
            implements OfPeerConnection {
        /** States of a connection (webrtc-pc, section 4.3.3). */
        public enum State implements PeerState {
            /** Not known: the connection could not be made. */
            UNSPECIFIED,
            /** Nothing has begun. */
            NEW,
            /** A transport is being set up. */
            CONNECTING,
            /** All transports are connected. */
            CONNECTED,
            /** A transport has lost its path, perhaps for a while. */
            DISCONNECTED,
            /** A transport has failed. */
            FAILED,
            /** The connection is closed. */
            CLOSED
        }
    }

    /**
     * The state of all ICE transports together.
     *
     * @param pc the connection
     * @param state the state
     */
    record IceConnectionState(PeerConnection pc, IceConnectionState.State state)
            implements OfPeerConnection {
        /** States of ICE (webrtc-pc, section 4.3.4). */
        public enum State implements PeerState {
            /** Not known: the connection could not be made. */
            UNSPECIFIED,
            /** Nothing has begun. */
            NEW,
            /** Pairs of candidates are being checked. */
            CHECKING,
            /** A pair works; checks go on. */
            CONNECTED,
            /** A pair works; checks have ended. */
            COMPLETED,
            /** The pair does not work now. */
            DISCONNECTED,
            /** No pair works. */
            FAILED,
            /** The connection is closed. */
            CLOSED
        }
    }

    /**
     * How far gathering has come.
     *
     * @param pc the connection
     * @param state the state
     */
    record IceGatheringState(PeerConnection pc, IceGatheringState.State state)
            implements OfPeerConnection {
        /** States of gathering (webrtc-pc, section 4.3.2). */
        public enum State implements PeerState {
            /** Not known: the connection could not be made. */
            UNSPECIFIED,
            /** Nothing has begun. */
            NEW,
            /** Candidates are being found. */
            GATHERING,
            /** All candidates are found. */
            COMPLETE
        }
    }

    /**
     * Where negotiation stands.
     *
     * @param pc the connection
     * @param state the state
     */
    record SignalingState(PeerConnection pc, SignalingState.State state)
            implements OfPeerConnection {
        /** States of negotiation (webrtc-pc, section 4.3.1). */
        public enum State implements PeerState {
            /** Not known: the connection could not be made. */
            UNSPECIFIED,
            /** No negotiation is under way. */
            STABLE,
            /** Our offer is set. */
            HAVE_LOCAL_OFFER,
            /** The peer's offer is set. */
            HAVE_REMOTE_OFFER,
            /** The peer's offer is set, and our provisional answer. */
            HAVE_LOCAL_PRANSWER,
            /** Our offer is set, and the peer's provisional answer. */
            HAVE_REMOTE_PRANSWER,
            /** The connection is closed. */
            CLOSED
        }
    }

    /**
     * Statistics of the connection.
     *
     * @param pc the connection
     * @param json an object with a member for each statistics object, named by its id
     */
    record Stats(PeerConnection pc, String json) implements OfPeerConnection {
        /** Refuses null. */
        public Stats {
            Objects.requireNonNull(json);
        }
    }
}
