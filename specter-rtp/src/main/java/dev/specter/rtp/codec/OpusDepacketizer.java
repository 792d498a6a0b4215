package dev.specter.rtp.codec;

import dev.specter.common.SerialNumbers;
import dev.specter.rtp.RtpPacket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** Opus (RFC 7587, section 4.2): a payload is a frame. Each number missing is a frame dropped. */
public final class OpusDepacketizer implements Depacketizer {
    private final Queue<EncodedFrame> frames = new ArrayDeque<>();
    private int lastSequenceNumber;
    private boolean started;
    private long dropped;

    /** Makes one. */
    public OpusDepacketizer() {}

    @Override
    public void handlePacket(RtpPacket packet) {
        int distance =
                started ? SerialNumbers.distance16(packet.sequenceNumber(), lastSequenceNumber) : 1;
        if (distance <= 0) {
            return;
        }
        started = true;
        lastSequenceNumber = packet.sequenceNumber();
        dropped += distance - 1;
        if (packet.payloadSizeBytes() > 0) {
            ByteBuffer data = ByteBuffer.allocate(packet.payloadSizeBytes());
            data.put(packet.payload()).flip();
            frames.add(new EncodedFrame(data, packet.timestamp(), true));
        }
    }

    @Override
    public EncodedFrame pollFrame() {
        return frames.poll();
    }

    @Override
    public long droppedFrames() {
        return dropped;
    }
}
