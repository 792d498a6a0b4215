package dev.specter.rtp.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes VP8 as IVF with RTP's timebase of 1/90,000 s, from the first key frame on, whose size is
 * the file's (a later one of another size is written as it is: decoders follow). The length in the
 * header, in ticks of the timebase as ffmpeg has it, is 0 until {@link #close}, and stays so where
 * the channel is no {@link java.nio.channels.SeekableByteChannel}.
 */
public final class IvfWriter implements MediaWriter {
    private static final int HEADER_BYTES = 32;
    private static final int LENGTH_AT = 24;
    private static final byte[] START_CODE = {(byte) 0x9D, 1, 0x2A};

    private final FileOutput out;
    private final VideoTimeline timeline = new VideoTimeline();
    private final ByteBuffer frameHeader = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    private long skipped;

    /**
     * Begins a file at the channel's position.
     *
     * @param channel blocking; closed by {@link #close}
     * @throws IOException if the channel cannot tell its position
     */
    public IvfWriter(WritableByteChannel channel) throws IOException {
        this.out = new FileOutput(channel);
    }

    @Override
    public String mimeType() {
        return "video/VP8";
    }

    @Override
    public int clockRateHz() {
        return VideoTimeline.CLOCK_RATE_HZ;
    }

    @Override
    public boolean write(ByteBuffer frame, long rtpTimestamp, boolean isKeyFrame)
            throws IOException {
        boolean first = timeline.frames() == 0;
        if (first ? !canBegin(frame) : !frame.hasRemaining()) {
            skipped++;
            return false;
        }
        if (first) {
            writeHeader(frame);
        }
        long ticks = timeline.advance(rtpTimestamp);
        out.write(frameHeader.clear().putInt(frame.remaining()).putLong(ticks).flip());
        out.write(frame);
        return true;
    }

    /** RFC 6386, section 9.1: a key frame has a start code behind its tag, then its size. */
    private static boolean canBegin(ByteBuffer frame) {
        int at = frame.position();
        return frame.remaining() >= 10
                && (frame.get(at) & 1) == 0
                && frame.get(at + 3) == START_CODE[0]
                && frame.get(at + 4) == START_CODE[1]
                && frame.get(at + 5) == START_CODE[2]
                && pixels(frame, 6) > 0
                && pixels(frame, 8) > 0;
    }

    private static int pixels(ByteBuffer frame, int index) {
        int at = frame.position() + index;
        return (frame.get(at) & 0xFF) | (frame.get(at + 1) & 0x3F) << 8;
    }

    private void writeHeader(ByteBuffer keyFrame) throws IOException {
        out.write(
                ByteBuffer.allocate(HEADER_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put("DKIF".getBytes(StandardCharsets.US_ASCII))
                        .putShort((short) 0)
                        .putShort((short) HEADER_BYTES)
                        .put("VP80".getBytes(StandardCharsets.US_ASCII))
                        .putShort((short) pixels(keyFrame, 6))
                        .putShort((short) pixels(keyFrame, 8))
                        .putInt(VideoTimeline.CLOCK_RATE_HZ)
                        .putInt(1)
                        .rewind());
    }

    @Override
    public long framesWritten() {
        return timeline.frames();
    }

    @Override
    public long framesSkipped() {
        return skipped;
    }

    @Override
    public long durationNanos() {
        return timeline.durationNanos();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            if (timeline.frames() > 0) {
                ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                long ticks = Math.min(timeline.durationTicks(), 0xFFFFFFFFL);
                out.patch(LENGTH_AT, length.putInt((int) ticks).flip());
            }
        }
    }
}
