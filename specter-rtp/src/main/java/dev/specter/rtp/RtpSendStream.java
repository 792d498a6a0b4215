package dev.specter.rtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.specter.common.Bytes;
import dev.specter.common.SerialNumbers;
import dev.specter.rtp.codec.Packetizer;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.interceptor.InterceptorChain;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.FullIntraRequest;
import dev.specter.rtp.rtcp.Goodbye;
import dev.specter.rtp.rtcp.PictureLossIndication;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.rtcp.SenderReport;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One outgoing RTP stream: what an RTP sender drives. Frames are packetized, numbered, stamped and
 * given to the chain; feedback about the stream becomes events. Loop-confined.
 */
public final class RtpSendStream {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final long MAX_PAUSE_NANOS = NANOS_PER_SECOND;

    /** What a forwarded packet keeps: the others belong to a transport or an m-section. */
    private static final List<String> MEDIA_EXTENSIONS =
            List.of(
                    HeaderExtensionUri.AUDIO_LEVEL,
                    HeaderExtensionUri.VIDEO_ORIENTATION,
                    HeaderExtensionUri.PLAYOUT_DELAY);

    private final InterceptorChain chain;
    private StreamInfo info;
    private Packetizer packetizer;
    private HeaderExtensions extensions;

    private final int firstSequenceNumber;
    private int nextSequenceNumber;
    private long timestampOffset;

    /** Media time of the next frame: whole seconds in ticks, the rest in nanoseconds. */
    private long wholeTicks;

    private long restNanos;
    private long frameDueNanos;

    /** The source of the packets forwarded last, and how its numbers are shifted. */
    private long forwardedSsrc = -1;

    private int forwardedSequenceShift;
    private long forwardedTimestampShift;

    private long lastTimestamp;
    private long lastTimestampNanos;
    private boolean sentAny;
    private long framesSent;

    private boolean keyFrameRequested;
    private boolean requestedByFir;
    private int lastFirSequenceNumber = -1;
    private boolean reported;
    private RemoteInboundReport report;
    private boolean closed;
    private boolean reopened;

    /**
     * Binds the stream to its chain. The initial sequence number and timestamp are random (RFC
     * 3550, section 5.1).
     *
     * @param info the stream
     * @param packetizer cuts its frames
     * @param chain takes its packets
     * @param random for the initial values
     * @param nowNanos the loop's time
     */
    public RtpSendStream(
            StreamInfo info,
            Packetizer packetizer,
            InterceptorChain chain,
            RandomGenerator random,
            long nowNanos) {
        this.chain = chain;
        // Below 2^15, so that SRTP's roll-over counter is unmistakable (RFC 3711, section 3.3.1).
        this.firstSequenceNumber = random.nextInt(1, 0x8000);
        this.nextSequenceNumber = firstSequenceNumber;
        this.timestampOffset = random.nextLong(1L << 32);
        bind(info, packetizer, nowNanos);
    }

    private void bind(StreamInfo newInfo, Packetizer newPacketizer, long nowNanos) {
        info = newInfo;
        packetizer = Objects.requireNonNull(newPacketizer);
        extensions = HeaderExtensions.EMPTY;
        newInfo.mid().ifPresent(mid -> addExtension(HeaderExtensionUri.MID, mid));
        newInfo.rid().ifPresent(rid -> addExtension(HeaderExtensionUri.RID, rid));
        chain.bindLocalStream(newInfo, nowNanos);
    }

    private void addExtension(String uri, String text) {
        int id = info.extensions().idOrZero(uri);
        if (id != 0) {
            extensions = extensions.with(id, Bytes.wrapOwned(text.getBytes(UTF_8)));
        }
    }

    /** The stream. */
    public StreamInfo info() {
        return info;
    }

