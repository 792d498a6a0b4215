package dev.specter.rtp.file;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.codec.OpusToc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes Opus packets as an Ogg file (RFC 7845), a page about every second. What the sender left
 * out (DTX) and what got lost is filled with packets that ask the decoder to conceal (section 4.1),
 * so that sound after a gap stands where its timestamp says.
 */
public final class OggOpusWriter implements MediaWriter {
    /** Largest packet (RFC 7845, section 6). */
    public static final int MAX_PACKET_BYTES = 61_440;

    private static final int PAGE_SAMPLES = OpusToc.CLOCK_RATE_HZ;
    private static final String VENDOR = "Specter";

    private final FileOutput out;
    private final OpusHead head;
    private final RtpTimeline timeline;
    private OggPageWriter pages;
    private OpusToc lastToc;
    private long samples;
    private long pageBegin;
    private long frames;
    private long skipped;

    /**
     * Begins a file at the channel's position with {@link OpusHead#RECORDING} and the default
     * longest gap.
     *
     * @param channel blocking; closed by {@link #close}
     * @throws IOException if the channel cannot tell its position
     */
    public OggOpusWriter(WritableByteChannel channel) throws IOException {
        this(channel, OpusHead.RECORDING, DEFAULT_MAX_GAP);
    }

    /**
     * Begins a file at the channel's position.
     *
     * @param channel blocking; closed by {@link #close}
     * @param head the file's header
     * @param maxGap filled at most, in whole seconds; each second costs some 25 bytes
     * @throws IOException if the channel cannot tell its position
     */
    public OggOpusWriter(WritableByteChannel channel, OpusHead head, Duration maxGap)
            throws IOException {
        if (maxGap.isNegative()) {
            throw new IllegalArgumentException(maxGap.toString());
        }
        this.out = new FileOutput(channel);
        this.head = head;
        this.timeline = new RtpTimeline(maxGap.toSeconds() * OpusToc.CLOCK_RATE_HZ);
    }

    @Override
    public String mimeType() {
        return "audio/opus";
    }

    @Override
    public int clockRateHz() {
        return OpusToc.CLOCK_RATE_HZ;
    }

    @Override
    public boolean write(ByteBuffer frame, long rtpTimestamp, boolean isKeyFrame)
            throws IOException {
        int duration = durationOf(frame);
        if (duration == 0) {
            skipped++;
            return false;
        }
        long begin = timeline.advance(rtpTimestamp, samples);
        if (begin + duration <= samples) {
            skipped++; // its time is taken
            return false;
        }
        if (pages == null) {
            begin(frame, rtpTimestamp);
        } else {
            fill(begin - samples);
        }
        lastToc = OpusToc.of(frame.get(frame.position()));
        append(frame, duration);
        frames++;
        return true;
    }

    private static int durationOf(ByteBuffer frame) {
        try {
            return frame.remaining() <= MAX_PACKET_BYTES ? OpusToc.packetSamples(frame) : 0;
        } catch (MalformedPacketException malformed) {
            return 0;
        }
    }

    /** RFC 7845, section 3: two header packets, each ends its page, granule position 0. */
    private void begin(ByteBuffer frame, long rtpTimestamp) throws IOException {
        // RFC 3533, section 4: files can be chained if their serials differ; timestamps begin
        // anywhere.
        byte[] first = new byte[frame.remaining()];
        frame.get(frame.position(), first);
        int serial = OggCrc.update((int) rtpTimestamp, first, 0, first.length);
        pages = new OggPageWriter(out, serial);
        pages.add(ByteBuffer.wrap(head.toBytes()));
        pages.flush(OggPage.BEGIN, 0);
        byte[] vendor = VENDOR.getBytes(StandardCharsets.UTF_8);
        ByteBuffer tags = ByteBuffer.allocate(16 + vendor.length).order(ByteOrder.LITTLE_ENDIAN);
        tags.put("OpusTags".getBytes(StandardCharsets.US_ASCII));
        pages.add(tags.putInt(vendor.length).put(vendor).putInt(0).flip());
        pages.flush(0, 0);
    }

    private void fill(long gapSamples) throws IOException {
        for (ByteBuffer packet : OpusGap.packets(lastToc, gapSamples)) {
            append(packet, durationOf(packet));
        }
    }

    private void append(ByteBuffer packet, int duration) throws IOException {
        boolean full = samples - pageBegin >= PAGE_SAMPLES || !pages.hasRoom(packet.remaining());
        if (full && !pages.isEmpty()) {
            pages.flush(0, samples);
            pageBegin = samples;
        }
        pages.add(packet);
        samples += duration;
    }

    @Override
    public long framesWritten() {
        return frames;
    }

    @Override
    public long framesSkipped() {
        return skipped;
    }

    @Override
    public long durationNanos() {
        return samples * 62_500 / 3; // a sample of 48 kHz
    }

    @Override
    public void close() throws IOException {
        try (out) {
            if (pages != null) {
                pages.flush(OggPage.END, samples);
            }
        }
    }
}
