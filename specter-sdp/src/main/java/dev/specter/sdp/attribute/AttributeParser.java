package dev.specter.sdp.attribute;

import dev.specter.sdp.attribute.DirectionAttribute.Direction;

import java.util.Optional;

/** Reads {@code a=} lines into their records. Names are case-sensitive (RFC 8866, section 5.13). */
public final class AttributeParser {
    private AttributeParser() {}

    /**
     * Reads one attribute.
     *
     * @param text the line without {@code a=}
     * @return its record; {@link UnknownAttribute} if the name has none
     * @throws AttributeSyntaxException if the name is empty, or known and its value not well formed
     */
    public static SdpAttribute parse(String text) throws AttributeSyntaxException {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (!SdpGrammar.isToken(name)) {
            throw new AttributeSyntaxException("attribute name is not a token");
        }
        var in = new AttributeFields(name, colon < 0 ? null : text.substring(colon + 1));
        return switch (name) {
            case BundleOnly.NAME -> BundleOnly.parse(in);
            case Candidate.NAME -> Candidate.parse(in);
            case Connection.NAME -> Connection.parse(in);
            case EndOfCandidates.NAME -> EndOfCandidates.parse(in);
            case ExtMap.NAME -> ExtMap.parse(in);
            case ExtmapAllowMixed.NAME -> ExtmapAllowMixed.parse(in);
            case FingerprintAttribute.NAME -> FingerprintAttribute.parse(in);
            case Fmtp.NAME -> Fmtp.parse(in);
            case Group.NAME -> Group.parse(in);
            case IceLite.NAME -> IceLite.parse(in);
            case IceMismatch.NAME -> IceMismatch.parse(in);
            case IceOptions.NAME -> IceOptions.parse(in);
            case IcePacing.NAME -> IcePacing.parse(in);
            case IcePwd.NAME -> IcePwd.parse(in);
            case IceUfrag.NAME -> IceUfrag.parse(in);
            case Identity.NAME -> Identity.parse(in);
            case MaxMessageSize.NAME -> MaxMessageSize.parse(in);
            case MaxPtime.NAME -> MaxPtime.parse(in);
            case Mid.NAME -> Mid.parse(in);
            case Msid.NAME -> Msid.parse(in);
            case MsidSemantic.NAME -> MsidSemantic.parse(in);
            case Ptime.NAME -> Ptime.parse(in);
            case RemoteCandidates.NAME -> RemoteCandidates.parse(in);
            case Rid.NAME -> Rid.parse(in);
            case Rtcp.NAME -> Rtcp.parse(in);
            case RtcpFeedback.NAME -> RtcpFeedback.parse(in);
            case RtcpMux.NAME -> RtcpMux.parse(in);
            case RtcpMuxOnly.NAME -> RtcpMuxOnly.parse(in);
            case RtcpRsize.NAME -> RtcpRsize.parse(in);
            case RtpMap.NAME -> RtpMap.parse(in);
            case SctpInit.NAME -> SctpInit.parse(in);
            case SctpMap.NAME -> SctpMap.parse(in);
            case SctpPort.NAME -> SctpPort.parse(in);
            case Setup.NAME -> Setup.parse(in);
            case Simulcast.NAME -> Simulcast.parse(in);
            case Ssrc.NAME -> Ssrc.parse(in);
            case SsrcGroup.NAME -> SsrcGroup.parse(in);
            case TlsId.NAME -> TlsId.parse(in);
            case "sendrecv" -> DirectionAttribute.parse(in, Direction.SENDRECV);
            case "sendonly" -> DirectionAttribute.parse(in, Direction.SENDONLY);
            case "recvonly" -> DirectionAttribute.parse(in, Direction.RECVONLY);
            case "inactive" -> DirectionAttribute.parse(in, Direction.INACTIVE);
            default ->
                    new UnknownAttribute(
                            name,
                            colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1)));
        };
    }
}