    /**
     * Goes on with another codec or other extensions under the same SSRC.
     *
     * @param newInfo with the same SSRC
     * @param newPacketizer cuts the frames from now on
     * @param nowNanos the loop's time
     */
    public void rebind(StreamInfo newInfo, Packetizer newPacketizer, long nowNanos) {
        if (newInfo.ssrc() != info.ssrc()) {
            throw new IllegalArgumentException("another SSRC");
        }
        bind(newInfo, newPacketizer, nowNanos);
    }

    /**
     * Goes on after {@link #close}. Sequence numbers and timestamps go on as well: under one SSRC
     * and key, SRTP must not see a number twice (RFC 3711, section 9.1), and a receiver takes lower
     * ones for replays.
     *
     * @param newInfo with the same SSRC
     * @param newPacketizer cuts the frames from now on
     * @param nowNanos the loop's time
     */
    public void reopen(StreamInfo newInfo, Packetizer newPacketizer, long nowNanos) {
        if (!closed) {
            throw new IllegalStateException("the stream is not closed");
        }
        rebind(newInfo, newPacketizer, nowNanos);
        closed = false;
        reopened = true;
    }

    /**
     * Sends a frame with the timestamp that the durations of the frames before lead to. After a
     * pause of more than a second beyond them the timestamp catches up with the time.
     *
     * @param frame an encoded frame; only read during the call
     * @param duration until the next frame, 0 or more
     * @param nowNanos the loop's time
     * @return packets sent
     */
    public int sendFrame(ByteBuffer frame, Duration duration, long nowNanos) {
        long rate = info.clockRateHz();
        long mediaTicks = wholeTicks + (restNanos * rate + NANOS_PER_SECOND / 2) / NANOS_PER_SECOND;
        if (sentAny && nowNanos - frameDueNanos > MAX_PAUSE_NANOS) {
            timestampOffset = timestampNow(nowNanos) - mediaTicks;
        }
        int packets = sendFrameAt(frame, mediaTicks, nowNanos);
        frameDueNanos = nowNanos + duration.toNanos();
        moveOn(duration);
        return packets;
    }

    /**
     * Sends a frame with a timestamp of the caller's choice; the random offset is added.
     *
     * @param frame an encoded frame; only read during the call
     * @param mediaTimestamp in ticks of the stream's clock, from any start
     * @param nowNanos the loop's time
     * @return packets sent
     */
    public int sendFrameAt(ByteBuffer frame, long mediaTimestamp, long nowNanos) {
        List<ByteBuffer> payloads = packetizer.packetize(frame);
        if (closed || payloads.isEmpty()) {
            return 0;
        }
        if (forwardedSsrc >= 0) {
            forwardedSsrc = -1;
            timestampOffset = timestampNow(nowNanos) - mediaTimestamp;
        }
        long timestamp = SerialNumbers.plus32(timestampOffset, mediaTimestamp);
        int last = payloads.size() - 1;
        for (int i = 0; i <= last; i++) {
            RtpPacket packet =
                    RtpPacket.builder()
                            .ssrc(info.ssrc())
                            .payloadType(info.payloadType())
                            .sequenceNumber(nextSequenceNumber)
                            .timestamp(timestamp)
                            .marker(i == last && info.isVideo())
                            .extensions(extensions)
                            .payload(payloads.get(i))
                            .build();
            transmit(packet, nowNanos);
        }
        framesSent++;
        return payloads.size();
    }

    /**
     * Forwards a packet made elsewhere, without header extensions of its own: as {@link
     * #sendRtp(RtpPacket, HeaderExtensionMap, long)} does for a source that negotiated none.
     *
     * @param packet of one source stream at a time
     * @param nowNanos the loop's time
     */
    public void sendRtp(RtpPacket packet, long nowNanos) {
        sendRtp(packet, HeaderExtensionMap.EMPTY, nowNanos);
    }

