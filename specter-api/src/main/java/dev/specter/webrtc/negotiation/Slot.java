package dev.specter.webrtc.negotiation;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The m-section at one index over the life of a connection. Immutable.
 *
 * @param index from 0
 * @param mid its identification tag; one of our own where the peer gave none
 * @param kind what it is for
 * @param transceiver its transceiver, for audio and video
 * @param rejected whether it is rejected now, so that its place may be taken by another
 * @param transportId the transport it uses or would use
 */
record Slot(
        int index,
        String mid,
        SectionKind kind,
        Optional<Transceiver> transceiver,
        boolean rejected,
        OptionalInt transportId) {

    Slot withRejected(boolean value) {
        return new Slot(index, mid, kind, transceiver, value, transportId);
    }

    Slot withTransport(int id) {
        return new Slot(index, mid, kind, transceiver, rejected, OptionalInt.of(id));
    }

    Slot withoutTransport() {
        return new Slot(index, mid, kind, transceiver, rejected, OptionalInt.empty());
    }
}
