package dev.specter;

import dev.specter.SpecterMessage.Answer;
import dev.specter.SpecterMessage.IceCandidate;
import dev.specter.SpecterMessage.Offer;
import dev.specter.SpecterMessage.Ok;
import dev.specter.SpecterMessage.Operation;
import dev.specter.SpecterMessage.PeerConnectionReady;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One side of a call: a Specter with one connection, and its inbox. */
final class Party implements AutoCloseable {
    final SpecterInbox inbox = new SpecterInbox();
    final Specter specter;
    final Api api;
    final PeerConnection pc;
    private final AtomicBoolean trickles = new AtomicBoolean(true);

    Party() {
        this(SpecterConfig.of());
    }

    Party(SpecterConfig config) {
        specter = Specter.init(config, inbox);
        api = newApi(specter);
        pc = newPeerConnection();
    }

    static Api newApi(Specter specter) {
        MediaEngine mediaEngine = specter.newMediaEngine();
        return specter.newApi(mediaEngine, specter.newRegistry(mediaEngine));
    }

    /** Another connection, ready. */
    PeerConnection newPeerConnection() {
        PeerConnection made = specter.newPeerConnection(api);
        inbox.receive(PeerConnectionReady.class, m -> m.pc().equals(made));
        return made;
    }

    TrackLocalStaticSample newTrack(String mimeType) {
        return TrackLocalStaticSample.create(
                specter, RtpCodecCapability.of(mimeType), "track", "stream");
    }

    /** An offer that has a data channel. */
    String offerData() {
        pc.createDataChannel("data");
        return offer();
    }

    String offer() {
        pc.createOffer();
        return inbox.receive(Offer.class).json();
    }

    String answer() {
        pc.createAnswer();
        return inbox.receive(Answer.class).json();
    }

    void setLocal(String json) {
        pc.setLocalDescription(json);
        receiveOk(Operation.SET_LOCAL_DESCRIPTION);
    }

    void setRemote(String json) {
        pc.setRemoteDescription(json);
        receiveOk(Operation.SET_REMOTE_DESCRIPTION);
    }

    void receiveOk(Operation operation) {
        inbox.receive(Ok.class, m -> m.operation() == operation && m.pc().equals(pc));
    }

    /** An offer of ours and the other's answer, set at both. */
    void negotiate(Party other) {
        String offer = offer();
        setLocal(offer);
        other.setRemote(offer);
        String answer = other.answer();
        other.setLocal(answer);
        setRemote(answer);
    }

    /** Hands our candidates to the other, until one of the two is closed. */
    void trickleTo(Party other) {
        var thread =
                new Thread(
                        () -> {
                            while (trickles.get() && other.trickles.get()) {
                                hand(other, inbox.poll(IceCandidate.class));
                            }
                        },
                        "trickle");
        thread.setDaemon(true);
        thread.start();
    }

    private static void hand(Party other, Optional<IceCandidate> candidate) {
        try {
            if (candidate.isPresent()) {
                other.pc.addIceCandidate(candidate.get().json());
            } else {
                Thread.sleep(5);
            }
        } catch (SpecterException e) {
            other.trickles.set(false); // the other has closed its connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        trickles.set(false);
        specter.close();
    }
}
