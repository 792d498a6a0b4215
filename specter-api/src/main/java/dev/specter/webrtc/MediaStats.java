package dev.specter.webrtc;

import dev.specter.rtp.RemoteInboundReport;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.interceptor.OutboundRtpStats;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.webrtc.negotiation.NegotiatedCodec;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Makes the statistics of a connection's media: sources, codecs, streams and what reports say of
 * them. Loop-confined.
 */
final class MediaStats {
    private static final double NANOS = 1e9;
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

    private final StatsIds ids;
    private final List<RtcStats> stats;
    private final Instant now;
    private final long nowNanos;

    /**
     * Makes them for a moment.
     *
     * @param ids of the connection
     * @param stats takes them
     * @param now the wall clock's time
     * @param nowNanos the loop's
     */
    MediaStats(StatsIds ids, List<RtcStats> stats, Instant now, long nowNanos) {
        this.ids = ids;
        this.stats = stats;
        this.now = now;
        this.nowNanos = nowNanos;
    }

    void addTransceiver(RtcRtpTransceiver transceiver) {
        RtcRtpSender sender = transceiver.sender();
        Optional<String> sourceId = sender.track().map(track -> ids.of("S" + sender.senderId()));
        sender.track()
                .ifPresent(
                        track ->
                                stats.add(
                                        new RtcStats.MediaSource(
                                                sourceId.orElseThrow(),
                                                track.id(),
                                                track.kind().toString())));
        for (EncodingStream encoding : sender.encodings()) {
            encoding.lastStream()
                    .ifPresent(stream -> addEncoding(transceiver, encoding, stream, sourceId));
        }
        RtcRtpReceiver receiver = transceiver.receiver();
        receiver.session()
                .ifPresent(
                        session ->
                                session.ssrcsOf(receiver)
                                        .forEach(ssrc -> addReceiver(transceiver, session, ssrc)));
    }

    private String transportId(RtcRtpTransceiver transceiver) {
        return ids.of("T" + transceiver.model().transportId().orElse(0));
    }

    private void addEncoding(
            RtcRtpTransceiver transceiver,
            EncodingStream encoding,
            RtpSendStream stream,
            Optional<String> sourceId) {
        StreamInfo info = stream.info();
        String transportId = transportId(transceiver);
        String codecId = ids.of("CO" + transportId + "_" + info.payloadType());
        String kind = transceiver.kind().toString();
        addCodec(codecId, transportId, codec(transceiver.sender(), info));
        String id = ids.of("OT" + info.ssrc());
        Optional<RemoteInboundReport> report = stream.remoteReport();
        OutboundRtpStats s = encoding.stats();
        stats.add(
                new RtcStats.OutboundRtp(
                        id,
                        info.ssrc(),
                        kind,
                        transportId,
                        codecId,
                        transceiver.mid(),
                        encoding.encoding().rid(),
                        transceiver.sender().encodings().indexOf(encoding),
                        encoding.encoding().parameters().active(),
                        sourceId,
                        report.map(r -> ids.of("RI" + info.ssrc())),
                        s.packetsSent(),
                        s.bytesSent(),
                        s.headerBytesSent(),
                        s.retransmittedPacketsSent(),
                        s.retransmittedBytesSent(),
                        s.nackCount(),
                        s.pliCount(),
                        s.firCount(),
                        stream.framesSent()));
        report.ifPresent(r -> addRemoteReport(r, id, codecId, info, transceiver));
    }

    /** The codec of a stream, also where it is not negotiated any more. */
    private static RtcRtpCodecParameters codec(RtcRtpSender sender, StreamInfo info) {
        return sender.model().sendParameters().codecs().stream()
                .filter(c -> c.payloadType() == info.payloadType())
                .findFirst()
                .map(NegotiatedCodec::parameters)
                .orElseGet(
                        () ->
                                new RtcRtpCodecParameters(
                                        info.payloadType(),
                                        info.mimeType(),
                                        info.clockRateHz(),
                                        0,
                                        ""));
    }