    /**
     * Forwards a packet made elsewhere: it gets this stream's SSRC, payload type, MID and RID; its
     * sequence number and timestamp are shifted so that they go on where this stream is, also when
     * the packets' source changes. Of its own header extensions those that describe the media
     * (audio level, video orientation, playout delay) are carried over under this stream's ids.
     *
     * @param packet of one source stream at a time
     * @param source what the packet's extension ids mean
     * @param nowNanos the loop's time
     */
    public void sendRtp(RtpPacket packet, HeaderExtensionMap source, long nowNanos) {
        if (closed) {
            return;
        }
        if (packet.ssrc() != forwardedSsrc || reopened) {
            reopened = false; // what the source sent meanwhile is no loss
            forwardedSsrc = packet.ssrc();
            forwardedSequenceShift = nextSequenceNumber - packet.sequenceNumber();
            forwardedTimestampShift = timestampNow(nowNanos) - packet.timestamp();
        }
        RtpPacket shifted =
                packet.withHeader(
                                info.ssrc(),
                                info.payloadType(),
                                packet.sequenceNumber() + forwardedSequenceShift,
                                packet.timestamp() + forwardedTimestampShift)
                        .withExtensions(translate(packet.extensions(), source));
        transmit(shifted, nowNanos);
    }

    private HeaderExtensions translate(HeaderExtensions foreign, HeaderExtensionMap source) {
        HeaderExtensions ours = extensions;
        if (foreign.isEmpty() || source.equals(HeaderExtensionMap.EMPTY)) {
            return ours;
        }
        for (String uri : MEDIA_EXTENSIONS) {
            int from = source.idOrZero(uri);
            int to = info.extensions().idOrZero(uri);
            if (from != 0 && to != 0 && foreign.contains(from)) {
                ours = ours.with(to, foreign.get(from).orElse(Bytes.EMPTY));
            }
        }
        return ours;
    }

    /**
     * Passes over a frame: the next one gets the timestamp as if this one had been sent.
     *
     * @param duration of the frame, 0 or more
     * @param nowNanos the loop's time
     */
    public void skipFrame(Duration duration, long nowNanos) {
        frameDueNanos = nowNanos + duration.toNanos();
        moveOn(duration);
    }

    private void moveOn(Duration duration) {
        // Whole seconds become ticks for good, so that rounding never adds up.
        restNanos += duration.toNanos();
        wholeTicks += restNanos / NANOS_PER_SECOND * info.clockRateHz();
        restNanos %= NANOS_PER_SECOND;
    }

    /**
     * Sends a packet of the stream in another of its payload types, as telephone events are (RFC
     * 4733): it takes the stream's next sequence number.
     *
     * @param payloadType 0 to 127, of the same clock rate
     * @param timestamp what {@link #timestampNow} gave when the event began, moved on
     * @param marker whether it is the first packet of an event
     * @param payload of the packet
     * @param nowNanos the loop's time
     */
    public void sendBeside(
            int payloadType, long timestamp, boolean marker, ByteBuffer payload, long nowNanos) {
        if (closed) {
            return;
        }
        reopened = true; // what is forwarded next goes on behind this packet
        transmit(
                RtpPacket.builder()
                        .ssrc(info.ssrc())
                        .payloadType(payloadType)
                        .sequenceNumber(nextSequenceNumber)
                        .timestamp(timestamp & 0xFFFFFFFFL)
                        .marker(marker)
                        .extensions(extensions)
                        .payload(payload)
                        .build(),
                nowNanos);
    }

    /** The timestamp at which something else joins: that of the last packet, moved on. */
    public long timestampNow(long nowNanos) {
        if (!sentAny) {
            return timestampOffset;
        }
        long elapsed = nowNanos - lastTimestampNanos;
        long rate = info.clockRateHz();
        long ticks =
                elapsed / NANOS_PER_SECOND * rate
                        + elapsed % NANOS_PER_SECOND * rate / NANOS_PER_SECOND;
        return lastTimestamp + Math.max(1, ticks);
    }

