package dev.specter.rtp.file;

import dev.specter.rtp.codec.H264NalUnits;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads an H.264 byte stream (ITU-T H.264, annex B) and groups its NAL units into access units
 * (section 7.4.1.2.3). The frame rate is that of the sequence parameter set's timing, or a default.
 * The frames have four-byte start codes whatever the file has. Arbitrary slice order and redundant
 * pictures, which no browser takes, are not looked into.
 */
public final class H264AnnexBReader implements MediaReader {
    /** Frame rate where the stream has no timing. */
    public static final double DEFAULT_FRAMES_PER_SECOND = 30;

    /** Default bound of an access unit's size. */
    public static final int DEFAULT_MAX_FRAME_BYTES = 8 * 1024 * 1024;

    private static final int READ_BYTES = 64 * 1024;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final InputStream in;
    private final int maxFrameBytes;

    /** Bytes read and not used yet; a NAL unit begins at {@code from}. */
    private byte[] buffer = new byte[2 * READ_BYTES];

    private int from;
    private int end;
    private boolean begun;
    private boolean endOfFile;

    private byte[] unit = new byte[READ_BYTES];
    private int unitSize;
    private boolean unitHasSlice;
    private boolean unitIsKey;

    /** Time per frame is {@code ticksPerFrame / ticksPerSecond}. */
    private long ticksPerFrame;

    private long ticksPerSecond;
    private long nextTimestampNanos;
    private long remainderTicks;

    /**
     * Reads a stream, at {@link #DEFAULT_FRAMES_PER_SECOND} where it has no timing.
     *
     * @param in read in blocks, so it needs no buffering; closed by {@link #close}
     */
    public H264AnnexBReader(InputStream in) {
        this(in, DEFAULT_FRAMES_PER_SECOND);
    }

    /**
     * Reads a stream.
     *
     * @param in read in blocks, so it needs no buffering; closed by {@link #close}
     * @param defaultFramesPerSecond where it has no timing; more than 0, at most 1,000
     */
    public H264AnnexBReader(InputStream in, double defaultFramesPerSecond) {
        this(in, defaultFramesPerSecond, DEFAULT_MAX_FRAME_BYTES);
    }

    /**
     * Reads a stream.
     *
     * @param in read in blocks, so it needs no buffering; closed by {@link #close}
     * @param defaultFramesPerSecond where it has no timing; more than 0, at most 1,000
     * @param maxFrameBytes bound of an access unit's, and so of a NAL unit's, size
     */
    public H264AnnexBReader(InputStream in, double defaultFramesPerSecond, int maxFrameBytes) {
        if (!(defaultFramesPerSecond > 0 && defaultFramesPerSecond <= 1000)) {
            throw new IllegalArgumentException(defaultFramesPerSecond + " frames a second");
        }
        this.in = in;
        this.maxFrameBytes = maxFrameBytes;
        ticksPerFrame = NANOS_PER_SECOND;
        ticksPerSecond = Math.round(defaultFramesPerSecond * NANOS_PER_SECOND);
    }

    @Override
    public String mimeType() {
        return "video/H264";
    }

    /** The frame rate that holds now: the default, or what the last parameter set read says. */
    public double framesPerSecond() {
        return (double) ticksPerSecond / ticksPerFrame;
    }

    @Override
    public Optional<MediaFrame> next() throws IOException {
        while (true) {
            int nalEnd = findNal();
            if (nalEnd < 0) {
                return unitHasSlice ? Optional.of(takeUnit()) : Optional.empty();
            }
            if (nalEnd == from) {
                continue; // two start codes in a row
            }
            int type = checkedType();
            Optional<MediaFrame> frame = Optional.empty();
            if (unitHasSlice && beginsUnit(type, nalEnd)) {
                frame = Optional.of(takeUnit());
            }
            addNal(type, nalEnd);
            from = nalEnd;
            if (frame.isPresent()) {
                return frame;
            }
        }
    }

    private int checkedType() throws MediaFileException {
        if ((buffer[from] & 0x80) != 0) {
            throw new MediaFileException("H.264: forbidden_zero_bit is set");
        }
        return H264NalUnits.type(buffer[from]);
    }

    /** ITU-T H.264, section 7.4.1.2.3: what the first NAL unit of an access unit can be. */
    private boolean beginsUnit(int type, int nalEnd) {
        return switch (type) {
            case H264NalUnits.AUD, H264NalUnits.SPS, H264NalUnits.PPS, H264NalUnits.SEI -> true;
            case 14, 15, 16, 17, 18 -> true;
            default -> nalEnd - from > 1 && H264NalUnits.beginsPicture(type, buffer[from + 1]);
        };
    }

