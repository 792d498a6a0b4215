package dev.specter.rtp.file;

import dev.specter.rtp.codec.H264NalUnits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an H.264 byte stream (ITU-T H.264, annex B) with four-byte start codes, from the first IDR
 * picture on that has its parameter sets with it. Such a file has no timestamps: players go by the
 * timing in the parameter sets, or guess; {@link #durationNanos} tells what the timestamps of the
 * frames said.
 */
public final class H264AnnexBWriter implements MediaWriter {
    private static final ByteBuffer START_CODE =
            ByteBuffer.wrap(new byte[] {0, 0, 0, 1}).asReadOnlyBuffer();

    private final FileOutput out;
    private final VideoTimeline timeline = new VideoTimeline();
    private long skipped;

    /**
     * Begins a file at the channel's position.
     *
     * @param channel blocking; closed by {@link #close}
     * @throws IOException if the channel cannot tell its position
     */
    public H264AnnexBWriter(WritableByteChannel channel) throws IOException {
        this.out = new FileOutput(channel);
    }

    @Override
    public String mimeType() {
        return "video/H264";
    }

    @Override
    public int clockRateHz() {
        return VideoTimeline.CLOCK_RATE_HZ;
    }

    @Override
    public boolean write(ByteBuffer frame, long rtpTimestamp, boolean isKeyFrame)
            throws IOException {
        List<ByteBuffer> units = units(frame);
        boolean useful = timeline.frames() > 0 ? !units.isEmpty() : canBegin(units);
        if (!useful) {
            skipped++;
            return false;
        }
        timeline.advance(rtpTimestamp);
        for (ByteBuffer unit : units) {
            out.write(START_CODE);
            out.write(unit);
        }
        return true;
    }

    private static List<ByteBuffer> units(ByteBuffer frame) {
        byte[] a = new byte[frame.remaining()];
        frame.get(frame.position(), a);
        var units = new ArrayList<ByteBuffer>();
        int code = H264NalUnits.findStartCode(a, 0, a.length);
        while (code >= 0) {
            int from = code + 3;
            code = H264NalUnits.findStartCode(a, from, a.length);
            int end = H264NalUnits.trimTrailingZeros(a, from, code < 0 ? a.length : code);
            if (end > from) {
                units.add(ByteBuffer.wrap(a, from, end - from));
            }
        }
        return units;
    }

    private static boolean canBegin(List<ByteBuffer> units) {
        var has = new boolean[32];
        units.forEach(unit -> has[H264NalUnits.type(unit.get(unit.position()))] = true);
        return has[H264NalUnits.SPS] && has[H264NalUnits.PPS] && has[H264NalUnits.IDR_SLICE];
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
        out.close();
    }
}
