package dev.specter.webrtc;

import java.util.List;
import java.util.Optional;

/**
 * What getters of a connection read: the committed state, replaced as a whole. Immutable.
 *
 * @param signalingState see the getter of the same name, as for all others
 * @param currentLocalDescription as negotiated last
 * @param pendingLocalDescription under negotiation
 * @param currentRemoteDescription as negotiated last
 * @param pendingRemoteDescription under negotiation
 * @param iceGatheringState of all transports
 * @param iceConnectionState of all transports
 * @param connectionState of all transports
 * @param canTrickleIceCandidates whether the peer takes candidates one by one; empty while unknown
 * @param transceivers in the order of their making, stopped ones excluded
 * @param sctp the SCTP transport, once negotiated
 */
record ConnectionSnapshot(
        RtcSignalingState signalingState,
        Optional<RtcSessionDescription> currentLocalDescription,
        Optional<RtcSessionDescription> pendingLocalDescription,
        Optional<RtcSessionDescription> currentRemoteDescription,
        Optional<RtcSessionDescription> pendingRemoteDescription,
        RtcIceGatheringState iceGatheringState,
        RtcIceConnectionState iceConnectionState,
        RtcPeerConnectionState connectionState,
        Optional<Boolean> canTrickleIceCandidates,
        List<RtcRtpTransceiver> transceivers,
        Optional<RtcSctpTransport> sctp) {

    static ConnectionSnapshot initial() {
        return new ConnectionSnapshot(
                RtcSignalingState.STABLE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RtcIceGatheringState.NEW,
                RtcIceConnectionState.NEW,
                RtcPeerConnectionState.NEW,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** The same with other states of the transports. */
    ConnectionSnapshot withTransportStates(
            RtcIceGatheringState gathering, RtcIceConnectionState ice, RtcPeerConnectionState all) {
        return new ConnectionSnapshot(
                signalingState,
                currentLocalDescription,
                pendingLocalDescription,
                currentRemoteDescription,
                pendingRemoteDescription,
                gathering,
                ice,
                all,
                canTrickleIceCandidates,
                transceivers,
                sctp);
    }

    /** What is left of it after the connection has closed. */
    ConnectionSnapshot closed() {
        return new ConnectionSnapshot(
                RtcSignalingState.CLOSED,
                currentLocalDescription,
                pendingLocalDescription,
                currentRemoteDescription,
                pendingRemoteDescription,
                iceGatheringState,
                RtcIceConnectionState.CLOSED,
                RtcPeerConnectionState.CLOSED,
                canTrickleIceCandidates,
                List.of(),
                sctp);
    }
}
