package dev.specter.webrtc;

import java.util.Collection;
import java.util.function.Predicate;

/** Computes the states of a connection from those of its transports (webrtc-pc, section 4.3). */
final class ConnectionStates {
    private ConnectionStates() {}

    /** Section 4.3.2. */
    static RtcIceGatheringState iceGatheringState(Collection<Transports.Entry> transports) {
        if (all(transports, t -> t.ice.gatheringState() == RtcIceGatheringState.NEW)) {
            return RtcIceGatheringState.NEW;
        }
        return all(transports, t -> t.ice.gatheringState() == RtcIceGatheringState.COMPLETE)
                ? RtcIceGatheringState.COMPLETE
                : RtcIceGatheringState.GATHERING;
    }

    /** Section 4.3.4: the first line that holds. */
    static RtcIceConnectionState iceConnectionState(Collection<Transports.Entry> transports) {
        if (any(transports, t -> t.ice.state() == RtcIceTransportState.FAILED)) {
            return RtcIceConnectionState.FAILED;
        }
        if (any(transports, t -> t.ice.state() == RtcIceTransportState.DISCONNECTED)) {
            return RtcIceConnectionState.DISCONNECTED;
        }
        if (all(transports, ConnectionStates::isIceNewOrClosed)) {
            return RtcIceConnectionState.NEW;
        }
        if (any(transports, ConnectionStates::isIceNewOrChecking)) {
            return RtcIceConnectionState.CHECKING;
        }
        return any(transports, t -> t.ice.state() == RtcIceTransportState.CONNECTED)
                ? RtcIceConnectionState.CONNECTED
                : RtcIceConnectionState.COMPLETED;
    }

    /** Section 4.3.3: the first line that holds. */
    static RtcPeerConnectionState connectionState(Collection<Transports.Entry> transports) {
        if (any(
                transports,
                t ->
                        t.ice.state() == RtcIceTransportState.FAILED
                                || t.dtls.state() == RtcDtlsTransportState.FAILED)) {
            return RtcPeerConnectionState.FAILED;
        }
        if (any(transports, t -> t.ice.state() == RtcIceTransportState.DISCONNECTED)) {
            return RtcPeerConnectionState.DISCONNECTED;
        }
        if (all(
                transports,
                t ->
                        isIceNewOrClosed(t)
                                && (t.dtls.state() == RtcDtlsTransportState.NEW
                                        || t.dtls.state() == RtcDtlsTransportState.CLOSED))) {
            return RtcPeerConnectionState.NEW;
        }
        if (any(
                transports,
                t ->
                        isIceNewOrChecking(t)
                                || t.dtls.state() == RtcDtlsTransportState.NEW
                                || t.dtls.state() == RtcDtlsTransportState.CONNECTING)) {
            return RtcPeerConnectionState.CONNECTING;
        }
        return RtcPeerConnectionState.CONNECTED;
    }

    private static boolean isIceNewOrClosed(Transports.Entry t) {
        return t.ice.state() == RtcIceTransportState.NEW
                || t.ice.state() == RtcIceTransportState.CLOSED;
    }

    private static boolean isIceNewOrChecking(Transports.Entry t) {
        return t.ice.state() == RtcIceTransportState.NEW
                || t.ice.state() == RtcIceTransportState.CHECKING;
    }

    private static boolean any(
            Collection<Transports.Entry> transports, Predicate<Transports.Entry> condition) {
        return transports.stream().anyMatch(condition);
    }

    private static boolean all(
            Collection<Transports.Entry> transports, Predicate<Transports.Entry> condition) {
        return transports.stream().allMatch(condition);
    }
}
