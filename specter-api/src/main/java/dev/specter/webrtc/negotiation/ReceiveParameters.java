package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtpHeaderExtensionParameters;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a transceiver may receive. Immutable.
 *
 * @param codecs the codecs and payload types to expect: those offered by us, then those both ends
 *     agreed on; none while our description does not receive
 * @param headerExtensions the header extensions to expect
 * @param reducedSizeRtcp whether reduced-size RTCP is taken (RFC 5506)
 * @param sources the SSRCs the peer announced; it may use others and mark them with mid and rid
 * @param rids the simulcast streams accepted, in the peer's order
 * @param cname the peer's CNAME, if announced
 */
public record ReceiveParameters(
        List<NegotiatedCodec> codecs,
        List<RtcRtpHeaderExtensionParameters> headerExtensions,
        boolean reducedSizeRtcp,
        List<Source> sources,
        List<String> rids,
        Optional<String> cname) {
    /** Nothing negotiated yet. */
    public static final ReceiveParameters NONE =
            new ReceiveParameters(
                    List.of(), List.of(), false, List.of(), List.of(), Optional.empty());

    /** Copies the lists. */
    public ReceiveParameters {
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
        sources = List.copyOf(sources);
        rids = List.copyOf(rids);
    }

    ReceiveParameters withCodecs(List<NegotiatedCodec> value) {
        return new ReceiveParameters(
                value, headerExtensions, reducedSizeRtcp, sources, rids, cname);
    }

    /** Ready for all that is offered: the peer may use it before its answer is here. */
    ReceiveParameters prepared(MediaSection offer) {
        List<NegotiatedCodec> prepared =
                offer.codecs().stream()
                        .map(o -> codecs.stream().filter(o::is).findFirst().orElseGet(o::alone))
                        .toList();
        return new ReceiveParameters(
                prepared,
                headerExtensions.isEmpty()
                        ? HeaderExtensions.received(offer.extMaps())
                        : headerExtensions,
                offer.hasReducedSizeRtcp(),
                sources,
                rids,
                cname);
    }

    /**
     * An announced source.
     *
     * @param ssrc u32
     * @param rtxSsrc the source of its retransmissions, u32
     */
    public record Source(long ssrc, OptionalLong rtxSsrc) {}
}
