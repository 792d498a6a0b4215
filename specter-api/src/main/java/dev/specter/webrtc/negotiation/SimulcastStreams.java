package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.ExtMap;
import dev.specter.sdp.attribute.Rid;
import dev.specter.sdp.attribute.SdpAttribute;
import dev.specter.sdp.attribute.Simulcast;
import dev.specter.webrtc.RtcMediaEngine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The simulcast streams that an m-section asks for, each by its first alternative (RFC 8853; RFC
 * 8851). Immutable.
 *
 * @param send what its writer sends, in its order of preference
 * @param recv what its writer receives, likewise
 */
record SimulcastStreams(List<Rid> send, List<Rid> recv) {
    static final SimulcastStreams NONE = new SimulcastStreams(List.of(), List.of());

    SimulcastStreams {
        send = List.copyOf(send);
        recv = List.copyOf(recv);
    }

    /**
     * Reads an m-section. There is no simulcast without the header extension that tells streams
     * apart (RFC 8852). Names without an {@code a=rid} line, and those used already, are left out.
     */
    static SimulcastStreams of(MediaSection section) {
        Optional<Simulcast> simulcast = section.simulcast();
        if (simulcast.isEmpty() || !hasRidExtension(section.extMaps())) {
            return NONE;
        }
        List<Rid> rids = section.media().attributes().all(Rid.class);
        Set<String> used = new HashSet<>();
        return new SimulcastStreams(
                section.direction().sends()
                        ? first(simulcast.get().send(), rids, Rid.Direction.SEND, used)
                        : List.of(),
                section.direction().receives()
                        ? first(simulcast.get().recv(), rids, Rid.Direction.RECV, used)
                        : List.of());
    }

    private static List<Rid> first(
            List<List<Simulcast.Stream>> streams,
            List<Rid> rids,
            Rid.Direction direction,
            Set<String> used) {
        var chosen = new ArrayList<Rid>();
        for (List<Simulcast.Stream> alternatives : streams) {
            for (Simulcast.Stream alternative : alternatives) {
                Optional<Rid> line =
                        rids.stream()
                                .filter(r -> r.direction() == direction)
                                .filter(r -> r.id().equals(alternative.rid()))
                                .findFirst();
                if (line.isPresent() && used.add(line.get().id())) {
                    chosen.add(line.get());
                    break;
                }
            }
            if (chosen.size() == EncodingRules.MAX_VIDEO) {
                break;
            }
        }
        return chosen;
    }

    static boolean hasRidExtension(List<ExtMap> extMaps) {
        return extMaps.stream().anyMatch(e -> e.uri().equals(RtcMediaEngine.EXTENSION_RID));
    }

    static List<String> ids(List<Rid> rids) {
        return rids.stream().map(Rid::id).toList();
    }

    /** The lines that say so: {@code a=rid} for each, then {@code a=simulcast}. */
    List<SdpAttribute> lines() {
        var lines = new ArrayList<SdpAttribute>();
        lines.addAll(send);
        lines.addAll(recv);
        if (!lines.isEmpty()) {
            lines.add(new Simulcast(streams(send), streams(recv)));
        }
        return lines;
    }

    private static List<List<Simulcast.Stream>> streams(List<Rid> rids) {
        return rids.stream().map(r -> List.of(new Simulcast.Stream(r.id(), false))).toList();
    }
}
