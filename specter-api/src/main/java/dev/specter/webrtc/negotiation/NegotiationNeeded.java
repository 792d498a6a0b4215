package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.Msid;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Whether the descriptions in force say what the user wants (webrtc-pc, section 4.7.3). */
final class NegotiationNeeded {
    private final LocalEnd local;
    private final SessionState state;

    NegotiationNeeded(LocalEnd local, SessionState state) {
        this.local = local;
        this.state = state;
    }

    boolean check() {
        if (local.iceRestart.isPending()) {
            return true;
        }
        boolean hasData =
                state.slots.stream().anyMatch(s -> s.kind() == SectionKind.DATA && !s.rejected());
        if (local.dataRequired && !hasData) {
            return true;
        }
        return state.transceivers.keySet().stream().anyMatch(this::check);
    }

    private boolean check(Transceiver transceiver) {
        Optional<MediaSection> local = section(state.currentLocal, transceiver);
        Optional<MediaSection> remote = section(state.currentRemote, transceiver);
        if (transceiver.isStopped()) {
            // An offer that was rolled back has stopped it: the descriptions in force know nothing.
            return local.isPresent()
                    && remote.isPresent()
                    && !local.get().isRejected()
                    && !remote.get().isRejected();
        }
        if (transceiver.isStopping()) {
            return true;
        }
        if (local.isEmpty() || remote.isEmpty()) {
            return true;
        }
        RtcRtpTransceiverDirection wanted = transceiver.wantedDirection();
        if (wanted.sends() && !sameStreams(local.get(), transceiver)) {
            return true;
        }
        RtcRtpTransceiverDirection described = local.get().direction();
        if (state.currentLocal.get().type() == RtcSdpType.OFFER) {
            return described != wanted && remote.get().direction().reversed() != wanted;
        }
        RtcRtpTransceiverDirection possible =
                Directions.intersect(wanted, remote.get().direction().reversed());
        return described != possible;
    }

    private static Optional<MediaSection> section(
            Optional<Description> description, Transceiver transceiver) {
        return description.flatMap(
                d ->
                        transceiver.mLineIndex().isPresent()
                                        && transceiver.mLineIndex().getAsInt() < d.sections().size()
                                ? Optional.of(d.sections().get(transceiver.mLineIndex().getAsInt()))
                                : Optional.empty());
    }

    /** Whether the a=msid lines are those of the sender; a section that may not send has none. */
    private boolean sameStreams(MediaSection section, Transceiver transceiver) {
        List<Msid> lines = section.media().attributes().all(Msid.class);
        if (lines.isEmpty() && !section.direction().sends()) {
            // An answer to an offer that does not receive: there is nothing to announce.
            return state.currentLocal.get().type() != RtcSdpType.OFFER;
        }
        var written = new HashSet<String>();
        lines.forEach(l -> written.add(l.streamId()));
        var wanted = new HashSet<String>();
        SectionWriter.msids(transceiver).forEach(l -> wanted.add(l.streamId()));
        return written.equals(wanted);
    }
}
