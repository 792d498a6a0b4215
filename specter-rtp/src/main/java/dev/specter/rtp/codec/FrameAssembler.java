package dev.specter.rtp.codec;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.SerialNumbers;
import dev.specter.rtp.RtpPacket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * What the video depacketizers share: packets with one timestamp are one frame, which ends with the
 * marker or where the next timestamp begins, and which a gap or a bad payload spoils.
 */
abstract class FrameAssembler implements Depacketizer {
    private final int maxFrameBytes;
    private final Queue<EncodedFrame> frames = new ArrayDeque<>();
    private byte[] buffer = new byte[0];
    private int size;
    private boolean inFrame;
    private boolean spoiled;
    private boolean keyFrame;
    private long timestamp;
    private int lastSequenceNumber;
    private boolean started;
    private long dropped;

    FrameAssembler(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Whether a frame can begin with this payload, so that nothing before it is missed. */
    abstract boolean beginsFrame(RtpPacket packet);

    /** Forgets what is left of the frame before. */
    abstract void reset();

    /** Appends a payload's content by {@link #append} and {@link #putU32}. */
    abstract void unpack(RtpPacket packet) throws MalformedPacketException;

    /** Throws if the frame's last unit has no end. */
    abstract void checkEnd() throws MalformedPacketException;

    @Override
    public final void handlePacket(RtpPacket packet) {
        int sequenceNumber = packet.sequenceNumber();
        int distance = started ? SerialNumbers.distance16(sequenceNumber, lastSequenceNumber) : 2;
        if (distance <= 0) {
            return;
        }
        boolean gap = distance != 1;
        started = true;
        lastSequenceNumber = sequenceNumber;
        if (inFrame && packet.timestamp() != timestamp) {
            spoiled |= gap;
            finish();
        }
        spoiled |= gap && inFrame;
        if (packet.payloadSizeBytes() == 0) {
            return; // padding
        }
        if (!inFrame) {
            begin(packet, gap);
        }
        if (!spoiled) {
            try {
                unpack(packet);
            } catch (MalformedPacketException malformed) {
                spoiled = true;
            }
        }
        if (packet.marker()) {
            finish();
        }
    }

    private void begin(RtpPacket packet, boolean gap) {
        inFrame = true;
        timestamp = packet.timestamp();
        spoiled = gap && !beginsFrame(packet);
        keyFrame = false;
        size = 0;
        reset();
    }

    private void finish() {
        inFrame = false;
        try {
            checkEnd();
        } catch (MalformedPacketException malformed) {
            spoiled = true;
        }
        if (spoiled || size == 0) {
            dropped++;
            return;
        }
        ByteBuffer data = ByteBuffer.wrap(Arrays.copyOf(buffer, size));
        frames.add(new EncodedFrame(data, timestamp, keyFrame));
    }

    /** Says that the frame is one at which decoding can start. */
    final void markKeyFrame() {
        keyFrame = true;
    }

    /** Appends a start code or another number. */
    final void putU32(int value) throws MalformedPacketException {
        reserve(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >> shift);
        }
    }

    /** Appends one byte. */
    final void putU8(int value) throws MalformedPacketException {
        reserve(1);
        buffer[size++] = (byte) value;
    }

    /** Appends the rest of a payload's view, which is consumed. */
    final void append(ByteBuffer part) throws MalformedPacketException {
        int count = part.remaining();
        reserve(count);
        part.get(buffer, size, count);
        size += count;
    }

    private void reserve(int count) throws MalformedPacketException {
        if (count > maxFrameBytes - size) {
            throw new MalformedPacketException("frame of more than " + maxFrameBytes + " bytes");
        }
        if (size + count > buffer.length) {
            int grown = Math.max(size + count, Math.max(4096, buffer.length * 2));
            buffer = Arrays.copyOf(buffer, Math.min(maxFrameBytes, grown));
        }
    }

    @Override
    public final EncodedFrame pollFrame() {
        return frames.poll();
    }

    @Override
    public final long droppedFrames() {
        return dropped;
    }
}
