package dev.specter.webrtc.negotiation;

import dev.specter.common.Bytes;
import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceParameters;
import dev.specter.sdp.ConnectionAddress;
import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.attribute.BundleOnly;
import dev.specter.sdp.attribute.DirectionAttribute;
import dev.specter.sdp.attribute.EndOfCandidates;
import dev.specter.sdp.attribute.ExtMap;
import dev.specter.sdp.attribute.FingerprintAttribute;
import dev.specter.sdp.attribute.Fmtp;
import dev.specter.sdp.attribute.IceOptions;
import dev.specter.sdp.attribute.IcePwd;
import dev.specter.sdp.attribute.IceUfrag;
import dev.specter.sdp.attribute.MaxMessageSize;
import dev.specter.sdp.attribute.Mid;
import dev.specter.sdp.attribute.Msid;
import dev.specter.sdp.attribute.Rtcp;
import dev.specter.sdp.attribute.RtcpFeedback;
import dev.specter.sdp.attribute.RtcpMux;
import dev.specter.sdp.attribute.RtcpRsize;
import dev.specter.sdp.attribute.RtpMap;
import dev.specter.sdp.attribute.SctpInit;
import dev.specter.sdp.attribute.SctpMap;
import dev.specter.sdp.attribute.SctpPort;
import dev.specter.sdp.attribute.Setup;
import dev.specter.sdp.attribute.Ssrc;
import dev.specter.sdp.attribute.SsrcGroup;
import dev.specter.sdp.attribute.TlsId;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtcpFeedback;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes m-sections (RFC 9429, sections 5.2.1 and 5.3.1). */
final class SectionWriter {
    /** What offers write; answers repeat the offer's. */
    static final String RTP_PROTOCOL = "UDP/TLS/RTP/SAVPF";

    /** What offers write; answers repeat the offer's. */
    static final String DATA_PROTOCOL = "UDP/DTLS/SCTP";

    /** RFC 9429, section 5.2.1: trickle (RFC 8840) and no aggressive nomination (RFC 8445). */
    static final List<String> ICE_OPTIONS = List.of("trickle", "ice2");

    private static final String DATA_FORMAT = "webrtc-datachannel";

    private final LocalEnd local;

    SectionWriter(LocalEnd local) {
        this.local = local;
    }

    /**
     * How an accepted m-section is carried.
     *
     * @param transportId the transport
     * @param parameters our ICE credentials
     * @param iceOptions what we say of our ICE agent
     * @param setup our DTLS role
     * @param tlsId how we call the DTLS association, where the peer may be told
     * @param bundleOnly whether the section exists only in its BUNDLE group
     * @param tagged whether the section stands for its transport, and has the candidates
     */
    record Carriage(
            int transportId,
            IceParameters parameters,
            List<String> iceOptions,
            Setup.Role setup,
            Optional<String> tlsId,
            boolean bundleOnly,
            boolean tagged) {}

    /**
     * What an audio or video section says.
     *
     * @param mid the tag; empty where an answer must not have one
     * @param protocol of the m= line
     * @param direction which way media goes
     * @param codecs in order
     * @param extMaps header extensions
     * @param reducedSizeRtcp whether reduced-size RTCP is announced
     * @param simulcast the simulcast streams, if any
     */
    record Rtp(
            Optional<String> mid,
            String protocol,
            RtcRtpTransceiverDirection direction,
            List<SdpCodec> codecs,
            List<ExtMap> extMaps,
            boolean reducedSizeRtcp,
            SimulcastStreams simulcast) {}