    private void transmit(RtpPacket packet, long nowNanos) {
        int sequenceNumber = packet.sequenceNumber();
        if (!sentAny || SerialNumbers.distance16(sequenceNumber, nextSequenceNumber) >= 0) {
            nextSequenceNumber = SerialNumbers.plus16(sequenceNumber, 1);
            if (!sentAny || packet.timestamp() != lastTimestamp) {
                lastTimestamp = packet.timestamp();
                lastTimestampNanos = nowNanos;
            }
        }
        sentAny = true;
        chain.sendRtp(info, packet, nowNanos);
    }

    /** Takes RTCP that the chain delivered; what concerns other streams is ignored. */
    public void handleRtcp(RtcpCompound compound, long nowNanos) {
        for (RtcpPacket packet : compound.packets()) {
            if (packet instanceof PictureLossIndication pli) {
                if (pli.mediaSsrc() == info.ssrc()) {
                    requestKeyFrame(false);
                }
            } else if (packet instanceof FullIntraRequest fir) {
                fir.entries().forEach(this::handleFullIntraRequest);
            } else if (packet instanceof ReceiverReport receiver) {
                handleReports(receiver.reports(), nowNanos);
            } else if (packet instanceof SenderReport sender) {
                handleReports(sender.reports(), nowNanos);
            }
        }
    }

    private void handleFullIntraRequest(FullIntraRequest.Entry entry) {
        // RFC 5104, section 4.3.1.2: the same number is a repetition of the same request.
        if (entry.ssrc() == info.ssrc() && entry.sequenceNumber() != lastFirSequenceNumber) {
            lastFirSequenceNumber = entry.sequenceNumber();
            requestKeyFrame(true);
        }
    }

    private void requestKeyFrame(boolean byFir) {
        keyFrameRequested = true;
        requestedByFir = byFir;
    }

    private void handleReports(List<ReportBlock> blocks, long nowNanos) {
        for (ReportBlock block : blocks) {
            if (block.ssrc() == info.ssrc()) {
                report = remoteReport(block, nowNanos);
                reported = true;
            }
        }
    }

    private RemoteInboundReport remoteReport(ReportBlock block, long nowNanos) {
        long roundTripNanos = chain.ntpClock().roundTripNanos(block, nowNanos);
        boolean measured = roundTripNanos >= 0;
        long total = report == null ? 0 : report.totalRoundTripTimeNanos();
        long count = report == null ? 0 : report.roundTripTimeMeasurements();
        long expected = block.highestSequence() - firstSequenceNumber + 1;
        return new RemoteInboundReport(
                Math.max(0, expected - block.cumulativeLost()),
                block.cumulativeLost(),
                block.fractionLost() / 256.0,
                block.jitter() * NANOS_PER_SECOND / info.clockRateHz(),
                roundTripNanos,
                total + (measured ? roundTripNanos : 0),
                count + (measured ? 1 : 0),
                nowNanos);
    }

    /** The next event, or null when there is none. Requests that were not polled are one. */
    public SendStreamEvent pollEvent() {
        if (keyFrameRequested) {
            keyFrameRequested = false;
            return new SendStreamEvent.KeyFrameRequested(requestedByFir);
        }
        if (reported) {
            reported = false;
            return new SendStreamEvent.RemoteReported(report);
        }
        return null;
    }

    /** What the receiver reported last. */
    public Optional<RemoteInboundReport> remoteReport() {
        return Optional.ofNullable(report);
    }

    /** Frames given to {@code sendFrame…} and sent. */
    public long framesSent() {
        return framesSent;
    }

    /** Unbinds the stream and says goodbye (RFC 3550, section 6.6). */
    public void close(long nowNanos) {
        if (closed) {
            return;
        }
        closed = true;
        if (sentAny) {
            chain.sendRtcp(RtcpCompound.of(new Goodbye(List.of(info.ssrc()), "")), nowNanos);
        }
        chain.unbindLocalStream(info.ssrc(), nowNanos);
    }
}
