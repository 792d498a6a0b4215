package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;
import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.Origin;
import dev.specter.sdp.SdpWriter;
import dev.specter.sdp.SessionDescription;
import dev.specter.sdp.attribute.ExtMap;
import dev.specter.sdp.attribute.ExtmapAllowMixed;
import dev.specter.sdp.attribute.Group;
import dev.specter.sdp.attribute.IceLite;
import dev.specter.sdp.attribute.MsidSemantic;
import dev.specter.sdp.attribute.Rid;
import dev.specter.sdp.attribute.Setup;
import dev.specter.webrtc.RtcSignalingState;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes one offer (RFC 9429, section 5.2). */
final class OfferBuilder {
    private final LocalEnd local;
    private final SessionState state;
    private final OfferSettings settings;
    private final SectionWriter writer;
    private final List<Slot> slots;
    private final Map<Integer, IceParameters> locals = new HashMap<>();
    private Map<Integer, String> tags = Map.of();

    OfferBuilder(LocalEnd local, SessionState state, OfferSettings settings) {
        this.local = local;
        this.state = state;
        this.settings = settings;
        this.writer = new SectionWriter(local);
        this.slots = new ArrayList<>(state.slots);
    }

    Draft build() {
        placeTransceivers();
        placeData();
        List<Slot> placed = BundlePlanner.offer(local, state, slots, this::isActive);
        slots.clear();
        slots.addAll(placed);

        var session =
                SessionDescription.builder(Origin.of(local.sessionId, local.sessionVersion + 1));
        List<List<String>> groups = BundlePlanner.offeredGroups(state, slots, this::isActive);
        tags = BundlePlanner.tags(groups, slots, this::isActive);
        for (List<String> group : groups) {
            session.attribute(new Group(Group.BUNDLE, group));
        }
        session.attribute(new ExtmapAllowMixed());
        if (local.options.iceParameters().isLite()) {
            session.attribute(new IceLite());
        }
        session.attribute(new MsidSemantic("WMS", List.of("*")));
        slots.forEach(s -> session.media(section(s)));
        return new Draft(SdpWriter.write(session.build()), slots, locals);
    }

    /** Whether the offer has the m-section with a port, or bundled. */
    private boolean isActive(Slot slot) {
        return !slot.rejected()
                && slot.kind() != SectionKind.UNSUPPORTED
                && slot.transceiver().map(t -> !t.isStopping()).orElse(true);
    }

    private void placeTransceivers() {
        for (Transceiver transceiver : state.transceivers.keySet()) {
            boolean placed =
                    slots.stream().anyMatch(s -> s.transceiver().equals(Optional.of(transceiver)));
            if (!placed && !transceiver.isStopping()) {
                place(SectionKind.of(transceiver.kind()), Optional.of(transceiver));
            }
        }
    }

    private void placeData() {
        boolean placed =
                slots.stream().anyMatch(s -> s.kind() == SectionKind.DATA && !s.rejected());
        if (local.dataRequired && !placed) {
            place(SectionKind.DATA, Optional.empty());
        }
    }

    /** RFC 9429, section 5.2.2: a rejected m-section's place is taken before a new one is added. */
    private void place(SectionKind kind, Optional<Transceiver> transceiver) {
        int index = freePlace();
        Set<String> taken = new HashSet<>();
        slots.forEach(s -> taken.add(s.mid()));
        var slot =
                new Slot(
                        index, local.freeMid(taken), kind, transceiver, false, OptionalInt.empty());
        if (index == slots.size()) {
            slots.add(slot);
        } else {
            slots.set(index, slot);
        }
    }

    private int freePlace() {
        if (state.signalingState == RtcSignalingState.STABLE) {
            for (Slot slot : slots) {
                if (slot.rejected()) {
                    return slot.index();
                }
            }
        }
        return slots.size();
    }

