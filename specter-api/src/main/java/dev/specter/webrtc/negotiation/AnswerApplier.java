package dev.specter.webrtc.negotiation;

import dev.specter.dtls.DtlsRole;
import dev.specter.ice.IceRole;
import dev.specter.sdp.attribute.Rid;
import dev.specter.sdp.attribute.Setup;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Applies an answer, final or provisional, of either end (webrtc-pc, section 4.4.1.5; RFC 9429,
 * section 5.11): which sections and transports are in use, who is who, and what media both can do.
 */
final class AnswerApplier {
    private final SessionState state;
    private final TrackChanges changes;
    private final boolean localAnswer;
    private final Description offer;
    private final Description answer;

    /** What to start, by transport. */
    final Map<Integer, TransportPlan.IceStart> iceStarts = new HashMap<>();

    /** What to start, by transport. */
    final Map<Integer, TransportPlan.DtlsStart> dtlsStarts = new HashMap<>();

    AnswerApplier(
            SessionState state,
            TrackChanges changes,
            SignalingStateMachine.Side side,
            Description offer,
            Description answer) {
        this.state = state;
        this.changes = changes;
        this.localAnswer = side == SignalingStateMachine.Side.LOCAL;
        this.offer = offer;
        this.answer = answer;
    }

    private Description ours() {
        return localAnswer ? answer : offer;
    }

    private Description theirs() {
        return localAnswer ? offer : answer;
    }

    void apply() {
        DescriptionValidator.checkAnswer(answer, offer);
        settleSections();
        settleTransports();
        state.data = Optional.empty();
        for (Slot slot : List.copyOf(state.slots)) {
            if (slot.kind() == SectionKind.DATA && !slot.rejected()) {
                state.data = Optional.of(data(slot));
            }
            slot.transceiver()
                    .filter(state.transceivers::containsKey)
                    .ifPresent(t -> media(slot, t));
        }
    }

    /** Which sections are rejected, and which share a transport. */
    private void settleSections() {
        for (MediaSection section : answer.sections()) {
            Slot slot = state.slots.get(section.index());
            boolean rejected =
                    section.isRejected() || offer.sections().get(section.index()).isRejected();
            state.setSlot(
                    rejected
                            ? slot.withRejected(true).withoutTransport()
                            : slot.withRejected(false));
        }
        var groups = new ArrayList<List<String>>();
        for (List<String> group : answer.bundleGroups()) {
            List<Slot> members =
                    group.stream()
                            .flatMap(m -> state.slot(m).stream())
                            .filter(s -> !s.rejected())
                            .toList();
            if (members.isEmpty()) {
                continue;
            }
            // RFC 9143, section 7.3: all use the transport of the tagged section.
            int id = members.get(0).transportId().orElseThrow(() -> noTransport(members.get(0)));
            members.forEach(m -> state.setSlot(m.withTransport(id)));
            groups.add(members.stream().map(Slot::mid).toList());
        }
        state.bundleGroups = List.copyOf(groups);
        requireTransportsOfTheirOwn();
    }

    /**
     * RFC 9143, section 7.3: an answer takes an m-section out of its BUNDLE group only if it was
     * offered with an address of its own.
     */
    private void requireTransportsOfTheirOwn() {
        Set<OptionalInt> grouped = new HashSet<>();
        for (Slot slot : state.slots) {
            boolean inGroup = state.bundleGroups.stream().anyMatch(g -> g.contains(slot.mid()));
            if (inGroup && !slot.rejected()) {
                grouped.add(slot.transportId());
            }
        }
        Set<OptionalInt> alone = new HashSet<>();
        for (Slot slot : state.slots) {
            boolean inGroup = state.bundleGroups.stream().anyMatch(g -> g.contains(slot.mid()));
            if (inGroup || slot.rejected() || slot.transportId().isEmpty()) {
                continue;
            }
            if (grouped.contains(slot.transportId()) || !alone.add(slot.transportId())) {
                throw Errors.invalidAccess(
                        "m-section " + slot.index() + " left the BUNDLE group it was offered in");
            }
        }
    }