    private void addCodec(String id, String transportId, RtcRtpCodecParameters codec) {
        stats.add(
                new RtcStats.Codec(
                        id,
                        codec.payloadType(),
                        transportId,
                        codec.mimeType(),
                        codec.clockRateHz(),
                        codec.channels() == 0
                                ? OptionalInt.empty()
                                : OptionalInt.of(codec.channels()),
                        Optional.of(codec.sdpFmtpLine()).filter(f -> !f.isEmpty())));
    }

    private void addRemoteReport(
            RemoteInboundReport report,
            String localId,
            String codecId,
            StreamInfo info,
            RtcRtpTransceiver transceiver) {
        stats.add(
                new RtcStats.RemoteInboundRtp(
                        ids.of("RI" + info.ssrc()),
                        info.ssrc(),
                        transceiver.kind().toString(),
                        transportId(transceiver),
                        codecId,
                        localId,
                        report.packetsReceived(),
                        report.packetsLost(),
                        report.fractionLost(),
                        report.jitterNanos() / NANOS,
                        report.roundTripTimeNanos() < 0
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(report.roundTripTimeNanos() / NANOS),
                        report.totalRoundTripTimeNanos() / NANOS,
                        report.roundTripTimeMeasurements(),
                        unixMillisOf(report.receivedNanos())));
    }

    private void addReceiver(RtcRtpTransceiver transceiver, MediaSession session, long ssrc) {
        String transportId = transportId(transceiver);
        RtcRemoteTrack track = session.trackOf(ssrc).orElseThrow();
        Optional<String> codecId =
                track.codec().map(codec -> ids.of("CI" + transportId + "_" + codec.payloadType()));
        track.codec().ifPresent(codec -> addCodec(codecId.orElseThrow(), transportId, codec));
        String kind = transceiver.kind().toString();
        Optional<MediaSession.RemoteReport> report = session.remoteReport(ssrc);
        report.ifPresent(r -> addSenderReport(r, ids.of("IT" + ssrc), kind, transportId, codecId));
        session.chain()
                .inboundStats(ssrc)
                .ifPresent(
                        s ->
                                stats.add(
                                        new RtcStats.InboundRtp(
                                                ids.of("IT" + ssrc),
                                                ssrc,
                                                kind,
                                                transportId,
                                                codecId,
                                                transceiver.mid(),
                                                track.id(),
                                                report.map(r -> ids.of("RO" + ssrc)),
                                                session.framesOf(ssrc),
                                                s.packetsReceived(),
                                                s.bytesReceived(),
                                                s.headerBytesReceived(),
                                                s.packetsLost(),
                                                s.jitterNanos() / NANOS,
                                                receivedAt(s.lastPacketReceivedNanos()),
                                                s.nackCount(),
                                                s.pliCount(),
                                                s.firCount())));
    }

    private void addSenderReport(
            MediaSession.RemoteReport report,
            String localId,
            String kind,
            String transportId,
            Optional<String> codecId) {
        SenderReport last = report.last();
        stats.add(
                new RtcStats.RemoteOutboundRtp(
                        ids.of("RO" + last.ssrc()),
                        last.ssrc(),
                        kind,
                        transportId,
                        codecId,
                        localId,
                        last.packetCount(),
                        last.octetCount(),
                        unixMillis(last.ntpTimestamp()),
                        report.count(),
                        unixMillisOf(report.receivedNanos())));
    }

    /** RFC 3550, section 4: seconds since 1900, and their fraction in 32 bits. */
    private static double unixMillis(long ntpTimestamp) {
        double fraction = (ntpTimestamp & 0xFFFFFFFFL) / (double) (1L << 32);
        return ((ntpTimestamp >>> 32) - SECONDS_1900_TO_1970 + fraction) * 1000;
    }

    /** The wall clock's time at a moment of the loop's. */
    private double unixMillisOf(long loopNanos) {
        Instant then = now.minusNanos(nowNanos - loopNanos);
        return then.getEpochSecond() * 1e3 + then.getNano() / 1e6;
    }

    private OptionalLong receivedAt(long loopNanos) {
        return loopNanos < 0
                ? OptionalLong.empty()
                : OptionalLong.of(now.minusNanos(nowNanos - loopNanos).toEpochMilli());
    }
}
