package dev.specter.webrtc.transport;

import dev.specter.dtls.DtlsFailure;
import dev.specter.dtls.DtlsTransportState;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceGatheringError;
import dev.specter.ice.IceGatheringState;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What a {@link TransportStack} tells its owner, on the loop. */
public interface TransportListener {
    /** A local candidate was found. */
    void onLocalCandidate(TransportStack stack, IceCandidate candidate);

    /** Gathering went on. */
    void onIceGatheringState(TransportStack stack, IceGatheringState state);

    /** A STUN or TURN server gave no candidate. */
    void onIceGatheringError(TransportStack stack, IceGatheringError error);

    /** The ICE transport's state changed. */
    void onIceState(TransportStack stack, IceTransportState state);

    /** Datagrams go another way from now on. */
    void onSelectedPair(TransportStack stack, IceCandidatePair pair);

    /** A conflict has turned the ICE role round. */
    void onIceRole(TransportStack stack, IceRole role);

    /** The DTLS transport's state changed; with {@code CONNECTED}, SRTP is ready too. */
    void onDtlsState(TransportStack stack, DtlsTransportState state, Optional<DtlsFailure> failure);

    /** A DTLS record's application data: an SCTP packet. The listener owns the buffer. */
    void onSctpPacket(TransportStack stack, ByteBuffer packet);

    /**
     * An RTP packet, unprotected. The listener owns the buffer.
     *
     * @param arrivedNanos when it came, loop time; before now where it waited for its keys
     */
    void onRtpPacket(TransportStack stack, ByteBuffer packet, long arrivedNanos);

    /** An RTCP packet, unprotected. The listener owns the buffer. */
    void onRtcpPacket(TransportStack stack, ByteBuffer packet);

    /** All that had arrived has been delivered: the end of a burst. */
    void onReadComplete(TransportStack stack);
}
