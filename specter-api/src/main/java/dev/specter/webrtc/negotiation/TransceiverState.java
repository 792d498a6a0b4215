package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What descriptions have settled for a transceiver, so that it can be put aside and restored as one
 * value (rollback; a description that fails half way). Copied before it is changed.
 */
final class TransceiverState {
    Optional<String> mid = Optional.empty();
    OptionalInt mLineIndex = OptionalInt.empty();
    OptionalInt transportId = OptionalInt.empty();
    Optional<RtcRtpTransceiverDirection> currentDirection = Optional.empty();
    Optional<RtcRtpTransceiverDirection> firedDirection = Optional.empty();
    boolean receptive;
    boolean stopped;
    boolean everSent;

    /** At least one. */
    List<SendEncoding> sendEncodings;

    List<String> remoteStreamIds = List.of();
    Optional<String> remoteTrackId = Optional.empty();

    /** The simulcast streams that the peer sends; none without simulcast. */
    List<String> remoteRids = List.of();

    SendParameters send = SendParameters.NONE;
    ReceiveParameters receive = ReceiveParameters.NONE;

    TransceiverState(List<SendEncoding> sendEncodings) {
        this.sendEncodings = sendEncodings;
    }

    TransceiverState copy() {
        var copy = new TransceiverState(sendEncodings);
        copy.mid = mid;
        copy.mLineIndex = mLineIndex;
        copy.transportId = transportId;
        copy.currentDirection = currentDirection;
        copy.firedDirection = firedDirection;
        copy.receptive = receptive;
        copy.stopped = stopped;
        copy.everSent = everSent;
        copy.remoteStreamIds = remoteStreamIds;
        copy.remoteTrackId = remoteTrackId;
        copy.remoteRids = remoteRids;
        copy.send = send;
        copy.receive = receive;
        return copy;
    }
}
