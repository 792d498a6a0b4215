package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.DirectionAttribute.Direction;
import dev.specter.sdp.attribute.ExtMap;
import dev.specter.webrtc.RtcMediaEngine;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpHeaderExtensionCapability;
import dev.specter.webrtc.RtcRtpHeaderExtensionParameters;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RTP header extensions and their identifiers (RFC 8285, sections 5 and 6). One table for all
 * m-sections, since in a BUNDLE group an identifier means one extension only (RFC 9143, section
 * 12).
 */
final class HeaderExtensions {
    /** RFC 8285, section 4.2: 1 to 14 fit the one-byte header. */
    static final int MAX_ONE_BYTE_ID = 14;

    /** RFC 8285, section 6: those above are only proposals. */
    static final int MAX_TWO_BYTE_ID = 255;

    private final RtcMediaEngine engine;
    private final Map<Integer, String> uris = new HashMap<>();
    private final Map<String, Integer> ids = new HashMap<>();

    HeaderExtensions(RtcMediaEngine engine) {
        this.engine = engine;
    }

    /** Whether streams of a kind can be told apart by rid (RFC 8852). */
    boolean knowsRid(RtcMediaKind kind) {
        return engine.headerExtensions(kind).stream()
                .anyMatch(
                        e ->
                                e.uri().equals(RtcMediaEngine.EXTENSION_RID)
                                        && e.direction() != RtcRtpTransceiverDirection.STOPPED);
    }

    /** Notes the identifiers a description uses. */
    void note(List<ExtMap> extMaps) {
        for (ExtMap extMap : extMaps) {
            if (extMap.id() <= MAX_TWO_BYTE_ID) {
                note(extMap.id(), extMap.uri());
            }
        }
    }

    private void note(int id, String uri) {
        String before = uris.put(id, uri);
        if (before != null && !before.equals(uri)) {
            ids.remove(before, id);
        }
        ids.put(uri, id);
    }

    /** The lines of an offered m-section. */
    List<ExtMap> offered(RtcMediaKind kind) {
        var lines = new ArrayList<ExtMap>();
        for (RtcRtpHeaderExtensionCapability extension : engine.headerExtensions(kind)) {
            if (extension.direction() == RtcRtpTransceiverDirection.STOPPED) {
                continue;
            }
            int id = assign(extension.uri());
            if (id > 0) {
                lines.add(
                        new ExtMap(
                                id,
                                sdpDirection(extension.direction()),
                                extension.uri(),
                                Optional.empty()));
            }
        }
        return lines;
    }

    private int assign(String uri) {
        Integer known = ids.get(uri);
        if (known != null) {
            return known;
        }
        for (int id = 1; id <= MAX_TWO_BYTE_ID; id++) {
            // RFC 8285, section 4.2: 15 is reserved.
            if (id != MAX_ONE_BYTE_ID + 1 && !uris.containsKey(id)) {
                note(id, uri);
                return id;
            }
        }
        return -1;
    }

    /**
     * The lines of an answered m-section: what both know, with the offer's identifiers.
     *
     * @param maxId the highest identifier that may be answered
     */
    List<ExtMap> answered(RtcMediaKind kind, List<ExtMap> offered, int maxId) {
        var lines = new ArrayList<ExtMap>();
        var seen = new HashSet<String>();
        for (ExtMap offer : offered) {
            if (offer.id() > maxId || !seen.add(offer.uri())) {
                continue;
            }
            engine.headerExtensions(kind).stream()
                    .filter(e -> e.uri().equals(offer.uri()))
                    .findFirst()
                    .flatMap(e -> answer(e, offer))
                    .ifPresent(lines::add);
        }
        return lines;
    }

    private static Optional<ExtMap> answer(RtcRtpHeaderExtensionCapability own, ExtMap offer) {
        if (own.direction() == RtcRtpTransceiverDirection.STOPPED) {
            return Optional.empty();
        }
        RtcRtpTransceiverDirection theirs =
                offer.direction()
                        .map(Directions::fromSdp)
                        .orElse(RtcRtpTransceiverDirection.SENDRECV);
        RtcRtpTransceiverDirection common =
                Directions.intersect(own.direction(), theirs.reversed());
        return Optional.of(
                new ExtMap(offer.id(), sdpDirection(common), offer.uri(), Optional.empty()));
    }

    private static Optional<Direction> sdpDirection(RtcRtpTransceiverDirection direction) {
        return direction == RtcRtpTransceiverDirection.SENDRECV
                ? Optional.empty()
                : Optional.of(Directions.toSdp(direction));
    }

    /** The extensions that the writer of a list expects in packets. */
    static List<RtcRtpHeaderExtensionParameters> received(List<ExtMap> own) {
        return own.stream()
                .filter(e -> e.direction().map(d -> Directions.fromSdp(d).receives()).orElse(true))
                .map(e -> new RtcRtpHeaderExtensionParameters(e.uri(), e.id(), false))
                .toList();
    }

    /** The extensions for packets from here to the peer, both lists seen from their writers. */
    static List<RtcRtpHeaderExtensionParameters> sent(List<ExtMap> local, List<ExtMap> remote) {
        var parameters = new ArrayList<RtcRtpHeaderExtensionParameters>();
        for (ExtMap theirs : remote) {
            boolean theyReceive =
                    theirs.direction().map(d -> Directions.fromSdp(d).receives()).orElse(true);
            boolean weSend =
                    local.stream()
                            .filter(l -> l.uri().equals(theirs.uri()))
                            .findFirst()
                            .map(
                                    l ->
                                            l.direction()
                                                    .map(d -> Directions.fromSdp(d).sends())
                                                    .orElse(true))
                            .orElse(false);
            if (theyReceive && weSend && theirs.id() <= MAX_TWO_BYTE_ID) {
                parameters.add(
                        new RtcRtpHeaderExtensionParameters(theirs.uri(), theirs.id(), false));
            }
        }
        return parameters;
    }
}
