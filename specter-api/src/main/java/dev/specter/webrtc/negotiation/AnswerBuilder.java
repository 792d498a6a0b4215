package dev.specter.webrtc.negotiation;

import dev.specter.dtls.DtlsRole;
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
import dev.specter.webrtc.RtcBundlePolicy;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes one answer to the pending remote offer (RFC 9429, section 5.3). */
final class AnswerBuilder {
    private final LocalEnd local;
    private final SessionState state;
    private final OfferSettings settings;
    private final Description offer;
    private final SectionWriter writer;
    private final Map<Integer, IceParameters> locals = new HashMap<>();
    private final Map<Integer, List<SdpCodec>> codecs = new HashMap<>();
    private List<Slot> slots;
    private Map<Integer, String> tags = Map.of();

    AnswerBuilder(LocalEnd local, SessionState state, OfferSettings settings, Description offer) {
        this.local = local;
        this.state = state;
        this.settings = settings;
        this.offer = offer;
        this.writer = new SectionWriter(local);
        this.slots = new ArrayList<>(state.slots);
    }

    Draft build() {
        List<BundlePlanner.Accepted> accepted = accepted();
        Set<String> mids = new HashSet<>();
        accepted.forEach(a -> mids.add(a.slot().mid()));
        slots = BundlePlanner.answer(local, slots, accepted);
        List<List<String>> groups =
                offer.bundleGroups().stream()
                        .map(g -> g.stream().filter(mids::contains).toList())
                        .filter(g -> !g.isEmpty())
                        .toList();
        tags = BundlePlanner.tags(groups, slots, s -> mids.contains(s.mid()));

        var session =
                SessionDescription.builder(Origin.of(local.sessionId, local.sessionVersion + 1));
        groups.forEach(g -> session.attribute(new Group(Group.BUNDLE, g)));
        if (offer.sections().stream().anyMatch(this::allowsMixedExtensions)) {
            session.attribute(new ExtmapAllowMixed());
        }
        if (local.options.iceParameters().isLite()) {
            session.attribute(new IceLite());
        }
        session.attribute(new MsidSemantic("WMS", List.of("*")));
        for (MediaSection section : offer.sections()) {
            Slot slot = slots.get(section.index());
            session.media(
                    mids.contains(slot.mid())
                            ? accept(section, slot)
                            : writer.rejected(section.media(), section.media().mid()));
        }
        return new Draft(SdpWriter.write(session.build()), slots, locals);
    }

    private boolean allowsMixedExtensions(MediaSection section) {
        return offer.sdp().attributes().has(ExtmapAllowMixed.class)
                || section.media().attributes().has(ExtmapAllowMixed.class);
    }

    private List<BundlePlanner.Accepted> accepted() {
        var accepted = new ArrayList<BundlePlanner.Accepted>();
        for (MediaSection section : offer.sections()) {
            Slot slot = slots.get(section.index());
            Optional<List<String>> group =
                    offer.bundleGroups().stream().filter(g -> g.contains(slot.mid())).findFirst();
            // RFC 9143, section 6: bundle-only and in no group cannot be accepted.
            boolean stranded = section.isBundleOnly() && group.isEmpty();
            if (!stranded && isAcceptable(section, slot) && fitsPolicy(accepted, group)) {
                accepted.add(new BundlePlanner.Accepted(slot, group));
            }
        }
        return accepted;
    }

    /** RFC 9429, section 5.3.1: max-bundle takes nothing outside the first section's transport. */
    private boolean fitsPolicy(
            List<BundlePlanner.Accepted> accepted, Optional<List<String>> group) {
        return local.options.bundlePolicy() != RtcBundlePolicy.MAX_BUNDLE
                || accepted.isEmpty()
                || (group.isPresent() && accepted.get(0).group().equals(group));
    }

    /** RFC 9429, section 5.3.1: when an offered m-section must be rejected. */
    private boolean isAcceptable(MediaSection section, Slot slot) {
        if (section.isRejected()) {
            return false;
        }
        return switch (section.kind()) {
            case UNSUPPORTED -> false;
            case DATA -> true;
            case AUDIO, VIDEO -> isAcceptableMedia(section, slot);
        };
    }

    private boolean isAcceptableMedia(MediaSection section, Slot slot) {
        Optional<Transceiver> transceiver = slot.transceiver().filter(t -> !t.isStopping());
        // RFC 9429, section 4.1.1: without RTCP multiplexing there is no agreement. Inside a BUNDLE
        // group the tagged section's attribute counts (RFC 9143, section 7.1.3).
        boolean multiplexed = section.hasRtcpMux() || section.isBundleOnly();
        if (transceiver.isEmpty() || !multiplexed) {
            return false;
        }
        List<SdpCodec> answered =
                local.codecs.answered(
                        local.codecs.codecs(transceiver.get(), settings.comfortNoise()),
                        section.codecs(),
                        !transceiver.get().codecPreferences().isEmpty());
        codecs.put(section.index(), answered);
        return answered.stream().anyMatch(c -> !CodecMatcher.isAuxiliary(c.capability()));
    }

