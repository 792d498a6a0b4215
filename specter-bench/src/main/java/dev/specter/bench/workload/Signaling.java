package dev.specter.bench.workload;

import dev.specter.webrtc.RtcIceCandidate;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSessionDescription;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Offer, answer and candidates by direct calls. */
final class Signaling {
    private Signaling() {}

    /** Negotiates; candidates go over as they come, held back until they can be taken. */
    static void connect(RtcPeerConnection offerer, RtcPeerConnection answerer) {
        var toAnswerer = new Trickle(answerer);
        var toOfferer = new Trickle(offerer);
        offerer.onIceCandidate(toAnswerer::add);
        answerer.onIceCandidate(toOfferer::add);
        RtcSessionDescription offer = offerer.createOffer().join();
        offerer.setLocalDescription(offer).join();
        answerer.setRemoteDescription(offer).join();
        toAnswerer.open();
        RtcSessionDescription answer = answerer.createAnswer().join();
        answerer.setLocalDescription(answer).join();
        offerer.setRemoteDescription(answer).join();
        toOfferer.open();
    }

    /** Candidates on their way to one end. Thread-safe. */
    private static final class Trickle {
        private final RtcPeerConnection to;
        private Optional<List<RtcIceCandidate>> held = Optional.of(new ArrayList<>());

        Trickle(RtcPeerConnection to) {
            this.to = to;
        }

        synchronized void add(RtcIceCandidate candidate) {
            held.ifPresentOrElse(candidates -> candidates.add(candidate), () -> send(candidate));
        }

        synchronized void open() {
            held.orElseThrow().forEach(this::send);
            held = Optional.empty();
        }

        private void send(RtcIceCandidate candidate) {
            var unused = to.addIceCandidate(candidate.toInit());
        }
    }
}
