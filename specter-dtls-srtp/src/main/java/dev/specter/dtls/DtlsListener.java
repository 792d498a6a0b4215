package dev.specter.dtls;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What a {@link DtlsTransport} tells its owner, always on the loop. */
public interface DtlsListener {
    /**
     * A datagram for the peer.
     *
     * @param datagram array-backed, from position to limit; the listener owns it
     */
    void sendDatagram(ByteBuffer datagram);

    /**
     * The state has changed.
     *
     * @param state the new state
     * @param failure why, present exactly when the state is {@link DtlsTransportState#FAILED}
     */
    void onStateChange(DtlsTransportState state, Optional<DtlsFailure> failure);

    /**
     * Application data of one record. Never called before the peer's certificate has been verified
     * and {@link DtlsTransportState#CONNECTED} has been announced.
     *
     * @param applicationData array-backed, from position to limit; the listener owns it
     */
    void onData(ByteBuffer applicationData);
}