    MediaDescription rtp(Transceiver transceiver, Rtp rtp, Carriage carriage) {
        var media = MediaDescription.builder(transceiver.kind().toString(), rtp.protocol());
        for (SdpCodec codec : rtp.codecs()) {
            media.format(Integer.toString(codec.payloadType()));
            codec.rtxPayloadType().ifPresent(pt -> media.format(Integer.toString(pt)));
        }
        Optional<IceCandidate> address = address(media, carriage);
        media.attribute(rtcp(address));
        carriage(media, carriage);
        rtp.mid().ifPresent(m -> media.attribute(new Mid(m)));
        rtp.extMaps().forEach(media::attribute);
        media.attribute(new DirectionAttribute(Directions.toSdp(rtp.direction())));
        if (rtp.direction().sends()) {
            msids(transceiver).forEach(media::attribute);
        }
        media.attribute(new RtcpMux());
        if (rtp.reducedSizeRtcp()) {
            media.attribute(new RtcpRsize());
        }
        rtp.codecs().forEach(c -> codec(media, c));
        if (rtp.direction().sends()) {
            sources(media, transceiver, rtp.codecs());
        }
        rtp.simulcast().lines().forEach(media::attribute);
        return media.build();
    }

    /**
     * Writes the data section.
     *
     * @param mid the tag; empty where an answer must not have one
     * @param protocol of the m= line; the form before RFC 8841 is repeated too
     * @param sctpInit our INIT chunk, where it is to be signalled
     */
    MediaDescription data(
            Optional<String> mid, String protocol, Optional<Bytes> sctpInit, Carriage carriage) {
        boolean old = protocol.equals("DTLS/SCTP");
        int port = local.options.sctpPort();
        var media = MediaDescription.builder("application", protocol);
        media.format(old ? Integer.toString(port) : DATA_FORMAT);
        address(media, carriage);
        carriage(media, carriage);
        mid.ifPresent(m -> media.attribute(new Mid(m)));
        media.attribute(
                old ? new SctpMap(port, DATA_FORMAT, OptionalInt.of(65535)) : new SctpPort(port));
        media.attribute(new MaxMessageSize(local.options.maxMessageSizeBytes()));
        sctpInit.ifPresent(chunk -> media.attribute(new SctpInit(chunk)));
        return media.build();
    }

    /**
     * Writes a rejected section (RFC 9429, section 5.3.1: port 0, everything else of the other
     * description's m= line).
     *
     * @param template the section to reject
     * @param mid the tag, if it is written
     */
    MediaDescription rejected(MediaDescription template, Optional<String> mid) {
        var media =
                MediaDescription.builder(template.type(), template.protocol())
                        .port(0)
                        .formats(template.formats())
                        .connection(ConnectionAddress.UNSPECIFIED);
        mid.ifPresent(m -> media.attribute(new Mid(m)));
        media.attribute(new DirectionAttribute(DirectionAttribute.Direction.INACTIVE));
        List<String> formats = template.formats();
        template.attributes().all(RtpMap.class).stream()
                .filter(m -> formats.contains(Integer.toString(m.payloadType())))
                .forEach(media::attribute);
        return media.build();
    }

    /** The m= port and c= line: those of the default candidate, if there is one. */
    private Optional<IceCandidate> address(MediaDescription.Builder media, Carriage carriage) {
        if (carriage.bundleOnly()) {
            media.port(0).connection(ConnectionAddress.UNSPECIFIED);
            return Optional.empty();
        }
        Optional<IceCandidate> candidate =
                carriage.tagged()
                        ? local.candidates.defaultCandidate(
                                carriage.transportId(), carriage.parameters().ufrag())
                        : Optional.empty();
        media.port(candidate.map(IceCandidate::port).orElse(9));
        media.connection(
                candidate.map(SectionWriter::connection).orElse(ConnectionAddress.UNSPECIFIED));
        return candidate;
    }

    private static ConnectionAddress connection(IceCandidate candidate) {
        boolean six = candidate.address().indexOf(':') >= 0;
        return new ConnectionAddress("IN", six ? "IP6" : "IP4", candidate.address());
    }

    private static Rtcp rtcp(Optional<IceCandidate> candidate) {
        ConnectionAddress address =
                candidate.map(SectionWriter::connection).orElse(ConnectionAddress.UNSPECIFIED);
        return new Rtcp(
                candidate.map(IceCandidate::port).orElse(9),
                Optional.of(
                        address.netType() + ' ' + address.addrType() + ' ' + address.address()));
    }

