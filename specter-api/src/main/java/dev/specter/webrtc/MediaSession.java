package dev.specter.webrtc;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.codec.Packetizer;
import dev.specter.rtp.ext.ExtensionType;
import dev.specter.rtp.ext.HeaderExtension;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.Mid;
import dev.specter.rtp.ext.RepairedRid;
import dev.specter.rtp.ext.Rid;
import dev.specter.rtp.interceptor.ChainOptions;
import dev.specter.rtp.interceptor.InterceptorChain;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.Goodbye;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.srtp.SrtpTransport;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.ReceiveParameters;
import dev.specter.webrtc.negotiation.Transceiver;
import dev.specter.webrtc.transport.TransportStack;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * RTP and RTCP over one transport: the interceptor chain, and which receiver an incoming stream
 * belongs to (RFC 9143, section 9.2). Loop-confined.
 */
final class MediaSession implements InterceptorChain.Ends {
    private static final int MAX_REMOTE_STREAMS = 1024;

    /** A stream of the peer; not bound to the chain while its codecs are about to be others. */
    private record RemoteStream(
            RtcRtpReceiver receiver,
            ReceiveLayer layer,
            List<NegotiatedCodec> codecs,
            OptionalLong rtxSsrc) {}

    /**
     * What the peer reported of a stream that it sends.
     *
     * @param last the last report
     * @param count of the reports
     * @param receivedNanos loop time at which the last came
     */
    record RemoteReport(SenderReport last, long count, long receivedNanos) {}

    private final ConnectionLoop loop;
    private final TransportStack stack;
    private final InterceptorRegistry registry;

    private final Set<RtcRtpSender> senders = new LinkedHashSet<>();
    private final Map<Long, RemoteStream> remoteStreams = new HashMap<>();
    private final Map<Long, RemoteReport> remoteReports = new HashMap<>();
    private ChainOptions options;
    private InterceptorChain chain;
    private List<RtcRtpReceiver> receivers = List.of();
    private HeaderExtensionMap extensions = HeaderExtensionMap.EMPTY;
    private long malformed;
    private long unroutable;

    MediaSession(
            ConnectionLoop loop,
            TransportStack stack,
            InterceptorRegistry registry,
            ChainOptions options) {
        this.loop = loop;
        this.stack = stack;
        this.options = options;
        this.registry = registry;
    }

    /** The chain, made when it is needed first: what was negotiated is known then. */
    InterceptorChain chain() {
        if (chain == null) {
            chain = registry.newChain(options, this, loop.nowNanos());
        }
        return chain;
    }

    long nowNanos() {
        return loop.nowNanos();
    }

    /** Packets dropped because they were malformed. */
    long malformedPackets() {
        return malformed;
    }

    /** Packets dropped because they belong to no receiver. */
    long unroutablePackets() {
        return unroutable;
    }

    /** Makes a stream of a sender. */
    RtpSendStream open(StreamInfo info, Packetizer packetizer) {
        return new RtpSendStream(info, packetizer, chain(), options.random(), loop.nowNanos());
    }

    /** A sender has streams here: it is told of RTCP. */
    void attach(RtcRtpSender sender) {
        senders.add(sender);
    }

    /** A sender has no streams here any more. */
    void detach(RtcRtpSender sender) {
        senders.remove(sender);
    }

    /** Whether the peer understands reduced-size RTCP (RFC 5506); to be told before it is used. */
    void reducedSizeRtcp(boolean isNegotiated) {
        if (chain == null) {
            options =
                    new ChainOptions(
                            options.cname(),
                            options.rtcpSsrc(),
                            isNegotiated,
                            options.random(),
                            options.clock());
        }
    }

    /** Sets who receives over this transport from now on. */
    void receivers(List<RtcRtpReceiver> newReceivers) {
        receivers = List.copyOf(newReceivers);
        Map<Integer, RtcRtpHeaderExtensionParameters> byId = new HashMap<>();
        for (RtcRtpReceiver receiver : receivers) {
            // RFC 9143, section 9.2: ids mean the same in all m-sections of a BUNDLE group.
            for (var e : receiver.model().receiveParameters().headerExtensions()) {
                byId.put(e.id(), e);
            }
        }
        extensions = StreamInfos.extensions(List.copyOf(byId.values()));
        // What was bound may mean something else now: streams are bound anew by their next packet.
        for (long ssrc : List.copyOf(remoteStreams.keySet())) {
            RemoteStream stream = remoteStreams.get(ssrc);
            boolean isThere =
                    receivers.contains(stream.receiver()) && stream.receiver().has(stream.layer());
            if (!isThere) {
                remoteStreams.remove(ssrc);
                remoteReports.remove(ssrc);
                chain().unbindRemoteStream(ssrc, loop.nowNanos());
            } else if (!codecs(stream.receiver()).containsAll(stream.codecs())) {
                chain().unbindRemoteStream(ssrc, loop.nowNanos());
            }
        }
    }

