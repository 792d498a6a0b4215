package dev.specter.rtp.file;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.codec.OpusToc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads Opus from an Ogg file (RFC 3533, RFC 7845), packet by packet; every packet is a key frame.
 * Other logical streams in the file are skipped; of several Opus streams the first one is read.
 * Chained files are read as one: each link goes on where the one before it ended.
 *
 * <p>Times are those of the packets, so the pre-skip is played too, as it is in a call. A page that
 * begins later than the one before it ended makes that one's last packet last until then. The end
 * is trimmed as the last page says (section 4.4).
 */
public final class OggOpusReader implements MediaReader {
    /** Default bound of a packet's size (RFC 7845, section 6). */
    public static final int DEFAULT_MAX_PACKET_BYTES = 61_440;

    /** Logical streams that may begin together. */
    private static final int MAX_STREAMS = 64;

    private static final long TAGS_SIGNATURE = 0x4F70757354616773L; // "OpusTags"

    private final OggPageReader pages;
    private final int maxPacketBytes;
    private final Deque<MediaFrame> frames = new ArrayDeque<>();
    private Optional<OggPage> ahead = Optional.empty();
    private OpusHead head;
    private int serial;
    private OggPackets packets;
    private OpusClock clock = new OpusClock(0);
    private boolean streamEnded;
    private boolean fileEnded;

    /**
     * Reads the file's headers.
     *
     * @param in a stream that is best buffered; closed by {@link #close}, not if this fails
     * @throws MediaFileException if it is not an Ogg file with Opus
     * @throws IOException if it cannot be read
     */
    public OggOpusReader(InputStream in) throws IOException {
        this(in, DEFAULT_MAX_PACKET_BYTES);
    }

    /**
     * Reads the file's headers.
     *
     * @param in a stream that is best buffered; closed by {@link #close}, not if this fails
     * @param maxPacketBytes bound of a packet's size
     * @throws MediaFileException if it is not an Ogg file with Opus of one or two channels
     * @throws IOException if it cannot be read
     */
    public OggOpusReader(InputStream in, int maxPacketBytes) throws IOException {
        this.pages = new OggPageReader(in);
        this.maxPacketBytes = maxPacketBytes;
        Optional<OggPage> first = pages.next();
        require(first.isPresent(), "empty file");
        beginLink(first.get());
    }

    private static void require(boolean condition, String what) throws MediaFileException {
        if (!condition) {
            throw new MediaFileException("Opus in Ogg: " + what);
        }
    }

    @Override
    public String mimeType() {
        return "audio/opus";
    }

    /** The header of the stream, in a chained file that of the link last read from. */
    public OpusHead header() {
        return head;
    }

    /** RFC 3533, section 4: the first pages of all streams come before any other page. */
    private void beginLink(OggPage first) throws IOException {
        OpusHead found = null;
        int streams = 0;
        Optional<OggPage> page = Optional.of(first);
        for (; page.isPresent() && page.get().is(OggPage.BEGIN); page = pages.next()) {
            require(++streams <= MAX_STREAMS, "more than " + MAX_STREAMS + " streams");
            ByteBuffer body = ByteBuffer.wrap(page.get().body());
            if (found == null && OpusHead.isHead(body)) {
                found = OpusHead.parse(body);
                serial = page.get().serial();
            }
        }
        require(found != null, "no Opus in it");
        head = found;
        ahead = page;
        streamEnded = false;
        skipTags();
        packets = OggPackets.whole(maxPacketBytes);
    }

    /** RFC 7845, section 5.2: the comments are the second packet and end their page. */
    private void skipTags() throws IOException {
        var tags = OggPackets.cut(Long.BYTES);
        while (true) {
            Optional<OggPage> page = nextPage();
            require(page.isPresent() && !page.get().is(OggPage.BEGIN), "no OpusTags");
            if (page.get().serial() == serial) {
                List<ByteBuffer> ended = tags.take(page.get());
                if (!ended.isEmpty()) {
                    ByteBuffer packet = ended.get(0);
                    boolean isTags =
                            packet.remaining() == Long.BYTES && packet.getLong() == TAGS_SIGNATURE;
                    require(isTags && ended.size() == 1, "no OpusTags, or more on their page");
                    streamEnded = page.get().is(OggPage.END);
                    return;
                }
            }
        }
    }

    private Optional<OggPage> nextPage() throws IOException {
        Optional<OggPage> page = ahead.isPresent() ? ahead : pages.next();
        ahead = Optional.empty();
        return page;
    }

    @Override
    public Optional<MediaFrame> next() throws IOException {
        while (frames.size() < 2 && !fileEnded) { // the last one may be stretched over a gap
            Optional<OggPage> page = nextPage();
            if (page.isEmpty()) {
                fileEnded = true;
            } else if (page.get().is(OggPage.BEGIN)) {
                beginLink(page.get());
                clock = new OpusClock(clock.endSamples());
            } else if (page.get().serial() == serial && !streamEnded) {
                streamEnded = page.get().is(OggPage.END);
                takePage(page.get());
            }
        }
        return Optional.ofNullable(frames.poll());
    }

    private void takePage(OggPage page) throws MediaFileException {
        List<ByteBuffer> ended = packets.take(page);
        int[] durations = new int[ended.size()];
        for (int i = 0; i < durations.length; i++) {
            durations[i] = durationOf(ended.get(i));
        }
        if (durations.length == 0) {
            return;
        }
        clock.beginPage(page.granulePosition(), durations, page.is(OggPage.END));
        stretchLast(clock.nowNanos());
        for (int i = 0; i < durations.length; i++) {
            long beginNanos = clock.nowNanos();
            if (clock.advance(durations[i])) {
                long durationNanos = clock.nowNanos() - beginNanos;
                frames.add(new MediaFrame(ended.get(i), beginNanos, durationNanos, true));
            }
        }
    }

    /** A frame lasts until the next one begins. */
    private void stretchLast(long nextNanos) {
        MediaFrame last = frames.pollLast();
        if (last != null) {
            long durationNanos = nextNanos - last.timestampNanos();
            frames.add(new MediaFrame(last.data(), last.timestampNanos(), durationNanos, true));
        }
    }

    private static int durationOf(ByteBuffer packet) throws MediaFileException {
        try {
            return OpusToc.packetSamples(packet);
        } catch (MalformedPacketException malformed) {
            throw new MediaFileException("Opus in Ogg: packet without a valid duration");
        }
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