    private void carriage(MediaDescription.Builder media, Carriage carriage) {
        if (carriage.tagged()) {
            int id = carriage.transportId();
            String ufrag = carriage.parameters().ufrag();
            for (IceCandidate candidate : local.candidates.of(id, ufrag)) {
                media.attribute(IceCandidates.toSdp(candidate, Optional.empty()));
            }
            if (local.candidates.isComplete(id, ufrag)) {
                media.attribute(new EndOfCandidates());
            }
        }
        media.attribute(new IceUfrag(carriage.parameters().ufrag()));
        media.attribute(new IcePwd(carriage.parameters().pwd()));
        if (!carriage.iceOptions().isEmpty()) {
            media.attribute(new IceOptions(carriage.iceOptions()));
        }
        for (Fingerprint fingerprint : local.fingerprints) {
            media.attribute(new FingerprintAttribute(fingerprint.algorithm(), fingerprint.value()));
        }
        media.attribute(new Setup(carriage.setup()));
        carriage.tlsId().ifPresent(id -> media.attribute(new TlsId(id)));
        if (carriage.bundleOnly()) {
            media.attribute(new BundleOnly());
        }
    }

    /** RFC 8830, section 2: a line per stream, {@code -} without one. */
    static List<Msid> msids(Transceiver transceiver) {
        SenderSettings sender = transceiver.sender();
        Optional<String> trackId = Optional.of(transceiver.announcedTrackId());
        return sender.streamIds().isEmpty()
                ? List.of(new Msid(Msid.NO_STREAM, trackId))
                : sender.streamIds().stream().map(s -> new Msid(s, trackId)).toList();
    }

    private static void codec(MediaDescription.Builder media, SdpCodec codec) {
        RtcRtpCodecCapability capability = codec.capability();
        int payloadType = codec.payloadType();
        OptionalInt channels =
                capability.channels() > 1
                        ? OptionalInt.of(capability.channels())
                        : OptionalInt.empty();
        media.attribute(
                new RtpMap(
                        payloadType,
                        capability.encodingName(),
                        capability.clockRateHz(),
                        channels));
        for (RtcRtcpFeedback feedback : codec.feedback()) {
            media.attribute(
                    new RtcpFeedback(
                            OptionalInt.of(payloadType), feedback.type(), feedback.parameter()));
        }
        if (!capability.sdpFmtpLine().isEmpty()) {
            media.attribute(new Fmtp(Integer.toString(payloadType), capability.sdpFmtpLine()));
        }
        codec.rtxPayloadType()
                .ifPresent(
                        rtx -> {
                            media.attribute(
                                    new RtpMap(
                                            rtx,
                                            "rtx",
                                            capability.clockRateHz(),
                                            OptionalInt.empty()));
                            media.attribute(new Fmtp(Integer.toString(rtx), "apt=" + payloadType));
                        });
    }

    private void sources(
            MediaDescription.Builder media, Transceiver transceiver, List<SdpCodec> codecs) {
        if (transceiver.sendEncodings().size() > 1) {
            return; // packets name their stream by rid (RFC 8852)
        }
        SendEncoding encoding = transceiver.sendEncodings().get(0);
        boolean rtx =
                transceiver.kind() == RtcMediaKind.VIDEO
                        && codecs.stream().anyMatch(c -> c.rtxPayloadType().isPresent());
        List<Long> ssrcs =
                rtx ? List.of(encoding.ssrc(), encoding.rtxSsrc()) : List.of(encoding.ssrc());
        if (rtx) {
            media.attribute(new SsrcGroup(SsrcGroup.FID, ssrcs));
        }
        Msid msid = msids(transceiver).get(0);
        for (long ssrc : ssrcs) {
            media.attribute(new Ssrc(ssrc, "cname", Optional.of(local.cname)));
            media.attribute(new Ssrc(ssrc, "msid", msid.attributeValue()));
        }
    }
}
