package dev.specter.webrtc.negotiation;

import dev.specter.common.Bytes;
import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceParameters;
import dev.specter.sctp.SctpAssociation;
import dev.specter.sdp.Attributes;
import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.SessionDescription;
import dev.specter.sdp.attribute.BundleOnly;
import dev.specter.sdp.attribute.Candidate;
import dev.specter.sdp.attribute.DirectionAttribute;
import dev.specter.sdp.attribute.EndOfCandidates;
import dev.specter.sdp.attribute.ExtMap;
import dev.specter.sdp.attribute.FingerprintAttribute;
import dev.specter.sdp.attribute.IceLite;
import dev.specter.sdp.attribute.IceOptions;
import dev.specter.sdp.attribute.IcePwd;
import dev.specter.sdp.attribute.IceUfrag;
import dev.specter.sdp.attribute.MaxMessageSize;
import dev.specter.sdp.attribute.Msid;
import dev.specter.sdp.attribute.RtcpMux;
import dev.specter.sdp.attribute.RtcpRsize;
import dev.specter.sdp.attribute.SctpInit;
import dev.specter.sdp.attribute.SctpMap;
import dev.specter.sdp.attribute.SctpPort;
import dev.specter.sdp.attribute.SdpAttribute;
import dev.specter.sdp.attribute.Setup;
import dev.specter.sdp.attribute.Simulcast;
import dev.specter.sdp.attribute.Ssrc;
import dev.specter.sdp.attribute.SsrcGroup;
import dev.specter.sdp.attribute.TlsId;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An m-section with what it inherits from the session level (RFC 9429, section 5.8). Immutable.
 *
 * @param index its place, from 0
 * @param media the m-section
 * @param session the session-level attributes
 */
record MediaSection(int index, MediaDescription media, Attributes session) {
    /** Most streams that a track is taken to be in; more are left out. */
    private static final int MAX_STREAMS = 64;

    /** Most announced sources taken; more are left out. */
    private static final int MAX_SOURCES = 256;

    private static final Set<String> RTP_PROTOCOLS =
            Set.of(
                    "UDP/TLS/RTP/SAVPF",
                    "TCP/TLS/RTP/SAVPF",
                    "TCP/DTLS/RTP/SAVPF",
                    "UDP/TLS/RTP/SAVP",
                    "TCP/DTLS/RTP/SAVP",
                    "RTP/SAVPF",
                    "RTP/SAVP",
                    "RTP/AVPF",
                    "RTP/AVP");
    private static final Set<String> DATA_PROTOCOLS =
            Set.of("UDP/DTLS/SCTP", "TCP/DTLS/SCTP", "DTLS/SCTP");

    /** The m-sections of a description. */
    static List<MediaSection> of(SessionDescription description) {
        var sections = new ArrayList<MediaSection>();
        for (MediaDescription media : description.media()) {
            sections.add(new MediaSection(sections.size(), media, description.attributes()));
        }
        return List.copyOf(sections);
    }

    SectionKind kind() {
        boolean rtp = RTP_PROTOCOLS.contains(media.protocol());
        return switch (media.type()) {
            case "audio" -> rtp ? SectionKind.AUDIO : SectionKind.UNSUPPORTED;
            case "video" -> rtp ? SectionKind.VIDEO : SectionKind.UNSUPPORTED;
            case "application" ->
                    DATA_PROTOCOLS.contains(media.protocol())
                            ? SectionKind.DATA
                            : SectionKind.UNSUPPORTED;
            default -> SectionKind.UNSUPPORTED;
        };
    }

    Optional<RtcMediaKind> mediaKind() {
        return kind().mediaKind();
    }

    /** Rejected: port 0 without {@code a=bundle-only} (RFC 9143, section 7.1). */
    boolean isRejected() {
        return media.port() == 0 && !isBundleOnly();
    }

    boolean isBundleOnly() {
        return media.attributes().has(BundleOnly.class);
    }

    RtcRtpTransceiverDirection direction() {
        return inherited(DirectionAttribute.class)
                .map(d -> Directions.fromSdp(d.direction()))
                .orElse(RtcRtpTransceiverDirection.SENDRECV);
    }

    /** The ICE credentials; empty without both parts. */
    Optional<IceParameters> iceParameters() {
        Optional<IceUfrag> ufrag = inherited(IceUfrag.class);
        Optional<IcePwd> pwd = inherited(IcePwd.class);
        if (ufrag.isEmpty() || pwd.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new IceParameters(
                        ufrag.get().ufrag(), pwd.get().pwd(), session.has(IceLite.class)));
    }

    List<Fingerprint> fingerprints() {
        List<FingerprintAttribute> own = media.attributes().all(FingerprintAttribute.class);
        var fingerprints = new ArrayList<Fingerprint>();
        for (FingerprintAttribute line :
                own.isEmpty() ? session.all(FingerprintAttribute.class) : own) {
            if (line.hashFunction().length() <= 64 && line.value().length() <= 3 * 128) {
                fingerprints.add(new Fingerprint(line.hashFunction(), line.value()));
            }
        }
        return fingerprints;
    }

