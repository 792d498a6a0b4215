package dev.specter.webrtc;

import java.util.Collection;
import java.util.function.Predicate;

/** Computes the states of a connection from those of its transports (webrtc-pc, section 4.3). */
final class ConnectionStates {
    private ConnectionStates() {}

    /** Section 4.3.2. */
    static RtcIceGatheringState iceGatheringState(Collection<RtcDtlsTransport> transports) {
        if (any(transports, t -> isGathering(t, RtcIceGatheringState.GATHERING))) {
            return RtcIceGatheringState.GATHERING;
        }
        return transports.isEmpty()
                        || any(transports, t -> isGathering(t, RtcIceGatheringState.NEW))
                ? RtcIceGatheringState.NEW
                : RtcIceGatheringState.COMPLETE;
    }

    private static boolean isGathering(RtcDtlsTransport t, RtcIceGatheringState state) {
        return t.iceTransport().gatheringState() == state;
    }

    /** Section 4.3.4: the first line that holds. */
    static RtcIceConnectionState iceConnectionState(Collection<RtcDtlsTransport> transports) {
        if (any(transports, t -> t.iceTransport().state() == RtcIceTransportState.FAILED)) {
            return RtcIceConnectionState.FAILED;
        }
        if (any(transports, t -> t.iceTransport().state() == RtcIceTransportState.DISCONNECTED)) {
            return RtcIceConnectionState.DISCONNECTED;
        }
        if (all(transports, ConnectionStates::isIceNewOrClosed)) {
            return RtcIceConnectionState.NEW;
        }
        if (any(transports, ConnectionStates::isIceNewOrChecking)) {
            return RtcIceConnectionState.CHECKING;
        }
        return any(transports, t -> t.iceTransport().state() == RtcIceTransportState.CONNECTED)
                ? RtcIceConnectionState.CONNECTED
                : RtcIceConnectionState.COMPLETED;
    }

    /** Section 4.3.3: the first line that holds. */
    static RtcPeerConnectionState connectionState(Collection<RtcDtlsTransport> transports) {
        if (any(
                transports,
                t ->
                        t.iceTransport().state() == RtcIceTransportState.FAILED
                                || t.state() == RtcDtlsTransportState.FAILED)) {
            return RtcPeerConnectionState.FAILED;
        }
        if (any(transports, t -> t.iceTransport().state() == RtcIceTransportState.DISCONNECTED)) {
            return RtcPeerConnectionState.DISCONNECTED;
        }
        if (all(
                transports,
                t ->
                        isIceNewOrClosed(t)
                                && (t.state() == RtcDtlsTransportState.NEW
                                        || t.state() == RtcDtlsTransportState.CLOSED))) {
            return RtcPeerConnectionState.NEW;
        }
        if (any(
                transports,
                t ->
                        isIceNewOrChecking(t)
                                || t.state() == RtcDtlsTransportState.NEW
                                || t.state() == RtcDtlsTransportState.CONNECTING)) {
            return RtcPeerConnectionState.CONNECTING;
        }
        return RtcPeerConnectionState.CONNECTED;
    }

    private static boolean isIceNewOrClosed(RtcDtlsTransport t) {
        return t.iceTransport().state() == RtcIceTransportState.NEW
                || t.iceTransport().state() == RtcIceTransportState.CLOSED;
    }

    private static boolean isIceNewOrChecking(RtcDtlsTransport t) {
        return t.iceTransport().state() == RtcIceTransportState.NEW
                || t.iceTransport().state() == RtcIceTransportState.CHECKING;
    }

    private static boolean any(
            Collection<RtcDtlsTransport> transports, Predicate<RtcDtlsTransport> condition) {
        return transports.stream().anyMatch(condition);
    }

    private static boolean all(
            Collection<RtcDtlsTransport> transports, Predicate<RtcDtlsTransport> condition) {
        return transports.stream().allMatch(condition);
    }
}
