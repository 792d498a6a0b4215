package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtpHeaderExtensionParameters;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a transceiver may receive. Immutable.
 *
 * @param codecs the codecs and payload types to expect; known once both descriptions are set
 * @param headerExtensions the header extensions to expect
 * @param sources the SSRCs the peer announced; it may use others and mark them with mid and rid
 * @param rids the simulcast streams accepted, in the peer's order
 * @param cname the peer's CNAME, if announced
 */
public record ReceiveParameters(
        List<NegotiatedCodec> codecs,
        List<RtcRtpHeaderExtensionParameters> headerExtensions,
        List<Source> sources,
        List<String> rids,
        Optional<String> cname) {
    /** Nothing negotiated yet. */
    public static final ReceiveParameters NONE =
            new ReceiveParameters(List.of(), List.of(), List.of(), List.of(), Optional.empty());

    /** Copies the lists. */
    public ReceiveParameters {
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
        sources = List.copyOf(sources);
        rids = List.copyOf(rids);
    }

    /**
     * An announced source.
     *
     * @param ssrc u32
     * @param rtxSsrc the source of its retransmissions, u32
     */
    public record Source(long ssrc, OptionalLong rtxSsrc) {}
}
