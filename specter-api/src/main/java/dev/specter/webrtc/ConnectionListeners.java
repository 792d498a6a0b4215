package dev.specter.webrtc;

import dev.specter.webrtc.loop.Listeners;

import java.util.function.Consumer;

/** The listeners of one connection, an entry for each event of webrtc-pc, section 4.4.2. */
final class ConnectionListeners {
    final Listeners<Runnable> negotiationNeeded = new Listeners<>();
    final Listeners<Consumer<? super RtcIceCandidate>> iceCandidate = new Listeners<>();
    final Listeners<Runnable> endOfIceCandidates = new Listeners<>();
    final Listeners<Consumer<? super RtcIceCandidateError>> iceCandidateError = new Listeners<>();
    final Listeners<Consumer<? super RtcSignalingState>> signalingState = new Listeners<>();
    final Listeners<Consumer<? super RtcIceConnectionState>> iceConnectionState = new Listeners<>();
    final Listeners<Consumer<? super RtcIceGatheringState>> iceGatheringState = new Listeners<>();
    final Listeners<Consumer<? super RtcPeerConnectionState>> connectionState = new Listeners<>();
    final Listeners<Consumer<? super RtcTrackEvent>> track = new Listeners<>();
    final Listeners<Consumer<? super RtcDataChannel>> dataChannel = new Listeners<>();
}