    Optional<Setup.Role> setup() {
        return inherited(Setup.class).map(Setup::role);
    }

    Optional<String> tlsId() {
        return media.attributes().all(TlsId.class).stream().map(TlsId::id).findFirst();
    }

    /** The ICE options of both levels. */
    List<String> iceOptions() {
        return Stream.concat(
                        media.attributes().all(IceOptions.class).stream(),
                        session.all(IceOptions.class).stream())
                .flatMap(o -> o.options().stream())
                .distinct()
                .toList();
    }

    boolean hasRtcpMux() {
        return inherited(RtcpMux.class).isPresent();
    }

    boolean hasReducedSizeRtcp() {
        return inherited(RtcpRsize.class).isPresent();
    }

    List<Candidate> candidates() {
        return media.attributes().all(Candidate.class);
    }

    boolean hasEndOfCandidates() {
        return inherited(EndOfCandidates.class).isPresent();
    }

    List<SdpCodec> codecs() {
        return SdpCodecs.read(media);
    }

    List<ExtMap> extMaps() {
        List<ExtMap> own = media.attributes().all(ExtMap.class);
        return own.isEmpty() ? session.all(ExtMap.class) : own;
    }

    /**
     * The streams the sender's track is in (RFC 8830; RFC 5576 where there is no a=msid); empty
     * where neither is said.
     */
    Optional<List<String>> streamIds() {
        List<Msid> msids = msids();
        return msids.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        msids.stream()
                                .map(Msid::streamId)
                                .filter(id -> !id.equals(Msid.NO_STREAM))
                                .distinct()
                                .limit(MAX_STREAMS)
                                .toList());
    }

    Optional<String> trackId() {
        return msids().stream().flatMap(m -> m.trackId().stream()).findFirst();
    }

    private List<Msid> msids() {
        List<Msid> lines = media.attributes().all(Msid.class);
        if (!lines.isEmpty()) {
            return lines;
        }
        var found = new LinkedHashSet<Msid>();
        for (Ssrc ssrc : media.attributes().all(Ssrc.class)) {
            if (ssrc.attribute().equals("msid") && ssrc.value().isPresent()) {
                String[] parts = ssrc.value().get().strip().split(" ", 2);
                if (!parts[0].isEmpty()) {
                    found.add(
                            new Msid(
                                    parts[0],
                                    parts.length > 1 ? Optional.of(parts[1]) : Optional.empty()));
                }
            }
        }
        return List.copyOf(found);
    }

    /** The announced sources; a source of retransmissions is folded into the one it repairs. */
    List<ReceiveParameters.Source> sources() {
        Map<Long, Long> rtx = new HashMap<>();
        var secondary = new LinkedHashSet<Long>();
        for (SsrcGroup group : media.attributes().all(SsrcGroup.class)) {
            if (group.semantics().equals(SsrcGroup.FID) && group.ssrcs().size() == 2) {
                rtx.putIfAbsent(group.ssrcs().get(0), group.ssrcs().get(1));
                secondary.add(group.ssrcs().get(1));
            } else if (group.semantics().startsWith("FEC") && group.ssrcs().size() == 2) {
                secondary.add(group.ssrcs().get(1));
            }
        }
        var sources = new LinkedHashSet<Long>();
        media.attributes().all(Ssrc.class).forEach(s -> sources.add(s.ssrc()));
        sources.removeAll(secondary);
        return sources.stream()
                .limit(MAX_SOURCES)
                .map(
                        s ->
                                new ReceiveParameters.Source(
                                        s,
                                        rtx.containsKey(s)
                                                ? OptionalLong.of(rtx.get(s))
                                                : OptionalLong.empty()))
                .toList();
    }

    Optional<String> cname() {
        return media.attributes().all(Ssrc.class).stream()
                .filter(s -> s.attribute().equals("cname"))
                .flatMap(s -> s.value().stream())
                .findFirst();
    }

    Optional<Simulcast> simulcast() {
        return media.attributes().first(Simulcast.class);
    }

    /** The SCTP port (RFC 8841, section 5.2); 5000 as a last resort. */
    int sctpPort() {
        return media.attributes()
                .first(SctpPort.class)
                .map(SctpPort::port)
                .or(() -> media.attributes().first(SctpMap.class).map(SctpMap::port))
                .orElse(5000);
    }

    /** The INIT chunk, where it is signalled and can be used. */
    Optional<Bytes> sctpInit() {
        return media.attributes()
                .first(SctpInit.class)
                .map(SctpInit::chunk)
                .filter(SctpAssociation::isAcceptableInit);
    }

    /** RFC 8841, section 6.1: 64K where it is not said. */
    long maxMessageSizeBytes() {
        return media.attributes()
                .first(MaxMessageSize.class)
                .map(MaxMessageSize::sizeBytes)
                .orElse(65_536L);
    }

    private <A extends SdpAttribute> Optional<A> inherited(Class<A> type) {
        return media.attributes().first(type).or(() -> session.first(type));
    }
}