    /** The SSRCs bound to a receiver. */
    List<Long> ssrcsOf(RtcRtpReceiver receiver) {
        return ssrcs(s -> s.receiver() == receiver);
    }

    /** What the peer reported of a stream that it sends. */
    Optional<RemoteReport> remoteReport(long ssrc) {
        return Optional.ofNullable(remoteReports.get(ssrc));
    }

    /** The track that a stream of the peer belongs to. */
    Optional<RtcRemoteTrack> trackOf(long ssrc) {
        return Optional.ofNullable(remoteStreams.get(ssrc)).map(s -> s.layer().track());
    }

    /** Frames put together of a stream, where somebody wants them. */
    OptionalLong framesOf(long ssrc) {
        RemoteStream stream = remoteStreams.get(ssrc);
        return stream == null ? OptionalLong.empty() : stream.layer().frames();
    }

    private List<Long> ssrcs(Predicate<RemoteStream> which) {
        return remoteStreams.entrySet().stream()
                .filter(e -> which.test(e.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void requestKeyFrame(ReceiveLayer layer) {
        ssrcs(s -> s.layer() == layer)
                .forEach(ssrc -> chain().requestKeyFrame(ssrc, loop.nowNanos()));
    }

    void handleRtp(ByteBuffer datagram, long nowNanos) {
        RtpPacket packet;
        try {
            packet = RtpPacket.parse(datagram);
        } catch (MalformedPacketException e) {
            malformed++;
            return;
        }
        if (chain().handleRtp(packet, nowNanos)) {
            return;
        }
        if (!bind(packet, nowNanos) || !chain().handleRtp(packet, nowNanos)) {
            unroutable++;
        }
    }

    /** Finds out which stream an SSRC is and binds it. */
    private boolean bind(RtpPacket packet, long nowNanos) {
        RemoteStream known = remoteStreams.get(packet.ssrc());
        if (known == null && remoteStreams.size() >= MAX_REMOTE_STREAMS) {
            return false;
        }
        Optional<RtcRtpReceiver> receiver =
                known == null ? route(packet) : Optional.of(known.receiver());
        if (receiver.isEmpty()) {
            return false;
        }
        Optional<NegotiatedCodec> codec = codec(receiver.get(), packet.payloadType());
        if (codec.isEmpty()) {
            return bindRetransmissions(packet, receiver.get(), nowNanos);
        }
        Optional<ReceiveLayer> layer =
                known == null
                        ? receiver.get().layer(text(packet, Rid.TYPE, Rid::value))
                        : Optional.of(known.layer());
        if (layer.isEmpty()) {
            return false; // simulcast, and no rid to say which layer
        }
        var stream =
                new RemoteStream(
                        receiver.get(),
                        layer.get(),
                        codecs(receiver.get()),
                        known == null
                                ? announcedRtx(receiver.get(), packet.ssrc())
                                : known.rtxSsrc());
        bind(packet.ssrc(), stream, codec.get(), nowNanos);
        return true;
    }

    private void bind(long ssrc, RemoteStream stream, NegotiatedCodec codec, long nowNanos) {
        remoteStreams.put(ssrc, stream);
        Transceiver model = stream.receiver().model();
        chain().bindRemoteStream(
                        StreamInfos.of(
                                ssrc,
                                stream.rtxSsrc(),
                                codec,
                                stream.codecs(),
                                StreamInfos.extensions(
                                        model.receiveParameters().headerExtensions()),
                                model.mid().orElse(""),
                                stream.layer().rid()),
                        nowNanos);
    }

    private static OptionalLong announcedRtx(RtcRtpReceiver receiver, long ssrc) {
        return receiver.model().receiveParameters().sources().stream()
                .filter(s -> s.ssrc() == ssrc)
                .findFirst()
                .map(ReceiveParameters.Source::rtxSsrc)
                .orElse(OptionalLong.empty());
    }

    /**
     * A retransmission whose SSRC nobody announced: of the layer that it names (RFC 8852, section
     * 3.2), or of the receiver's only stream without one.
     */
    private boolean bindRetransmissions(RtpPacket packet, RtcRtpReceiver receiver, long nowNanos) {
        Optional<NegotiatedCodec> repaired =
                codecs(receiver).stream()
                        .filter(
                                c ->
                                        c.rtxPayloadType()
                                                .equals(OptionalInt.of(packet.payloadType())))
                        .findFirst();
        String rid = text(packet, RepairedRid.TYPE, RepairedRid::value);
        List<Long> media =
                ssrcs(
                        s ->
                                s.receiver() == receiver
                                        && (rid.isEmpty()
                                                ? s.rtxSsrc().isEmpty()
                                                : s.layer().rid().equals(rid)));
        if (repaired.isEmpty() || media.size() != 1) {
            return false;
        }
        RemoteStream stream = remoteStreams.get(media.get(0));
        bind(
                media.get(0),
                new RemoteStream(
                        receiver, stream.layer(), codecs(receiver), OptionalLong.of(packet.ssrc())),
                repaired.get(),
                nowNanos);
        return true;
    }

    /** RFC 9143, section 9.2: by MID, else by announced SSRC, else by a payload type of its own. */
    private Optional<RtcRtpReceiver> route(RtpPacket packet) {
        String mid = text(packet, Mid.TYPE, Mid::value);
        if (!mid.isEmpty()) {
            return receivers.stream()
                    .filter(r -> r.model().mid().map(mid::equals).orElse(false))
                    .findFirst();
        }
        for (RtcRtpReceiver receiver : receivers) {
            for (ReceiveParameters.Source source : receiver.model().receiveParameters().sources()) {
                if (source.ssrc() == packet.ssrc()) {
                    return Optional.of(receiver);
                }
            }
        }
        List<RtcRtpReceiver> candidates =
                receivers.stream().filter(r -> isOf(r, packet.payloadType())).toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private <E extends HeaderExtension> String text(
            RtpPacket packet, ExtensionType<E> type, Function<E, String> value) {
        return extensions.read(packet, type).map(value).orElse("");
    }

    private static List<NegotiatedCodec> codecs(RtcRtpReceiver receiver) {
        return receiver.model().receiveParameters().codecs();
    }

    private static Optional<NegotiatedCodec> codec(RtcRtpReceiver receiver, int payloadType) {
        return codecs(receiver).stream().filter(c -> c.payloadType() == payloadType).findFirst();
    }

    private static boolean isOf(RtcRtpReceiver receiver, int payloadType) {
        return codecs(receiver).stream()
                .anyMatch(
                        c ->
                                c.payloadType() == payloadType
                                        || c.rtxPayloadType().equals(OptionalInt.of(payloadType)));
    }

    void handleRtcp(ByteBuffer datagram) {
        try {
            chain().handleRtcp(RtcpCompound.parse(datagram), loop.nowNanos());
        } catch (MalformedPacketException e) {
            malformed++;
        }
    }

    void handleTimeout(long nowNanos) {
        if (chain != null) {
            chain.handleTimeout(nowNanos);
        }
        for (RtcRtpReceiver receiver : receivers) {
            receiver.handleTimeout(nowNanos);
        }
    }

    long nextTimeoutNanos() {
        long next = chain == null ? Long.MAX_VALUE : chain.nextTimeoutNanos();
        for (RtcRtpReceiver receiver : receivers) {
            next = Math.min(next, receiver.nextTimeoutNanos());
        }
        return next;
    }

    @Override
    public void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        stack.sendRtp(packet.write(SrtpTransport.MAX_OVERHEAD_BYTES));
    }

    @Override
    public void sendRtcp(RtcpCompound compound, long nowNanos) {
        stack.sendRtcp(compound.write(SrtpTransport.MAX_OVERHEAD_BYTES));
    }

    @Override
    public void deliverRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        RemoteStream remote = remoteStreams.get(stream.ssrc());
        if (remote != null) {
            remote.receiver().received(remote.layer(), packet, nowNanos);
        }
    }

    @Override
    public void deliverRtcp(RtcpCompound compound, long nowNanos) {
        for (RtcRtpSender sender : List.copyOf(senders)) {
            sender.received(compound, nowNanos);
        }
        for (RtcpPacket packet : compound.packets()) {
            if (packet instanceof Goodbye goodbye) {
                goodbye(goodbye);
            } else if (packet instanceof SenderReport report
                    && remoteStreams.containsKey(report.ssrc())) {
                long count = remoteReport(report.ssrc()).map(RemoteReport::count).orElse(0L);
                remoteReports.put(report.ssrc(), new RemoteReport(report, count + 1, nowNanos));
            }
        }
    }

    private void goodbye(Goodbye packet) {
        for (long ssrc : packet.ssrcs()) {
            RemoteStream stream = remoteStreams.remove(ssrc);
            remoteReports.remove(ssrc);
            if (stream != null) {
                chain().unbindRemoteStream(ssrc, loop.nowNanos());
                loop.task(stream.layer().track()::mute);
            }
        }
    }
}
