package dev.specter.rtp.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads VP8 from an IVF file: a header of 32 bytes, then for each frame its size (u32), its time in
 * units of the timebase (u64), and its data; little-endian.
 */
public final class IvfReader implements MediaReader {
    /** Default bound of a frame's size. */
    public static final int DEFAULT_MAX_FRAME_BYTES = 8 * 1024 * 1024;

    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 12;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final InputStream in;
    private final int maxFrameBytes;
    private final IvfHeader header;
    private Optional<Frame> ahead = Optional.empty();
    private boolean started;
    private long firstTime;
    private long lastDurationNanos;

    private record Frame(ByteBuffer data, long timestampNanos) {}

    /**
     * Reads the file's header.
     *
     * @param in a stream that is best buffered; closed by {@link #close}, not if this fails
     * @throws MediaFileException if it is not an IVF file with VP8
     * @throws IOException if it cannot be read
     */
    public IvfReader(InputStream in) throws IOException {
        this(in, DEFAULT_MAX_FRAME_BYTES);
    }

    /**
     * Reads the file's header.
     *
     * @param in a stream that is best buffered; closed by {@link #close}, not if this fails
     * @param maxFrameBytes bound of a frame's size
     * @throws MediaFileException if it is not an IVF file with VP8
     * @throws IOException if it cannot be read
     */
    public IvfReader(InputStream in, int maxFrameBytes) throws IOException {
        this.in = in;
        this.maxFrameBytes = maxFrameBytes;
        this.header = readHeader(in);
        lastDurationNanos = nanosOf(1);
    }

    private static IvfHeader readHeader(InputStream in) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        require(b.limit() == HEADER_BYTES && text(b, 0).equals("DKIF"), "not an IVF file");
        int headerBytes = b.getShort(6) & 0xFFFF;
        require(b.getShort(4) == 0 && headerBytes >= HEADER_BYTES, "version or header size");
        String fourCc = text(b, 8);
        require(fourCc.equals("VP80"), "codec is not VP8: " + fourCc.replaceAll("\\W", "?"));
        var header =
                new IvfHeader(
                        fourCc,
                        b.getShort(12) & 0xFFFF,
                        b.getShort(14) & 0xFFFF,
                        b.getInt(16) & 0xFFFFFFFFL,
                        b.getInt(20) & 0xFFFFFFFFL,
                        b.getInt(24) & 0xFFFFFFFFL);
        require(header.unitsPerSecond() > 0 && header.ticksPerUnit() > 0, "timebase is 0");
        int extra = headerBytes - HEADER_BYTES;
        require(in.readNBytes(extra).length == extra, "header is cut off");
        return header;
    }

    private static String text(ByteBuffer b, int at) {
        byte[] four = new byte[4];
        b.get(at, four);
        return new String(four, StandardCharsets.ISO_8859_1);
    }

    private static void require(boolean condition, String what) throws MediaFileException {
        if (!condition) {
            throw new MediaFileException("IVF: " + what);
        }
    }

    @Override
    public String mimeType() {
        return "video/VP8";
    }

    /** The file's header. */
    public IvfHeader header() {
        return header;
    }

    @Override
    public Optional<MediaFrame> next() throws IOException {
        if (!started) {
            started = true;
            ahead = read(-1);
        }
        if (ahead.isEmpty()) {
            return Optional.empty();
        }
        Frame frame = ahead.get();
        ahead = read(frame.timestampNanos());
        // A frame lasts until the next one begins; the last one as long as the one before it.
        ahead.ifPresent(next -> lastDurationNanos = next.timestampNanos() - frame.timestampNanos());
        boolean isKeyFrame = (frame.data().get(0) & 1) == 0; // RFC 6386, section 9.1
        return Optional.of(
                new MediaFrame(
                        frame.data(), frame.timestampNanos(), lastDurationNanos, isKeyFrame));
    }

    private Optional<Frame> read(long previousNanos) throws IOException {
        byte[] head = in.readNBytes(FRAME_HEADER_BYTES);
        if (head.length == 0) {
            return Optional.empty();
        }
        require(head.length == FRAME_HEADER_BYTES, "frame header is cut off");
        ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long size = b.getInt() & 0xFFFFFFFFL;
        long time = b.getLong();
        require(size > 0 && size <= maxFrameBytes, "frame of " + size + " bytes");
        if (previousNanos < 0) {
            firstTime = time;
        }
        long timestampNanos = nanosOf(time - firstTime);
        require(timestampNanos >= previousNanos, "time goes back");
        byte[] data = in.readNBytes((int) size);
        require(data.length == size, "frame is cut off");
        return Optional.of(new Frame(ByteBuffer.wrap(data), timestampNanos));
    }

    private long nanosOf(long time) throws MediaFileException {
        try {
            long ticks = Math.multiplyExact(time, header.ticksPerUnit());
            long seconds = Math.floorDiv(ticks, header.unitsPerSecond());
            long rest = Math.floorMod(ticks, header.unitsPerSecond());
            return Math.addExact(
                    Math.multiplyExact(seconds, NANOS_PER_SECOND),
                    rest * NANOS_PER_SECOND / header.unitsPerSecond());
        } catch (ArithmeticException overflow) {
            throw new MediaFileException("IVF: time out of range");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
