package dev.specter.webrtc.negotiation;

import dev.specter.sdp.SdpException;
import dev.specter.sdp.SdpLimits;
import dev.specter.sdp.SdpParser;
import dev.specter.sdp.SessionDescription;
import dev.specter.sdp.attribute.Group;
import dev.specter.sdp.attribute.IceOptions;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A description that was set: its text, what it says, and the candidates it has gained since. */
final class Description {
    private final RtcSdpType type;
    private final DescriptionText text;
    private final SessionDescription sdp;
    private final List<MediaSection> sections;
    private final List<List<String>> bundleGroups;
    private final Map<String, MediaSection> byMid = new HashMap<>();

    /** What each BUNDLE group says of its transport, once asked for. */
    private final Map<List<String>, Optional<Carriers>> groupCarriers = new HashMap<>();

    private Description(RtcSdpType type, DescriptionText text, SessionDescription sdp) {
        this.type = type;
        this.text = text;
        this.sdp = sdp;
        this.sections = MediaSection.of(sdp);
        this.bundleGroups = readBundleGroups(sdp);
        sections.forEach(s -> s.media().mid().ifPresent(mid -> byMid.putIfAbsent(mid, s)));
    }

    /** Reads a description; throws OperationError with the line that is wrong. */
    static Description parse(RtcSdpType type, String text, SdpLimits limits) {
        try {
            return new Description(type, new DescriptionText(text), SdpParser.parse(text, limits));
        } catch (SdpException e) {
            throw Errors.syntax(e);
        }
    }

    private static List<List<String>> readBundleGroups(SessionDescription sdp) {
        return sdp.attributes().all(Group.class).stream()
                .filter(g -> g.semantics().equals(Group.BUNDLE) && !g.mids().isEmpty())
                .map(g -> g.mids().stream().distinct().toList())
                .toList();
    }

    Description copy() {
        return new Description(type, text.copy(), sdp);
    }

    RtcSdpType type() {
        return type;
    }

    SessionDescription sdp() {
        return sdp;
    }

    List<MediaSection> sections() {
        return sections;
    }

    DescriptionText text() {
        return text;
    }

    RtcSessionDescription show() {
        return new RtcSessionDescription(type, text.toString());
    }

    /** The mids of its BUNDLE groups, in order (RFC 9143, section 7). */
    List<List<String>> bundleGroups() {
        return bundleGroups;
    }

    Optional<MediaSection> section(String mid) {
        return Optional.ofNullable(byMid.get(mid));
    }

    /** The first complete transport description in the BUNDLE group of an m-section. */
    Optional<Carriers> groupCarriers(String mid) {
        return bundleGroups.stream()
                .filter(g -> g.contains(mid))
                .findFirst()
                .flatMap(g -> groupCarriers.computeIfAbsent(g, this::findCarriers));
    }

    private Optional<Carriers> findCarriers(List<String> group) {
        return group.stream()
                .flatMap(m -> section(m).stream())
                .flatMap(s -> Carriers.read(s).stream())
                .findFirst();
    }

    /** Whether {@code a=ice-options:trickle} stands at either level (RFC 8840, section 4.1.1). */
    boolean supportsTrickle() {
        return sdp.attributes().all(IceOptions.class).stream().anyMatch(Description::isTrickle)
                || sections.stream()
                        .flatMap(s -> s.media().attributes().all(IceOptions.class).stream())
                        .anyMatch(Description::isTrickle);
    }

    private static boolean isTrickle(IceOptions options) {
        return options.options().contains("trickle");
    }
}
