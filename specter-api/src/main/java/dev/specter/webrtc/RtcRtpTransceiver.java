package dev.specter.webrtc;

import dev.specter.webrtc.negotiation.Transceiver;

import java.util.List;
import java.util.Optional;

/** A sender and a receiver that share an m-section (webrtc-pc, section 5.4). Thread-safe. */
public final class RtcRtpTransceiver {
    private final ConnectionEngine engine;
    private final Transceiver model;
    private final RtcRtpSender sender;
    private final RtcRtpReceiver receiver;
    private volatile State state;

    private record State(
            Optional<String> mid,
            RtcRtpTransceiverDirection direction,
            Optional<RtcRtpTransceiverDirection> currentDirection) {}

    RtcRtpTransceiver(
            ConnectionEngine engine,
            Transceiver model,
            RtcRtpSender sender,
            RtcRtpReceiver receiver) {
        this.engine = engine;
        this.model = model;
        this.sender = sender;
        this.receiver = receiver;
        refresh();
    }

    /** The identification tag of its m-section; empty before it has one. */
    public Optional<String> mid() {
        return state.mid();
    }

    /** Audio or video. */
    public RtcMediaKind kind() {
        return model.kind();
    }

    /** Its sender. */
    public RtcRtpSender sender() {
        return sender;
    }

    /** Its receiver. */
    public RtcRtpReceiver receiver() {
        return receiver;
    }

    /** The direction wanted; {@code stopped} once it stops. */
    public RtcRtpTransceiverDirection direction() {
        return state.direction();
    }

    /** The direction agreed on; empty before, {@code stopped} when it has stopped. */
    public Optional<RtcRtpTransceiverDirection> currentDirection() {
        return state.currentDirection();
    }

    /**
     * Changes the direction wanted; negotiation makes it so.
     *
     * @param direction not {@code stopped}
     * @throws RtcException InvalidStateError when stopped or closed; TypeError for {@code stopped}
     */
    public void setDirection(RtcRtpTransceiverDirection direction) {
        engine.loop().run(() -> engine.media().setDirection(this, direction));
    }

    /**
     * Stops sending and receiving for good; negotiation frees the m-section.
     *
     * @throws RtcException InvalidStateError when closed
     */
    public void stop() {
        engine.loop().run(() -> engine.media().stop(this));
    }

    /**
     * Chooses and orders the codecs of later negotiations.
     *
     * @param codecs some of {@link WebRtc#receiverCapabilities}; empty for the default
     * @throws RtcException InvalidModificationError for a codec that is not among them
     */
    public void setCodecPreferences(List<RtcRtpCodecCapability> codecs) {
        List<RtcRtpCodecCapability> copy = List.copyOf(codecs);
        engine.loop().run(() -> engine.media().setCodecPreferences(this, copy));
    }

    Transceiver model() {
        return model;
    }

    /** On the loop: shows what the model has now. */
    void refresh() {
        state = new State(model.mid(), model.direction(), model.currentDirection());
    }

    @Override
    public String toString() {
        return "RtcRtpTransceiver[" + model.kind() + ", " + state + "]";
    }
}