    private MediaDescription accept(MediaSection section, Slot slot) {
        SectionWriter.Carriage carriage = carriage(slot);
        if (slot.kind() == SectionKind.DATA) {
            return writer.data(
                    section.media().mid(),
                    section.media().protocol(),
                    section.sctpInit().flatMap(theirs -> local.options.sctpInit().get()),
                    carriage);
        }
        Transceiver transceiver = slot.transceiver().orElseThrow();
        RtcRtpTransceiverDirection direction =
                Directions.intersect(transceiver.wantedDirection(), section.direction().reversed());
        List<ExtMap> extMaps =
                local.headerExtensions.answered(
                        transceiver.kind(),
                        section.extMaps(),
                        // RFC 8285, section 6: without it a stream keeps to one form of header, and
                        // one-byte headers fit all that we send.
                        allowsMixedExtensions(section)
                                ? HeaderExtensions.MAX_TWO_BYTE_ID
                                : HeaderExtensions.MAX_ONE_BYTE_ID);
        SimulcastStreams simulcast =
                SimulcastStreams.hasRidExtension(extMaps)
                        ? simulcast(transceiver, section, direction)
                        : SimulcastStreams.NONE;
        return writer.rtp(
                transceiver,
                new SectionWriter.Rtp(
                        section.media().mid(),
                        section.media().protocol(),
                        direction,
                        codecs.get(section.index()),
                        extMaps,
                        section.hasReducedSizeRtcp(),
                        simulcast),
                carriage);
    }

    /**
     * The simulcast streams that both ends want: of those the offer receives what the sender has
     * (webrtc-pc, section 4.4.2, createAnswer), and all it sends in a codec of the answer.
     */
    private SimulcastStreams simulcast(
            Transceiver transceiver, MediaSection section, RtcRtpTransceiverDirection direction) {
        SimulcastStreams offered = SimulcastStreams.of(section);
        var send = new ArrayList<Rid>();
        if (direction.sends()) {
            List<String> ours =
                    transceiver.sendEncodings().stream().flatMap(e -> e.rid().stream()).toList();
            SimulcastStreams.ids(offered.recv()).stream()
                    .filter(ours::contains)
                    .forEach(rid -> send.add(Rid.of(rid, Rid.Direction.SEND)));
        }
        var recv = new ArrayList<Rid>();
        if (direction.receives()) {
            offered.send().forEach(rid -> accepted(rid, section.index()).ifPresent(recv::add));
        }
        return new SimulcastStreams(send, recv);
    }

    /** RFC 8851, section 6.3: restrictions stay, payload types that are not answered go. */
    private Optional<Rid> accepted(Rid rid, int index) {
        List<Integer> payloadTypes =
                rid.payloadTypes().stream()
                        .filter(pt -> codecs.get(index).stream().anyMatch(c -> c.has(pt)))
                        .toList();
        return !rid.payloadTypes().isEmpty() && payloadTypes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Rid(rid.id(), Rid.Direction.RECV, payloadTypes, rid.restrictions()));
    }

    private SectionWriter.Carriage carriage(Slot slot) {
        int id = slot.transportId().orElseThrow();
        String tag = tags.get(id);
        MediaSection tagSection =
                offer.sections().get(state.slot(tag).map(Slot::index).orElse(slot.index()));
        IceParameters parameters = locals.computeIfAbsent(id, i -> parameters(i, tagSection));
        return new SectionWriter.Carriage(
                id,
                parameters,
                // RFC 9429, section 5.3.1: an option is in the answer only if it was in the offer.
                SectionWriter.ICE_OPTIONS.stream()
                        .filter(tagSection.iceOptions()::contains)
                        .toList(),
                setup(id, tagSection),
                tlsId(id, tagSection),
                false,
                slot.mid().equals(tag));
    }

    /** RFC 9429, section 5.3.1: new credentials when the offer asks for an ICE restart. */
    private IceParameters parameters(int id, MediaSection offered) {
        TransportState transport = state.transports.get(id);
        if (transport == null) {
            return local.transports.parameters(id);
        }
        return IceRestart.isAskedFor(offered, transport)
                ? local.transports.restarted(id)
                : transport.local();
    }

    /** RFC 8842, section 5.3: the role an answer takes. */
    private Setup.Role setup(int id, MediaSection offered) {
        TransportState transport = state.transports.get(id);
        Setup.Role wanted = offered.setup().orElse(Setup.Role.ACTPASS);
        if (transport != null && transport.dtlsRole().isPresent()) {
            boolean sameAssociation =
                    transport.isAssociatedWith(offered.fingerprints(), offered.tlsId());
            if (sameAssociation && wanted == Setup.Role.ACTPASS) {
                return role(transport.dtlsRole().get());
            }
        }
        return switch (wanted) {
            case ACTIVE -> Setup.Role.PASSIVE;
            case PASSIVE -> Setup.Role.ACTIVE;
            case ACTPASS, HOLDCONN -> role(local.options.answererRole());
        };
    }

    /** RFC 8842, section 5.3: an answer has one if the offer has, and a new one if it must. */
    private Optional<String> tlsId(int id, MediaSection offered) {
        if (offered.tlsId().isEmpty()) {
            return Optional.empty();
        }
        TransportState transport = state.transports.get(id);
        boolean replaced =
                transport != null
                        && Carriers.read(offered)
                                .map(transport::isAssociationReplacedBy)
                                .orElse(false);
        return Optional.of(replaced ? local.transports.nextTlsId(id) : local.transports.tlsId(id));
    }

    private static Setup.Role role(DtlsRole role) {
        return switch (role) {
            case CLIENT -> Setup.Role.ACTIVE;
            case SERVER -> Setup.Role.PASSIVE;
        };
    }
}
