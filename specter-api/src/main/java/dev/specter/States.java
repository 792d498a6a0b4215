package dev.specter;

import dev.specter.SpecterMessage.ConnectionState;
import dev.specter.SpecterMessage.IceConnectionState;
import dev.specter.SpecterMessage.IceGatheringState;
import dev.specter.SpecterMessage.SignalingState;
import dev.specter.webrtc.RtcIceConnectionState;
import dev.specter.webrtc.RtcIceGatheringState;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcSignalingState;

/** The states of the layer below as messages tell them. */
final class States {
    private States() {}

    static ConnectionState.State connection(RtcPeerConnectionState state) {
        return ConnectionState.State.valueOf(state.name());
    }

    static IceConnectionState.State iceConnection(RtcIceConnectionState state) {
        return IceConnectionState.State.valueOf(state.name());
    }

    static IceGatheringState.State iceGathering(RtcIceGatheringState state) {
        return IceGatheringState.State.valueOf(state.name());
    }

    static SignalingState.State signaling(RtcSignalingState state) {
        return SignalingState.State.valueOf(state.name());
    }
}