    private static RuntimeException noTransport(Slot slot) {
        return Errors.operation("m-section " + slot.index() + " has no transport");
    }

    /** Credentials, fingerprints and roles of each transport in use; the others go. */
    private void settleTransports() {
        Map<Integer, String> tags =
                BundlePlanner.tags(state.bundleGroups, state.slots, s -> !s.rejected());
        if (answer.type() == RtcSdpType.ANSWER) {
            state.transports.keySet().retainAll(tags.keySet());
        }
        tags.forEach(this::settleTransport);
    }

    private void settleTransport(int id, String tag) {
        Slot slot = state.slot(tag).orElseThrow();
        TransportState transport = state.transports.get(id);
        if (transport == null) {
            throw noTransport(slot);
        }
        Carriers remote = Carriers.of(theirs(), theirs().sections().get(slot.index()));
        boolean newGeneration =
                !transport.startedRemote().equals(Optional.of(remote.ice()))
                        || !transport.startedLocal().equals(Optional.of(transport.local()));
        if (newGeneration) {
            transport = transport.withStarted(remote.ice());
            iceStarts.put(id, new TransportPlan.IceStart(iceRole(remote), remote.ice()));
        }
        DtlsRole role = dtlsRole(slot, transport);
        boolean sameAssociation =
                transport.dtlsRole().equals(Optional.of(role))
                        && transport.isAssociatedWith(remote.fingerprints(), remote.tlsId());
        if (!sameAssociation) {
            if (transport.dtlsRole().isPresent() && !newGeneration) {
                throw Errors.associationWithoutRestart(slot.index());
            }
            dtlsStarts.put(id, new TransportPlan.DtlsStart(role, remote.fingerprints()));
        }
        state.transports.put(id, transport.withDtls(role, remote));
    }

    /** RFC 8445, section 6.1.1: the offerer controls, unless the peer is a lite one. */
    private IceRole iceRole(Carriers remote) {
        return remote.ice().lite() || !localAnswer ? IceRole.CONTROLLING : IceRole.CONTROLLED;
    }

    /** RFC 8842, section 5.3: the answer's setup attribute decides. */
    private DtlsRole dtlsRole(Slot slot, TransportState transport) {
        Carriers answered = Carriers.of(answer, answer.sections().get(slot.index()));
        Setup.Role role = answered.setup().orElse(Setup.Role.ACTIVE);
        return switch (role) {
            case ACTIVE -> localAnswer ? DtlsRole.CLIENT : DtlsRole.SERVER;
            case PASSIVE -> localAnswer ? DtlsRole.SERVER : DtlsRole.CLIENT;
            case ACTPASS -> throw Errors.invalidAccess("setup:actpass in an answer");
            case HOLDCONN ->
                    transport.dtlsRole().orElseThrow(() -> Errors.invalidAccess("setup:holdconn"));
        };
    }

    /** Whether the offer asked for data. */
    boolean offersData() {
        return offer.sections().stream()
                .anyMatch(s -> s.kind() == SectionKind.DATA && !s.isRejected());
    }

    private DataPlan data(Slot slot) {
        MediaSection remote = theirs().sections().get(slot.index());
        MediaSection local = ours().sections().get(slot.index());
        return new DataPlan(
                slot.mid(),
                slot.transportId().orElseThrow(),
                remote.sctpPort(),
                remote.maxMessageSizeBytes(),
                local.sctpInit().flatMap(ours -> remote.sctpInit()));
    }

