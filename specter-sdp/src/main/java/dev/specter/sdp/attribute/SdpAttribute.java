package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * One {@code a=} line (RFC 8866, section 5.13). Every implementation is an immutable record; {@link
 * UnknownAttribute} stands for all that have no record of their own.
 */
public sealed interface SdpAttribute
        permits BundleOnly,
                Candidate,
                Connection,
                DirectionAttribute,
                EndOfCandidates,
                ExtMap,
                ExtmapAllowMixed,
                FingerprintAttribute,
                Fmtp,
                Group,
                IceLite,
                IceMismatch,
                IceOptions,
                IcePacing,
                IcePwd,
                IceUfrag,
                Identity,
                MaxMessageSize,
                MaxPtime,
                Mid,
                Msid,
                MsidSemantic,
                Ptime,
                RemoteCandidates,
                Rid,
                Rtcp,
                RtcpFeedback,
                RtcpMux,
                RtcpMuxOnly,
                RtcpRsize,
                RtpMap,
                SctpInit,
                SctpMap,
                SctpPort,
                Setup,
                Simulcast,
                Ssrc,
                SsrcGroup,
                TlsId,
                UnknownAttribute {

    /** What stands before the colon, as {@code rtpmap}. */
    String attributeName();

    /** What stands after the colon; empty for an attribute without value. */
    Optional<String> attributeValue();

    /** The line's text after {@code a=}. */
    default String attributeText() {
        return attributeValue().map(v -> attributeName() + ':' + v).orElseGet(this::attributeName);
    }
}