    private MediaDescription section(Slot slot) {
        Optional<MediaDescription> before =
                state.local()
                        .filter(d -> d.sections().size() > slot.index())
                        .map(d -> d.sections().get(slot.index()).media());
        if (!isActive(slot)) {
            return writer.rejected(rejectedTemplate(slot, before), Optional.of(slot.mid()));
        }
        SectionWriter.Carriage carriage = carriage(slot);
        if (slot.kind() == SectionKind.DATA) {
            return writer.data(
                    Optional.of(slot.mid()),
                    SectionWriter.DATA_PROTOCOL,
                    local.options.sctpInit().get(),
                    carriage);
        }
        Transceiver transceiver = slot.transceiver().orElseThrow();
        List<SdpCodec> previous =
                before.filter(m -> m.mid().equals(Optional.of(slot.mid())))
                        .map(SdpCodecs::read)
                        .orElse(List.of());
        List<SdpCodec> codecs =
                local.codecs.offered(
                        local.codecs.codecs(transceiver, settings.comfortNoise()), previous);
        if (codecs.isEmpty()) {
            throw Errors.operation("no " + transceiver.kind() + " codec to offer");
        }
        List<ExtMap> extMaps = local.headerExtensions.offered(transceiver.kind());
        return writer.rtp(
                transceiver,
                new SectionWriter.Rtp(
                        Optional.of(slot.mid()),
                        SectionWriter.RTP_PROTOCOL,
                        transceiver.wantedDirection(),
                        codecs,
                        extMaps,
                        true,
                        simulcast(transceiver, extMaps)),
                carriage);
    }

    /** webrtc-pc, section 4.4.2, createOffer: all encodings, if there are several. */
    private static SimulcastStreams simulcast(Transceiver transceiver, List<ExtMap> extMaps) {
        List<SendEncoding> encodings = transceiver.sendEncodings();
        boolean sends = transceiver.wantedDirection().sends() && encodings.size() > 1;
        if (!sends || !SimulcastStreams.hasRidExtension(extMaps)) {
            return SimulcastStreams.NONE;
        }
        return new SimulcastStreams(
                encodings.stream()
                        .map(e -> Rid.of(e.rid().orElseThrow(), Rid.Direction.SEND))
                        .toList(),
                List.of());
    }

    private static MediaDescription rejectedTemplate(Slot slot, Optional<MediaDescription> before) {
        return before.orElseGet(
                () ->
                        MediaDescription.builder(slot.kind().toString(), SectionWriter.RTP_PROTOCOL)
                                .format("0")
                                .build());
    }

    private SectionWriter.Carriage carriage(Slot slot) {
        int id = slot.transportId().orElseThrow();
        IceParameters parameters =
                locals.computeIfAbsent(
                        id, i -> restarts(i) ? local.transports.restarted(i) : current(i));
        boolean tag = slot.mid().equals(tags.get(id));
        // RFC 9143, section 6: it shares a transport that the peer has not agreed to share yet.
        boolean bundleOnly = !tag && !BundlePlanner.isBundled(state, id);
        return new SectionWriter.Carriage(
                id,
                parameters,
                SectionWriter.ICE_OPTIONS,
                Setup.Role.ACTPASS,
                Optional.of(local.transports.tlsId(id)),
                bundleOnly,
                tag);
    }

    private boolean restarts(int id) {
        TransportState transport = state.transports.get(id);
        return transport != null
                && (settings.iceRestart() == OfferSettings.Restart.YES
                        || local.iceRestart.isPending(transport));
    }

    private IceParameters current(int id) {
        TransportState transport = state.transports.get(id);
        return transport != null ? transport.local() : local.transports.parameters(id);
    }

    /** The transports among these slots. */
    static Set<Integer> transports(List<Slot> slots) {
        var ids = new LinkedHashSet<Integer>();
        slots.forEach(s -> s.transportId().ifPresent(ids::add));
        return ids;
    }
}
