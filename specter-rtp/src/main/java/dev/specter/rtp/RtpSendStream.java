package dev.specter.rtp;

import dev.specter.rtp.codec.Packetizer;
import dev.specter.rtp.interceptor.InterceptorChain;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.RtcpCompound;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One outgoing RTP stream: what an RTP sender drives. Frames are packetized, numbered, stamped and
 * given to the chain; feedback about the stream becomes events. Loop-confined.
 */
public final class RtpSendStream {
    private StreamInfo info;

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
        this.info = info;
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
        info = newInfo;
    }

    /**
     * Sends a frame with the timestamp that the durations of the frames before lead to.
     *
     * @param frame an encoded frame; only read during the call
     * @param duration until the next frame, 0 or more
     * @param nowNanos the loop's time
     * @return packets sent
     */
    public int sendFrame(ByteBuffer frame, Duration duration, long nowNanos) {
        return 0;
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
        return 0;
    }

    /**
     * Forwards a packet made elsewhere: it gets this stream's SSRC, payload type, MID and RID; its
     * sequence number and timestamp are shifted so that they go on where this stream is, also when
     * the packets' source changes.
     *
     * @param packet of one source stream at a time
     * @param nowNanos the loop's time
     */
    public void sendRtp(RtpPacket packet, long nowNanos) {}

    /** Takes RTCP that the chain delivered; what concerns other streams is ignored. */
    public void handleRtcp(RtcpCompound compound, long nowNanos) {}

    /** The next event, or null when there is none. */
    public SendStreamEvent pollEvent() {
        return null;
    }

    /** What the receiver reported last. */
    public Optional<RemoteInboundReport> remoteReport() {
        return Optional.empty();
    }

    /** Frames given to {@code sendFrame…} and sent. */
    public long framesSent() {
        return 0;
    }

    /** Unbinds the stream and says goodbye (RFC 3550, section 6.6). */
    public void close(long nowNanos) {}
}
