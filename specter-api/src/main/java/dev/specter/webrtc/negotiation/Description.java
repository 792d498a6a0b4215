package dev.specter.webrtc.negotiation;

import dev.specter.sdp.SdpException;
import dev.specter.sdp.SdpLimits;
import dev.specter.sdp.SdpParser;
import dev.specter.sdp.SessionDescription;
import dev.specter.sdp.attribute.Group;
import dev.specter.sdp.attribute.IceOptions;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A description that was set: its text, what it says, and the candidates it has gained since. What
 * it says is many times as large as the text, and looked at by the next negotiation only, which may
 * never come: it goes when memory is collected, and is read again when asked for. Loop-confined.
 */
final class Description {
    private final RtcSdpType type;
    private final SdpLimits limits;
    private final DescriptionText text;
    private WeakReference<Content> content;

    /** What the text says. */
    private static final class Content {
        private final SessionDescription sdp;
        private final List<MediaSection> sections;
        private final List<List<String>> bundleGroups;
        private final Map<String, MediaSection> byMid = new HashMap<>();

        /** What each BUNDLE group says of its transport, once asked for. */
        private final Map<List<String>, Optional<Carriers>> groupCarriers = new HashMap<>();

        Content(SessionDescription sdp) {
            this.sdp = sdp;
            this.sections = MediaSection.of(sdp);
            this.bundleGroups = readBundleGroups(sdp);
            sections.forEach(s -> s.media().mid().ifPresent(mid -> byMid.putIfAbsent(mid, s)));
        }
    }

    private Description(RtcSdpType type, String original, SdpLimits limits) {
        this.type = type;
        this.limits = limits;
        this.text = new DescriptionText(original);
        this.content = new WeakReference<>(read(original, limits));
    }

    private Description(Description other) {
        this.type = other.type;
        this.limits = other.limits;
        this.text = other.text.copy();
        this.content = other.content;
    }

    /** Reads a description; throws OperationError with the line that is wrong. */
    static Description parse(RtcSdpType type, String text, SdpLimits limits) {
        return new Description(type, text, limits);
    }

    private static Content read(String text, SdpLimits limits) {
        try {
            return new Content(SdpParser.parse(text, limits));
        } catch (SdpException e) {
            throw Errors.syntax(e);
        }
    }

    private Content content() {
        Content said = content.get();
        if (said == null) {
            said = read(text.original(), limits);
            content = new WeakReference<>(said);
        }
        return said;
    }

    private static List<List<String>> readBundleGroups(SessionDescription sdp) {
        return sdp.attributes().all(Group.class).stream()
                .filter(g -> g.semantics().equals(Group.BUNDLE) && !g.mids().isEmpty())
                .map(g -> g.mids().stream().distinct().toList())
                .toList();
    }

    Description copy() {
        return new Description(this);
    }

    RtcSdpType type() {
        return type;
    }

    SessionDescription sdp() {
        return content().sdp;
    }

    List<MediaSection> sections() {
        return content().sections;
    }

    DescriptionText text() {
        return text;
    }

    RtcSessionDescription show() {
        return new RtcSessionDescription(type, text.toString());
    }

    /** The mids of its BUNDLE groups, in order (RFC 9143, section 7). */
    List<List<String>> bundleGroups() {
        return content().bundleGroups;
    }

    Optional<MediaSection> section(String mid) {
        return Optional.ofNullable(content().byMid.get(mid));
    }

    /** The first complete transport description in the BUNDLE group of an m-section. */
    Optional<Carriers> groupCarriers(String mid) {
        Content said = content();
        return said.bundleGroups.stream()
                .filter(g -> g.contains(mid))
                .findFirst()
                .flatMap(g -> said.groupCarriers.computeIfAbsent(g, this::findCarriers));
    }

    private Optional<Carriers> findCarriers(List<String> group) {
        return group.stream()
                .flatMap(m -> section(m).stream())
                .flatMap(s -> Carriers.read(s).stream())
                .findFirst();
    }

    /** Whether {@code a=ice-options:trickle} stands at either level (RFC 8840, section 4.1.1). */
    boolean supportsTrickle() {
        return sdp().attributes().all(IceOptions.class).stream().anyMatch(Description::isTrickle)
                || sections().stream()
                        .flatMap(s -> s.media().attributes().all(IceOptions.class).stream())
                        .anyMatch(Description::isTrickle);
    }

    private static boolean isTrickle(IceOptions options) {
        return options.options().contains("trickle");
    }
}
