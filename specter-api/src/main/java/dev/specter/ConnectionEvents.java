package dev.specter;

import dev.specter.SpecterMessage.PeerState;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcIceGatheringState;
import dev.specter.webrtc.RtcMediaStream;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcTrackEvent;

import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Turns the events of a connection into messages. Confined to the Specter's thread. */
final class ConnectionEvents {
    private final Specter specter;
    private final Connection connection;
    private final PeerConnection handle;
    private int awaitingGathering;
    private boolean closed;

    ConnectionEvents(Specter specter, Connection connection, PeerConnection handle) {
        this.specter = specter;
        this.connection = connection;
        this.handle = handle;
    }

    void listenTo(RtcPeerConnection rtc) {
        rtc.onIceCandidate(
                candidate -> {
                    if (!candidate.isEndOfCandidates()) {
                        post(new SpecterMessage.IceCandidate(handle, candidate.toJson()));
                    }
                });
        rtc.onSignalingStateChange(stateChange(States::signaling));
        rtc.onIceConnectionStateChange(stateChange(States::iceConnection));
        rtc.onIceGatheringStateChange(stateChange(States::iceGathering));
        rtc.onConnectionStateChange(stateChange(States::connection));
        rtc.onIceGatheringStateChange(
                state -> {
                    if (state == RtcIceGatheringState.COMPLETE) {
                        gatheringCompleted();
                    }
                });
        rtc.onTrack(event -> postExtra(ExtraMessage.TRACK_ADDED, trackAdded(event)));
        rtc.onDataChannel(this::listenTo);
    }

    private <S> Consumer<S> stateChange(Function<? super S, ? extends PeerState> toPeerState) {
        return state ->
                postExtra(
                        ExtraMessage.STATE_CHANGED,
                        new SpecterMessage.StateChanged(handle, toPeerState.apply(state)));
    }

    private SpecterMessage trackAdded(RtcTrackEvent event) {
        return new SpecterMessage.TrackAdded(
                handle,
                event.track().kind(),
                event.track().id(),
                event.streams().stream().map(RtcMediaStream::id).toList(),
                event);
    }

    /** Names a channel and tells what happens to it. */
    DataChannel listenTo(RtcDataChannel rtc) {
        var channel = new DataChannel(specter, UUID.randomUUID());
        specter.channels().add(new Channels.Entry(channel, connection, rtc));
        rtc.onOpen(
                () ->
                        postExtra(
                                ExtraMessage.DATA_CHANNEL_OPENED,
                                new SpecterMessage.DataChannelOpened(
                                        handle, channel, rtc.label())));
        if (specter.sends(ExtraMessage.DATA_CHANNEL_MESSAGE)) {
            rtc.onMessage(message -> messageCame(channel, message));
        }
        rtc.onClose(
                () -> {
                    specter.channels().remove(channel);
                    postExtra(
                            ExtraMessage.DATA_CHANNEL_CLOSED,
                            new SpecterMessage.DataChannelClosed(handle, channel));
                });
        return channel;
    }

    private void messageCame(DataChannel channel, RtcDataChannelMessage message) {
        post(
                new SpecterMessage.DataChannelMessage(
                        handle, channel, message.isText(), message.data()));
        // The bytes count against the window announced to the peer until this returns.
        specter.outbox().awaitRoom();
    }

    /** Sends a message when all candidates are found, or at once if they are. */
    void awaitGathering(RtcPeerConnection rtc) {
        if (closed) {
            throw new IllegalStateException("the peer connection is closed");
        }
        if (rtc.iceGatheringState() == RtcIceGatheringState.COMPLETE) {
            post(new SpecterMessage.GatheringComplete(handle));
        } else {
            awaitingGathering++;
        }
    }

    private void gatheringCompleted() {
        var message = new SpecterMessage.GatheringComplete(handle);
        if (awaitingGathering == 0) {
            postExtra(ExtraMessage.GATHERING_COMPLETE, message);
        }
        for (; awaitingGathering > 0; awaitingGathering--) {
            post(message);
        }
    }

    /** The connection closes: events that are still under way are of no interest. */
    void connectionClosed() {
        for (; awaitingGathering > 0; awaitingGathering--) {
            post(new SpecterMessage.GatheringError(handle, "the peer connection is closed"));
        }
        closed = true;
    }

    private void postExtra(ExtraMessage kind, SpecterMessage message) {
        if (specter.sends(kind)) {
            post(message);
        }
    }

    private void post(SpecterMessage message) {
        if (!closed) {
            specter.outbox().post(message);
        }
    }
}