    private void media(Slot slot, Transceiver transceiver) {
        TransceiverState settled = state.of(transceiver);
        if (slot.rejected()) {
            changes.stop(transceiver);
            return;
        }
        if (settled.stopped) {
            return;
        }
        MediaSection local = ours().sections().get(slot.index());
        MediaSection remote = theirs().sections().get(slot.index());
        settled.mid = Optional.of(slot.mid());
        settled.mLineIndex = OptionalInt.of(slot.index());
        settled.transportId = slot.transportId();
        RtcRtpTransceiverDirection direction;
        if (localAnswer) {
            direction = local.direction();
            settled.receptive = direction.receives();
            changes.localAnswer(transceiver, direction);
        } else {
            direction = remote.direction().reversed();
            settled.remoteTrackId = remote.trackId();
            changes.remote(transceiver, direction, remote.streamIds());
        }
        settled.currentDirection = Optional.of(direction);
        settled.everSent |= direction.sends();
        parameters(settled, local, remote);
        simulcast(settled, local);
        settled.sendEncodings =
                settled.sendEncodings.stream().map(e -> withCodec(e, settled.send)).toList();
    }

    /** webrtc-pc, section 4.4.1.5: what of our simulcast the peer takes, else the first stream. */
    private void simulcast(TransceiverState settled, MediaSection local) {
        boolean offeredByUs = localAnswer || !SimulcastStreams.of(local).send().isEmpty();
        boolean asked = local.direction().sends() && offeredByUs;
        if (!asked || settled.sendEncodings.size() == 1) {
            return; // a held m-section has no simulcast, and says nothing about it
        }
        List<SendEncoding> left =
                settled.sendEncodings.stream()
                        .filter(e -> settled.send.rids().contains(e.rid().orElse("")))
                        .toList();
        settled.sendEncodings = left.isEmpty() ? settled.sendEncodings.subList(0, 1) : left;
    }

    private void parameters(TransceiverState settled, MediaSection local, MediaSection remote) {
        List<SdpCodec> localCodecs = local.codecs();
        List<SdpCodec> remoteCodecs = remote.codecs();
        List<NegotiatedCodec> send = CodecNegotiation.agreed(remoteCodecs, localCodecs);
        if (send.isEmpty()) {
            throw Errors.invalidAccess("m-section " + local.index() + " has no common codec");
        }
        SimulcastStreams ours = SimulcastStreams.of(local);
        SimulcastStreams theirs = SimulcastStreams.of(remote);
        settled.send =
                new SendParameters(
                        send,
                        HeaderExtensions.sent(local.extMaps(), remote.extMaps()),
                        local.hasReducedSizeRtcp() && remote.hasReducedSizeRtcp(),
                        common(ours.send(), theirs.recv()));
        List<String> received = common(theirs.send(), ours.recv());
        if (remote.direction().sends()) {
            settled.remoteRids = received;
        }
        settled.receive =
                new ReceiveParameters(
                        local.direction().receives()
                                ? CodecNegotiation.agreed(localCodecs, remoteCodecs)
                                : List.of(),
                        HeaderExtensions.sent(remote.extMaps(), local.extMaps()),
                        local.hasReducedSizeRtcp(),
                        remote.sources(),
                        received,
                        remote.cname());
    }

    /** webrtc-pc, section 4.4.1.5: an encoding does not keep a codec that is not negotiated. */
    private static SendEncoding withCodec(SendEncoding encoding, SendParameters negotiated) {
        boolean kept =
                encoding.parameters()
                        .codec()
                        .map(c -> CodecMatcher.find(c, negotiated.codecs()).isPresent())
                        .orElse(true);
        return kept
                ? encoding
                : encoding.with(encoding.parameters().toBuilder().anyCodec().build());
    }

    private static List<String> common(List<Rid> sent, List<Rid> received) {
        List<String> wanted = SimulcastStreams.ids(received);
        return SimulcastStreams.ids(sent).stream().filter(wanted::contains).toList();
    }

    /** What follows a final answer: the exchange is over, stopped transceivers leave. */
    void finish() {
        for (Transceiver transceiver : List.copyOf(state.transceivers.keySet())) {
            TransceiverState settled = state.of(transceiver);
            boolean neverPlaced = transceiver.isStopping() && settled.mid.isEmpty();
            if (neverPlaced) {
                changes.stop(transceiver);
            }
            if (settled.stopped) {
                changes.remove(transceiver);
            }
        }
    }
}
