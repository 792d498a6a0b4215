package dev.specter.webrtc;

import dev.specter.dtls.CertificateChain;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;

/**
 * A DTLS transport (webrtc-pc, section 5.5). When descriptions replace its DTLS association (RFC
 * 8842, section 3), its state is that of the new one: it goes back to connecting, also after it has
 * failed or the peer has closed it. Thread-safe.
 */
public final class RtcDtlsTransport {
    private final RtcIceTransport iceTransport;
    private final Listeners<Consumer<? super RtcDtlsTransportState>> stateListeners =
            new Listeners<>();
    private final Listeners<Consumer<? super RtcException>> errorListeners = new Listeners<>();
    private volatile RtcDtlsTransportState state = RtcDtlsTransportState.NEW;
    private volatile CertificateChain remoteChain = CertificateChain.NONE;
    private boolean gone;

    RtcDtlsTransport(RtcIceTransport iceTransport) {
        this.iceTransport = iceTransport;
    }

    /** The transport below. */
    public RtcIceTransport iceTransport() {
        return iceTransport;
    }

    /** The state. */
    public RtcDtlsTransportState state() {
        return state;
    }

    /** The peer's certificate chain, its own first, parsed by this call; empty until verified. */
    public List<X509Certificate> remoteCertificates() {
        return remoteChain.x509();
    }

    /** Adds a listener for changes of {@link #state()}. */
    public RtcListenerRegistration onStateChange(Consumer<? super RtcDtlsTransportState> listener) {
        return stateListeners.add(listener);
    }

    /** Adds a listener for the error that makes the transport fail. */
    public RtcListenerRegistration onError(Consumer<? super RtcException> listener) {
        return errorListeners.add(listener);
    }

    /** On the loop, in a task. Without a change nothing fires. */
    void state(RtcDtlsTransportState newState, Effects effects) {
        if (state != newState && !gone) {
            state = newState;
            effects.add(() -> stateListeners.fire(listener -> listener.accept(newState)));
        }
    }

    /** On the loop, in a task: fails with an error that is heard first, unless it has failed. */
    void failed(RtcException error, Effects effects) {
        if (state != RtcDtlsTransportState.FAILED && !gone) {
            effects.add(() -> errorListeners.fire(listener -> listener.accept(error)));
            state(RtcDtlsTransportState.FAILED, effects);
        }
    }

    /** On the loop, in a task. */
    void remoteChain(CertificateChain chain) {
        remoteChain = chain;
    }

    /** On the loop: closes without an event. */
    void closeSilently() {
        gone = true;
        state = RtcDtlsTransportState.CLOSED;
    }
}
