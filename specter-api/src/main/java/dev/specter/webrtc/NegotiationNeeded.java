package dev.specter.webrtc;

import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.OperationsChain;
import dev.specter.webrtc.negotiation.Negotiator;

/**
 * The negotiation-needed flag of a connection and its event (webrtc-pc, section 4.7.3): asked again
 * whenever something changes, checked when the chain is empty and the state stable, fired once
 * until it has been negotiated. Loop-confined.
 */
final class NegotiationNeeded {
    private final ConnectionLoop loop;
    private final OperationsChain chain;
    private final Negotiator negotiator;
    private final ConnectionListeners listeners;
    private boolean isNeeded;
    private boolean updateOnEmptyChain;
    private boolean closed;

    NegotiationNeeded(
            ConnectionLoop loop,
            OperationsChain chain,
            Negotiator negotiator,
            ConnectionListeners listeners) {
        this.loop = loop;
        this.chain = chain;
        this.negotiator = negotiator;
        this.listeners = listeners;
        chain.onEmpty(this::chainEmpty);
    }

    /** Section 4.4.1.5: what was needed has been negotiated, unless more came meanwhile. */
    void reset() {
        isNeeded = false;
    }

    /** Something has changed that may need negotiation. */
    void update() {
        if (!chain.isEmpty()) {
            updateOnEmptyChain = true;
            return;
        }
        loop.task(this::check);
    }

    private void chainEmpty() {
        if (updateOnEmptyChain) {
            updateOnEmptyChain = false;
            update();
        }
    }

    private void check(Effects effects) {
        if (closed) {
            return;
        }
        if (!chain.isEmpty()) {
            updateOnEmptyChain = true;
            return;
        }
        if (negotiator.signalingState() != RtcSignalingState.STABLE) {
            return; // asked again when it is stable
        }
        if (!negotiator.isNegotiationNeeded()) {
            isNeeded = false;
            return;
        }
        if (!isNeeded) {
            isNeeded = true;
            effects.add(() -> listeners.negotiationNeeded.fire(Runnable::run));
        }
    }

    void close() {
        closed = true;
    }
}
