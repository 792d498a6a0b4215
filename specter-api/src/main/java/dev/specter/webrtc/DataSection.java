package dev.specter.webrtc;

import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.DtlsTransportState;
import dev.specter.sctp.dcep.ChannelRole;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.negotiation.DataPlan;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The data m-section: the transport that its SCTP association goes over, and what users see of the
 * association (webrtc-pc, section 6.1.1; RFC 8841). Loop-confined.
 */
final class DataSection {
    private final Transports transports;
    private final DataChannels channels;
    private int transportId = -1;
    private String mid = "";
    private Optional<RtcSctpTransport> sctp = Optional.empty();

    DataSection(Transports transports, DataChannels channels) {
        this.transports = transports;
        this.channels = channels;
    }

    /** In a task: does what a description asks for. */
    void apply(DataPlan plan, Effects effects) {
        // RFC 8841, section 9.1: another m-section is another association.
        if (!mid.isEmpty() && !mid.equals(plan.mid())) {
            end("the data m-section was replaced", effects);
        }
        mid = plan.mid();
        transports.entry(plan.transportId()).ifPresent(entry -> apply(plan, entry));
    }

    private void apply(DataPlan plan, Transports.Entry entry) {
        transportId = entry.id;
        channels.negotiated(
                entry.stack,
                plan.remoteSctpPort(),
                OptionalLong.of(plan.remoteMaxMessageSizeBytes()),
                plan.remoteSctpInit());
        entry.stack.dtlsRole().map(DataSection::toChannelRole).ifPresent(channels::setRole);
        if (entry.stack.dtls().role().isPresent()
                && entry.stack.dtls().state() == DtlsTransportState.CONNECTED) {
            handleDtlsConnected(entry, entry.stack.dtls().role().get());
        }
    }

    /**
     * In a task, webrtc-pc, section 4.4.1.5, steps 4.7.7, 4.7.8 and 4.7.12.2: what users see is
     * there as long as it is described.
     *
     * @param describedId the transport of the data m-section in our descriptions
     * @param state after the description
     */
    void describe(OptionalInt describedId, RtcSignalingState state) {
        if (describedId.isPresent()) {
            transports.entry(describedId.getAsInt()).ifPresent(this::describe);
        } else if (state == RtcSignalingState.STABLE) {
            sctp = Optional.empty();
        }
    }

    private void describe(Transports.Entry entry) {
        sctp.ifPresentOrElse(s -> s.transport(entry.dtls), () -> newSctpTransport(entry));
    }

    private void newSctpTransport(Transports.Entry entry) {
        sctp = Optional.of(new RtcSctpTransport(entry.dtls, channels::maxMessageSizeBytes));
    }

    /** In a task, section 4.4.1.5: the association is closed by an answer. */
    void end(String reason, Effects effects) {
        channels.ended(reason);
        handleState(RtcSctpTransportState.CLOSED, Optional.empty(), effects);
        sctp = Optional.empty();
        transportId = -1;
        mid = "";
    }

    /** The transport is up: sets up the association. */
    void handleDtlsConnected(Transports.Entry entry, DtlsRole role) {
        if (isOver(entry)) {
            channels.connect(toChannelRole(role), entry.stack.dtls());
        }
    }

    private static ChannelRole toChannelRole(DtlsRole role) {
        return role == DtlsRole.CLIENT ? ChannelRole.CLIENT : ChannelRole.SERVER;
    }

    /** In a task: the association's state has changed. */
    void handleState(
            RtcSctpTransportState state, Optional<SctpFeatures> features, Effects effects) {
        sctp.ifPresent(s -> s.state(state, features, effects));
    }

    /** In a task: the association is another one from now on. */
    void handleReplaced() {
        carrier().ifPresent(this::newSctpTransport);
    }

    boolean isOver(Transports.Entry entry) {
        return entry.id == transportId;
    }

    /** The transport below; empty while there is none. */
    Optional<Transports.Entry> carrier() {
        return transports.entry(transportId);
    }

    /** What users see of the association, once described. */
    Optional<RtcSctpTransport> sctp() {
        return sctp;
    }
}
