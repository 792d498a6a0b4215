package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.FullIntraRequest;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.PictureLossIndication;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The interceptors of one peer connection and what lies at both ends. The connection gives it what
 * comes from tracks and from SRTP and gets back what is to be sent or delivered. It counts what
 * passes its network end, and makes outgoing RTCP complete (RFC 3550, section 6.1). Loop-confined.
 */
public final class InterceptorChain {
    /** What lies at the chain's ends; called on the same stack as the input that leads to it. */
    public interface Ends {
        /** Sends a packet: write it, protect it, give it to ICE. */
        void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos);

        /** Sends RTCP: write it, protect it, give it to ICE. */
        void sendRtcp(RtcpCompound compound, long nowNanos);

        /** Delivers a packet to the receiver of its stream; it has the media SSRC, never RTX. */
        void deliverRtp(StreamInfo stream, RtpPacket packet, long nowNanos);

        /** Delivers RTCP to senders and receivers, {@code RtpSendStream.handleRtcp} among them. */
        void deliverRtcp(RtcpCompound compound, long nowNanos);
    }

    private final Ends ends;
    private final RandomGenerator random;
    private final NtpClock ntpClock;
    private final long rtcpSsrc;
    private final RtcpFraming framing;
    private final Interceptor[] interceptors;
    private final SsrcMap<LocalStream> localStreams = new SsrcMap<>();
    private final SsrcMap<RemoteStream> remoteStreams = new SsrcMap<>();

    InterceptorChain(
            List<InterceptorFactory> factories, ChainOptions options, Ends ends, long nowNanos) {
        this.ends = ends;
        random = options.random();
        ntpClock = new NtpClock(options.clock(), nowNanos);
        rtcpSsrc = options.rtcpSsrc();
        framing = new RtcpFraming(options);
        interceptors = new Interceptor[factories.size()];
        for (int i = 0; i < interceptors.length; i++) {
            interceptors[i] = factories.get(i).create(new Place(i));
        }
    }

    /** One interceptor's place; towards the network the index grows. */
    private final class Place implements InterceptorContext {
        private final int index;

        Place(int index) {
            this.index = index;
        }

        @Override
        public void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
            if (index + 1 < interceptors.length) {
                interceptors[index + 1].handleOutgoingRtp(stream, packet, nowNanos);
            } else {
                leaveRtp(stream, packet, nowNanos);
            }
        }

        @Override
        public void sendRtcp(RtcpCompound compound, long nowNanos) {
            if (index + 1 < interceptors.length) {
                interceptors[index + 1].handleOutgoingRtcp(compound, nowNanos);
            } else {
                leaveRtcp(compound, nowNanos);
            }
        }

        @Override
        public void deliverRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
            if (index > 0) {
                interceptors[index - 1].handleIncomingRtp(stream, packet, nowNanos);
            } else {
                arriveRtp(stream, packet, nowNanos);
            }
        }

        @Override
        public void deliverRtcp(RtcpCompound compound, long nowNanos) {
            if (index > 0) {
                interceptors[index - 1].handleIncomingRtcp(compound, nowNanos);
            } else {
                ends.deliverRtcp(compound, nowNanos);
            }
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public NtpClock ntpClock() {
            return ntpClock;
        }

        @Override
        public long rtcpSsrc() {
            return rtcpSsrc;
        }
    }

    /** Wall time for reports. */
    public NtpClock ntpClock() {
        return ntpClock;
    }

    /** Begins a local stream, or goes on with another description of its SSRC. */
    public void bindLocalStream(StreamInfo stream, long nowNanos) {
        LocalStream known = localStreams.get(stream.ssrc());
        if (known == null) {
            localStreams.put(stream.ssrc(), new LocalStream(stream));
        } else {
            known.rebind(stream);
        }
        for (Interceptor interceptor : interceptors) {
            interceptor.bindLocalStream(stream, nowNanos);
        }
    }

    /** Ends a local stream; unknown ones are ignored. */
    public void unbindLocalStream(long ssrc, long nowNanos) {
        LocalStream stream = localStreams.remove(ssrc);
        if (stream != null) {
            for (Interceptor interceptor : interceptors) {
                interceptor.unbindLocalStream(stream.info(), nowNanos);
            }
        }
    }

    /** Begins a remote stream, or goes on with another description of its SSRC. */
    public void bindRemoteStream(StreamInfo stream, long nowNanos) {
        RemoteStream known = remoteStreams.get(stream.ssrc());
        if (known == null || known.info().ssrc() != stream.ssrc()) {
            known = new RemoteStream(stream);
            remoteStreams.put(stream.ssrc(), known);
        } else {
            forgetRtx(known.info());
            known.rebind(stream);
        }
        OptionalLong rtxSsrc = stream.rtxSsrc();
        if (rtxSsrc.isPresent()) {
            remoteStreams.put(rtxSsrc.getAsLong(), known);
        }
        for (Interceptor interceptor : interceptors) {
            interceptor.bindRemoteStream(stream, nowNanos);
        }
    }

    /** Ends a remote stream; unknown ones are ignored. */
    public void unbindRemoteStream(long ssrc, long nowNanos) {
        RemoteStream stream = remoteStreams.get(ssrc);
        if (stream == null || stream.info().ssrc() != ssrc) {
            return;
        }
        remoteStreams.remove(ssrc);
        forgetRtx(stream.info());
        for (Interceptor interceptor : interceptors) {
            interceptor.unbindRemoteStream(stream.info(), nowNanos);
        }
    }

    private void forgetRtx(StreamInfo stream) {
        OptionalLong rtxSsrc = stream.rtxSsrc();
        if (rtxSsrc.isPresent()) {
            RemoteStream owner = remoteStreams.get(rtxSsrc.getAsLong());
            if (owner != null && owner.info().ssrc() == stream.ssrc()) {
                remoteStreams.remove(rtxSsrc.getAsLong());
            }
        }
    }

    /**
     * Takes a packet from a track.
     *
     * @param stream bound before
     * @param packet with the stream's SSRC
     * @param nowNanos the loop's time
     */
    public void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        if (interceptors.length > 0) {
            interceptors[0].handleOutgoingRtp(stream, packet, nowNanos);
        } else {
            leaveRtp(stream, packet, nowNanos);
        }
    }

    /** Takes RTCP from the application. */
    public void sendRtcp(RtcpCompound compound, long nowNanos) {
        if (interceptors.length > 0) {
            interceptors[0].handleOutgoingRtcp(compound, nowNanos);
        } else {
            leaveRtcp(compound, nowNanos);
        }
    }

    /**
     * Takes a packet from SRTP.
     *
     * @return false if no remote stream is bound for its SSRC: find out which one it is by MID, RID
     *     or payload type (RFC 9143, section 9.2), bind it and call again
     */
    public boolean handleRtp(RtpPacket packet, long nowNanos) {
        RemoteStream stream = remoteStreams.get(packet.ssrc());
        if (stream == null) {
            return false;
        }
        stream.countReceived(packet, nowNanos);
        if (interceptors.length > 0) {
            interceptors[interceptors.length - 1].handleIncomingRtp(
                    stream.info(), packet, nowNanos);
        } else {
            arriveRtp(stream.info(), packet, nowNanos);
        }
        return true;
    }

    /** Takes RTCP from SRTCP. */
    public void handleRtcp(RtcpCompound compound, long nowNanos) {
        compound.packets().forEach(this::countIncoming);
        if (interceptors.length > 0) {
            interceptors[interceptors.length - 1].handleIncomingRtcp(compound, nowNanos);
        } else {
            ends.deliverRtcp(compound, nowNanos);
        }
    }

    private void countIncoming(RtcpPacket packet) {
        if (packet instanceof GenericNack nack) {
            onLocal(nack.mediaSsrc(), LocalStream::countNack);
        } else if (packet instanceof PictureLossIndication pli) {
            onLocal(pli.mediaSsrc(), LocalStream::countPli);
        } else if (packet instanceof FullIntraRequest fir) {
            fir.entries().forEach(entry -> onLocal(entry.ssrc(), LocalStream::countFir));
        }
    }

    private void countOutgoing(RtcpPacket packet) {
        if (packet instanceof GenericNack nack) {
            onRemote(nack.mediaSsrc(), RemoteStream::countNack);
        } else if (packet instanceof PictureLossIndication pli) {
            onRemote(pli.mediaSsrc(), RemoteStream::countPli);
        } else if (packet instanceof FullIntraRequest fir) {
            fir.entries().forEach(entry -> onRemote(entry.ssrc(), RemoteStream::countFir));
        }
    }

    private void onLocal(long ssrc, Consumer<LocalStream> action) {
        Optional.ofNullable(localStreams.get(ssrc)).ifPresent(action);
    }

    private void onRemote(long ssrc, Consumer<RemoteStream> action) {
        Optional.ofNullable(remoteStreams.get(ssrc)).ifPresent(action);
    }

    private void leaveRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        LocalStream local = localStreams.get(stream.ssrc());
        if (local != null) {
            local.countSent(packet);
        }
        ends.sendRtp(stream, packet, nowNanos);
    }

    private void leaveRtcp(RtcpCompound compound, long nowNanos) {
        RtcpCompound complete = framing.complete(compound);
        complete.packets().forEach(this::countOutgoing);
        ends.sendRtcp(complete, nowNanos);
    }

    private void arriveRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        if (!stream.isRtx(packet.ssrc())) {
            ends.deliverRtp(stream, packet, nowNanos);
        }
    }

    /** Tells that time has passed; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {
        for (Interceptor interceptor : interceptors) {
            if (interceptor.nextTimeoutNanos() <= nowNanos) {
                interceptor.handleTimeout(nowNanos);
            }
        }
    }

    /** When {@link #handleTimeout} is wanted next, or {@link Interceptor#NEVER}. */
    public long nextTimeoutNanos() {
        long nextNanos = Interceptor.NEVER;
        for (Interceptor interceptor : interceptors) {
            nextNanos = Math.min(nextNanos, interceptor.nextTimeoutNanos());
        }
        return nextNanos;
    }

    /**
     * Asks the sender of a remote stream for a key frame, by PLI where it is negotiated, else by
     * FIR. Requests that follow each other within 100 ms are one.
     *
     * @param ssrc of a remote stream
     * @param nowNanos the loop's time
     * @return whether the stream is bound and knows one of the two
     */
    public boolean requestKeyFrame(long ssrc, long nowNanos) {
        RemoteStream stream = remoteStreams.get(ssrc);
        if (stream == null) {
            return false;
        }
        boolean pli = stream.info().has(RtcpFeedback.NACK_PLI);
        if (!pli && !stream.info().has(RtcpFeedback.CCM_FIR)) {
            return false;
        }
        if (stream.tryRequest(nowNanos)) {
            long mediaSsrc = stream.info().ssrc();
            RtcpPacket request =
                    pli
                            ? new PictureLossIndication(rtcpSsrc, mediaSsrc)
                            : new FullIntraRequest(
                                    rtcpSsrc,
                                    0,
                                    List.of(
                                            new FullIntraRequest.Entry(
                                                    mediaSsrc, stream.nextFirSequenceNumber())));
            sendRtcp(RtcpCompound.of(request), nowNanos);
        }
        return true;
    }

    /** Counters of a local stream, if it is bound. */
    public Optional<OutboundRtpStats> outboundStats(long ssrc) {
        return Optional.ofNullable(localStreams.get(ssrc)).map(LocalStream::stats);
    }

    /** Counters of a remote stream, if it is bound. */
    public Optional<InboundRtpStats> inboundStats(long ssrc) {
        return Optional.ofNullable(remoteStreams.get(ssrc)).map(RemoteStream::stats);
    }

    /** The first interceptor of a class, from the application's end. */
    public <T extends Interceptor> Optional<T> find(Class<T> type) {
        for (Interceptor interceptor : interceptors) {
            if (type.isInstance(interceptor)) {
                return Optional.of(type.cast(interceptor));
            }
        }
        return Optional.empty();
    }
}
