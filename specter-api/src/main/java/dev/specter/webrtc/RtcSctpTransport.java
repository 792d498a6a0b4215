package dev.specter.webrtc;

import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The SCTP transport of a connection's data channels (webrtc-pc, section 6.1.1). Thread-safe. */
public final class RtcSctpTransport {
    private volatile RtcDtlsTransport transport;
    private final LongSupplier maxMessageSize;
    private final Listeners<Consumer<? super RtcSctpTransportState>> stateListeners =
            new Listeners<>();
    private volatile RtcSctpTransportState state = RtcSctpTransportState.CONNECTING;
    private volatile Optional<SctpFeatures> features = Optional.empty();

    RtcSctpTransport(RtcDtlsTransport transport, LongSupplier maxMessageSize) {
        this.transport = transport;
        this.maxMessageSize = maxMessageSize;
    }

    /** The transport below; after our offer it may become another one with the answer. */
    public RtcDtlsTransport transport() {
        return transport;
    }

    /** The state. */
    public RtcSctpTransportState state() {
        return state;
    }

    /** Largest message that can be sent, bytes. */
    public long maxMessageSize() {
        return maxMessageSize.getAsLong();
    }

    /** Channels that can be open at once; empty until connected. */
    public OptionalInt maxChannels() {
        return features.map(f -> OptionalInt.of(f.maxChannels())).orElse(OptionalInt.empty());
    }

    /**
     * Whether messages of several channels go in turns, as I-DATA (RFC 8260); false until
     * connected. Beyond webrtc-pc.
     */
    public boolean isInterleaved() {
        return features.map(SctpFeatures::isInterleaved).orElse(false);
    }

    /**
     * Whether the peer takes our packets without checksum (RFC 9653); false until connected. Beyond
     * webrtc-pc.
     */
    public boolean isZeroChecksum() {
        return features.map(SctpFeatures::isZeroChecksum).orElse(false);
    }

    /**
     * Whether the descriptions set the association up, without a packet ({@link
     * WebRtc.Builder#signalSctpInit}); false until connected. Beyond webrtc-pc.
     */
    public boolean isSignalled() {
        return features.map(SctpFeatures::isSignalled).orElse(false);
    }

    /** Adds a listener for changes of {@link #state()}. */
    public RtcListenerRegistration onStateChange(Consumer<? super RtcSctpTransportState> listener) {
        return stateListeners.add(listener);
    }

    /** On the loop, in a task: the m-section is on this one, as the answer says. */
    void transport(RtcDtlsTransport value) {
        transport = value;
    }

    /** On the loop, in a task. Without a change nothing fires. */
    void state(RtcSctpTransportState newState, Optional<SctpFeatures> negotiated, Effects effects) {
        if (state == newState || state == RtcSctpTransportState.CLOSED) {
            return;
        }
        if (negotiated.isPresent()) {
            features = negotiated;
        }
        state = newState;
        effects.add(() -> stateListeners.fire(listener -> listener.accept(newState)));
    }

    /** On the loop: closes without an event. */
    void closeSilently() {
        state = RtcSctpTransportState.CLOSED;
    }
}
