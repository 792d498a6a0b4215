package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.ExtMap;
import dev.specter.sdp.attribute.Msid;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a peer's description must satisfy beyond its grammar (RFC 9429, section 5.8). */
final class DescriptionValidator {
    private DescriptionValidator() {}

    /** Checks mids and groups of any description. */
    static void check(Description description) {
        Set<String> mids = new HashSet<>();
        for (MediaSection section : description.sections()) {
            section.media()
                    .mid()
                    .ifPresent(mid -> require(mids.add(mid), "two m-sections have mid " + mid));
        }
        Set<String> grouped = new HashSet<>();
        for (List<String> group : description.bundleGroups()) {
            for (String mid : group) {
                // RFC 9143, section 7.3: an answer may still name what it rejects; nothing else.
                require(mids.contains(mid), "BUNDLE group has unknown mid " + mid);
                require(grouped.add(mid), "mid " + mid + " is in two BUNDLE groups");
            }
        }
        description.bundleGroups().forEach(group -> checkIdentifiers(description, group));
        checkMsids(description);
        for (MediaSection section : description.sections()) {
            boolean carries = section.kind() != SectionKind.UNSUPPORTED && !section.isRejected();
            if (carries) {
                Carriers.of(description, section);
            }
        }
    }

    /**
     * RFC 9143, section 9.1: in a BUNDLE group a payload type and a header extension's identifier
     * mean one thing only.
     */
    private static void checkIdentifiers(Description description, List<String> group) {
        Map<Integer, String> codecs = new HashMap<>();
        Map<Integer, String> extensions = new HashMap<>();
        for (String mid : group) {
            MediaSection section = description.section(mid).orElseThrow();
            if (section.mediaKind().isEmpty() || section.isRejected()) {
                continue;
            }
            for (SdpCodec codec : section.codecs()) {
                String meaning = CodecMatcher.key(codec.capability());
                String before = codecs.putIfAbsent(codec.payloadType(), meaning);
                require(
                        before == null || before.equals(meaning),
                        "payload type " + codec.payloadType() + " is two codecs in a BUNDLE group");
            }
            for (ExtMap extMap : section.extMaps()) {
                if (extMap.id() > HeaderExtensions.MAX_TWO_BYTE_ID) {
                    continue; // a proposal
                }
                String before = extensions.putIfAbsent(extMap.id(), extMap.uri());
                require(
                        before == null || before.equals(extMap.uri()),
                        "extmap " + extMap.id() + " is two extensions in a BUNDLE group");
            }
        }
    }

    /** RFC 8830, section 2: no two m-sections have the same a=msid, where it names the track. */
    private static void checkMsids(Description description) {
        Map<Msid, Integer> used = new HashMap<>();
        for (MediaSection section : description.sections()) {
            if (section.mediaKind().isEmpty() || section.isRejected()) {
                continue;
            }
            for (Msid msid : section.media().attributes().all(Msid.class)) {
                Integer before = used.putIfAbsent(msid, section.index());
                if (msid.trackId().isPresent() && before != null && before != section.index()) {
                    throw Errors.operation(
                            "m-sections "
                                    + before
                                    + " and "
                                    + section.index()
                                    + " have the same a=msid");
                }
            }
        }
    }

    /** Checks an offer against the m-sections there are (RFC 9429, section 5.10). */
    static void checkOffer(Description offer, List<Slot> slots) {
        check(offer);
        require(
                offer.sections().size() >= slots.size(),
                "offer has fewer m-sections than there are: " + offer.sections().size());
        for (Slot slot : slots) {
            MediaSection section = offer.sections().get(slot.index());
            boolean same =
                    section.media().mid().map(m -> m.equals(slot.mid())).orElse(true)
                            && section.kind() == slot.kind();
            // RFC 9429, section 5.2.2: only a rejected m-section's place may be taken by another.
            require(
                    same || slot.rejected(),
                    "m-section " + slot.index() + " is not the one there was");
        }
    }

    /** Checks an answer against its offer (RFC 9429, section 5.10; RFC 3264, section 6). */
    static void checkAnswer(Description answer, Description offer) {
        check(answer);
        require(
                answer.sections().size() == offer.sections().size(),
                "answer has "
                        + answer.sections().size()
                        + " m-sections, the offer "
                        + offer.sections().size());
        for (MediaSection section : answer.sections()) {
            MediaSection offered = offer.sections().get(section.index());
            require(
                    section.media().type().equals(offered.media().type()),
                    "m-section " + section.index() + " is " + section.media().type());
            boolean sameMid =
                    section.media().mid().isEmpty()
                            || section.media().mid().equals(offered.media().mid());
            require(sameMid, "m-section " + section.index() + " has another mid");
            require(
                    !offered.isRejected() || section.isRejected(),
                    "m-section " + section.index() + " was rejected by the offer");
        }
        checkAnswerGroups(answer, offer);
    }

    private static void checkAnswerGroups(Description answer, Description offer) {
        for (List<String> group : answer.bundleGroups()) {
            require(
                    offer.bundleGroups().stream().anyMatch(g -> g.containsAll(group)),
                    "answer has a BUNDLE group that was not offered");
        }
        for (MediaSection section : answer.sections()) {
            boolean bundled =
                    offer.sections()
                            .get(section.index())
                            .media()
                            .mid()
                            .map(m -> answer.bundleGroups().stream().anyMatch(g -> g.contains(m)))
                            .orElse(false);
            MediaSection offered = offer.sections().get(section.index());
            // RFC 9143, section 6: a bundle-only section is bundled or rejected.
            require(
                    !offered.isBundleOnly() || bundled || section.isRejected(),
                    "m-section " + section.index() + " is bundle-only and not bundled");
            // RFC 9429, section 4.1.1: rtcpMuxPolicy is require.
            require(
                    section.isRejected()
                            || section.mediaKind().isEmpty()
                            || section.hasRtcpMux()
                            || bundled,
                    "m-section " + section.index() + " has no rtcp-mux");
        }
    }

    private static void require(boolean condition, String reason) {
        if (!condition) {
            throw Errors.invalidAccess(reason);
        }
    }
}
