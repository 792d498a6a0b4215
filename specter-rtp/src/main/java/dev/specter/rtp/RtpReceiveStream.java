package dev.specter.rtp;

import dev.specter.rtp.codec.Depacketizer;
import dev.specter.rtp.codec.EncodedFrame;
import dev.specter.rtp.receive.JitterBuffer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * One incoming RTP stream as frames: packets are put in order and depacketized; after a loss frames
 * are held back until the next key frame, which is asked for. Loop-confined.
 */
public final class RtpReceiveStream {
    /** Deadline when nothing is waited for. */
    public static final long NEVER = JitterBuffer.NEVER;

    /** Default of how long a missing packet is waited for: two round trips of 200 ms and more. */
    public static final Duration DEFAULT_MAX_WAIT = Duration.ofMillis(500);

    private static final long KEY_FRAME_RETRY_NANOS = 500_000_000;

    private final Depacketizer depacketizer;
    private final JitterBuffer buffer;
    private final boolean needsKeyFrames;
    private final Queue<EncodedFrame> frames = new ArrayDeque<>();
    private boolean waitingForKeyFrame;
    private boolean requestKeyFrame;
    private boolean requested;
    private long requestedNanos;
    private long lossesSeen;
    private long framesReceived;
    private long framesUseless;

    /**
     * Makes a stream without packets.
     *
     * @param depacketizer of the stream's payload format
     * @param isVideo whether decoding has to start at a key frame
     * @param maxWait how long a missing packet is waited for
     */
    public RtpReceiveStream(Depacketizer depacketizer, boolean isVideo, Duration maxWait) {
        this.depacketizer = Objects.requireNonNull(depacketizer);
        this.buffer = new JitterBuffer(maxWait.toNanos());
        this.needsKeyFrames = isVideo;
        this.waitingForKeyFrame = isVideo;
    }

    /** Changes how long a missing packet is waited for; counts from the next call on. */
    public void maxWait(Duration value) {
        buffer.maxWaitNanos(value.toNanos());
    }

    /** Takes a packet that the chain delivered. */
    public void handlePacket(RtpPacket packet, long nowNanos) {
        buffer.handlePacket(packet, nowNanos);
        drain(nowNanos);
    }

    /** Tells that time has passed; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {
        drain(nowNanos);
    }

    private void drain(long nowNanos) {
        for (RtpPacket packet = buffer.pollPacket(nowNanos);
                packet != null;
                packet = buffer.pollPacket(nowNanos)) {
            depacketizer.handlePacket(packet);
            takeFrames(nowNanos);
        }
    }

    private void takeFrames(long nowNanos) {
        long losses = depacketizer.droppedFrames() + buffer.skippedCount();
        if (losses > lossesSeen) {
            lossesSeen = losses;
            needKeyFrame(nowNanos);
        }
        for (EncodedFrame frame = depacketizer.pollFrame();
                frame != null;
                frame = depacketizer.pollFrame()) {
            if (frame.isKeyFrame()) {
                waitingForKeyFrame = false;
                requested = false;
            }
            if (waitingForKeyFrame) {
                framesUseless++;
                needKeyFrame(nowNanos);
            } else {
                framesReceived++;
                frames.add(frame);
            }
        }
    }

    private void needKeyFrame(long nowNanos) {
        if (!needsKeyFrames) {
            return;
        }
        waitingForKeyFrame = true;
        if (!requested || nowNanos - requestedNanos >= KEY_FRAME_RETRY_NANOS) {
            requested = true;
            requestedNanos = nowNanos;
            requestKeyFrame = true;
        }
    }

    /** The next frame that can be decoded, or null when there is none. */
    public EncodedFrame pollFrame() {
        return frames.poll();
    }

    /** Whether a key frame is to be asked for; asking once resets it. */
    public boolean pollKeyFrameRequest() {
        boolean request = requestKeyFrame;
        requestKeyFrame = false;
        return request;
    }

    /** When {@link #handleTimeout} is wanted next, or {@link #NEVER}. */
    public long nextTimeoutNanos() {
        return buffer.nextTimeoutNanos();
    }

    /** Frames handed out. */
    public long framesReceived() {
        return framesReceived;
    }

    /** Frames lost, incomplete, or of no use without a key frame before them. */
    public long framesDropped() {
        return depacketizer.droppedFrames() + framesUseless;
    }
}
