package dev.specter.webrtc;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.codec.Packetizer;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.Mid;
import dev.specter.rtp.interceptor.ChainOptions;
import dev.specter.rtp.interceptor.InterceptorChain;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.Goodbye;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.srtp.SrtpTransport;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.ReceiveParameters;
import dev.specter.webrtc.negotiation.Transceiver;
import dev.specter.webrtc.transport.TransportStack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * RTP and RTCP over one transport: the interceptor chain, and which receiver an incoming stream
 * belongs to (RFC 9143, section 9.2). Loop-confined.
 */
final class MediaSession implements InterceptorChain.Ends {
    private static final int MAX_REMOTE_STREAMS = 1024;

    private record RemoteStream(RtcRtpReceiver receiver, List<NegotiatedCodec> codecs) {}

    private final ConnectionLoop loop;
    private final TransportStack stack;
    private final InterceptorRegistry registry;

    private final List<RtcRtpSender> senders = new ArrayList<>();
    private final Map<Long, RemoteStream> remoteStreams = new HashMap<>();
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

    /** Makes the stream of a sender. */
    RtpSendStream open(RtcRtpSender sender, StreamInfo info, Packetizer packetizer) {
        senders.add(sender);
        return new RtpSendStream(info, packetizer, chain(), options.random(), loop.nowNanos());
    }

    /** Goes on with a sender's stream that was closed. */
    void reopen(RtcRtpSender sender, RtpSendStream stream, StreamInfo info, Packetizer packetizer) {
        senders.add(sender);
        stream.reopen(info, packetizer, loop.nowNanos());
    }

    /** The sender's stream has been closed. */
    void closed(RtcRtpSender sender) {
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
        // What was bound may mean something else now: streams are found anew by their next packet.
        for (long ssrc : List.copyOf(remoteStreams.keySet())) {
            RemoteStream stream = remoteStreams.get(ssrc);
            boolean same =
                    receivers.contains(stream.receiver())
                            && stream.codecs()
                                    .equals(stream.receiver().model().receiveParameters().codecs());
            if (!same) {
                remoteStreams.remove(ssrc);
                chain().unbindRemoteStream(ssrc, loop.nowNanos());
            }
        }
    }

    /** The SSRCs bound to a receiver. */
    List<Long> ssrcsOf(RtcRtpReceiver receiver) {
        return remoteStreams.entrySet().stream()
                .filter(e -> e.getValue().receiver() == receiver)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void requestKeyFrame(RtcRtpReceiver receiver) {
        ssrcsOf(receiver).forEach(ssrc -> chain().requestKeyFrame(ssrc, loop.nowNanos()));
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
        Optional<RtcRtpReceiver> receiver = route(packet);
        if (receiver.isEmpty()
                || remoteStreams.size() >= MAX_REMOTE_STREAMS
                || !bind(packet, receiver.get(), nowNanos)) {
            unroutable++;
            return;
        }
        chain().handleRtp(packet, nowNanos);
    }

    /** RFC 9143, section 9.2: by MID, else by announced SSRC, else by a payload type of its own. */
    private Optional<RtcRtpReceiver> route(RtpPacket packet) {
        Optional<Mid> mid = extensions.read(packet, Mid.TYPE);
        if (mid.isPresent()) {
            String value = mid.get().value();
            return receivers.stream()
                    .filter(r -> r.model().mid().map(value::equals).orElse(false))
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
                receivers.stream().filter(r -> codec(r, packet.payloadType()).isPresent()).toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private static Optional<NegotiatedCodec> codec(RtcRtpReceiver receiver, int payloadType) {
        return receiver.model().receiveParameters().codecs().stream()
                .filter(c -> c.payloadType() == payloadType)
                .findFirst();
    }

    private boolean bind(RtpPacket packet, RtcRtpReceiver receiver, long nowNanos) {
        Optional<NegotiatedCodec> codec = codec(receiver, packet.payloadType());
        if (codec.isEmpty()) {
            return false; // of no codec, or a retransmission of a stream that is not known yet
        }
        Transceiver model = receiver.model();
        OptionalLong rtxSsrc = OptionalLong.empty();
        for (ReceiveParameters.Source source : model.receiveParameters().sources()) {
            if (source.ssrc() == packet.ssrc()) {
                rtxSsrc = source.rtxSsrc();
            }
        }
        List<NegotiatedCodec> codecs = model.receiveParameters().codecs();
        remoteStreams.put(packet.ssrc(), new RemoteStream(receiver, codecs));
        chain().bindRemoteStream(
                        StreamInfos.of(
                                packet.ssrc(),
                                rtxSsrc,
                                codec.get(),
                                codecs,
                                StreamInfos.extensions(
                                        model.receiveParameters().headerExtensions()),
                                model.mid().orElse("")),
                        nowNanos);
        return true;
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
            remote.receiver().received(packet, nowNanos);
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
            }
        }
    }

    private void goodbye(Goodbye packet) {
        for (long ssrc : packet.ssrcs()) {
            RemoteStream stream = remoteStreams.remove(ssrc);
            if (stream != null) {
                chain().unbindRemoteStream(ssrc, loop.nowNanos());
                stream.receiver().goodbye();
            }
        }
    }
}