    private void addNal(int type, int nalEnd) throws MediaFileException {
        int size = nalEnd - from;
        if (size + 4 > maxFrameBytes - unitSize) {
            throw new MediaFileException("H.264: frame of more than " + maxFrameBytes + " bytes");
        }
        if (unitSize + 4 + size > unit.length) {
            unit = Arrays.copyOf(unit, Math.max(unit.length * 2, unitSize + 4 + size));
        }
        unit[unitSize] = 0;
        unit[unitSize + 1] = 0;
        unit[unitSize + 2] = 0;
        unit[unitSize + 3] = 1;
        System.arraycopy(buffer, from, unit, unitSize + 4, size);
        unitSize += 4 + size;
        unitHasSlice |= H264NalUnits.isSlice(type);
        unitIsKey |= type == H264NalUnits.IDR_SLICE;
        if (type == H264NalUnits.SPS) {
            H264Timing.of(buffer, from, nalEnd).ifPresent(this::setRate);
        }
    }

    private void setRate(H264Timing timing) {
        if (timing.ticksPerFrame() != ticksPerFrame || timing.ticksPerSecond() != ticksPerSecond) {
            ticksPerFrame = timing.ticksPerFrame();
            ticksPerSecond = timing.ticksPerSecond();
            remainderTicks = 0;
        }
    }

    private MediaFrame takeUnit() {
        long timestampNanos = nextTimestampNanos;
        // Ticks times nanoseconds fit: both numbers of the rate have 33 bits at most.
        long scaled = ticksPerFrame * NANOS_PER_SECOND + remainderTicks;
        long durationNanos = scaled / ticksPerSecond;
        remainderTicks = scaled % ticksPerSecond;
        nextTimestampNanos += durationNanos;
        ByteBuffer data = ByteBuffer.wrap(Arrays.copyOf(unit, unitSize));
        boolean isKey = unitIsKey;
        unitSize = 0;
        unitHasSlice = false;
        unitIsKey = false;
        return new MediaFrame(data, timestampNanos, durationNanos, isKey);
    }

    /**
     * Moves {@code from} to the next NAL unit and returns its end, or -1 at the end of the file.
     */
    private int findNal() throws IOException {
        if (!begun) {
            skipToFirstNal();
        } else if (!skipStartCode()) {
            return -1;
        }
        int searched = from;
        while (true) {
            int code = H264NalUnits.findStartCode(buffer, searched, end);
            if (code >= 0) {
                return H264NalUnits.trimTrailingZeros(buffer, from, code);
            }
            if (endOfFile) {
                return H264NalUnits.trimTrailingZeros(buffer, from, end);
            }
            if (end - from > maxFrameBytes) {
                throw new MediaFileException(
                        "H.264: NAL unit of more than " + maxFrameBytes + " bytes");
            }
            int back = Math.min(2, end - from); // a start code may lie across the block's edge
            searched = fill() - back;
        }
    }

    private void skipToFirstNal() throws IOException {
        while (end - from < 4 && !endOfFile) {
            fill();
        }
        while (true) {
            int code = H264NalUnits.findStartCode(buffer, from, end);
            int zeros = from;
            while (zeros < end && buffer[zeros] == 0) {
                zeros++;
            }
            // Annex B.1.1: nothing but zero bytes may stand before the first start code.
            if (code >= 0 && zeros == code + 2) {
                begun = true;
                from = code + 3;
                return;
            }
            if (zeros < end || endOfFile) {
                throw new MediaFileException("not an H.264 byte stream: no start code");
            }
            from = Math.max(from, end - 3);
            fill();
        }
    }

    /** Skips zeros and the start code behind a NAL unit; false at the end of the file. */
    private boolean skipStartCode() throws IOException {
        while (true) {
            while (from < end && buffer[from] == 0) {
                from++;
            }
            if (from < end) {
                from++; // the 1 behind the zeros: findNal ended the unit before it
                return true;
            }
            if (endOfFile) {
                return false;
            }
            fill();
        }
    }

    /** Reads a block behind what is kept and returns the index at which it begins. */
    private int fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, end - from);
            end -= from;
            from = 0;
        }
        if (buffer.length - end < READ_BYTES) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int begin = end;
        int count = in.read(buffer, end, READ_BYTES);
        if (count < 0) {
            endOfFile = true;
        } else {
            end += count;
        }
        return begin;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
