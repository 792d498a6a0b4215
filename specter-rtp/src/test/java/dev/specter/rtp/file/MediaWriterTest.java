package dev.specter.rtp.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.Captured;
import dev.specter.rtp.codec.EncodedFrame;
import dev.specter.rtp.codec.OpusToc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class MediaWriterTest {
    private static final long MS = 1_000_000;
    private static final List<String> MIME_TYPES = List.of("video/H264", "video/VP8", "audio/opus");

    /** The timestamps wrap within the first second. */
    private static final long FIRST_TIMESTAMP = 0xFFFFFFFFL - 20_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private WritableByteChannel channel() {
        return Channels.newChannel(out);
    }

    private static ByteBuffer data(String hex) {
        return ByteBuffer.wrap(Bytes.ofHex(hex).toArray());
    }

    private static long timestamp(MediaWriter writer, long nanos) {
        return FIRST_TIMESTAMP + Math.round(nanos * (writer.clockRateHz() / 1e9)) & 0xFFFFFFFFL;
    }

    private static void writeAll(MediaWriter writer, List<MediaFrame> frames) throws IOException {
        for (MediaFrame frame : frames) {
            long timestamp = timestamp(writer, frame.timestampNanos());
            assertTrue(writer.write(frame.data(), timestamp, frame.isKeyFrame()));
        }
    }

    private List<MediaFrame> readBack(String mimeType) throws IOException {
        var in = new ByteArrayInputStream(out.toByteArray());
        return OggFile.read(MediaFiles.reader(mimeType, in).orElseThrow());
    }

    private static List<MediaFrame> read(String mimeType, String file) throws IOException {
        return OggFile.read(MediaFiles.reader(mimeType, Captured.open(file)).orElseThrow());
    }

    @Test // RFC 7845
    void opusComesBackAsItWas() throws IOException {
        for (String file : List.of("media/stereo.ogg", "media/voip.ogg")) {
            out.reset();
            List<MediaFrame> frames = read("audio/opus", file);
            var head = new OggOpusReader(Captured.open(file)).header();
            var writer = new OggOpusWriter(channel(), head, MediaWriter.DEFAULT_MAX_GAP);
            writeAll(writer, frames);
            writer.close();
            assertEquals(frames.size(), writer.framesWritten());
            var reader = new OggOpusReader(new ByteArrayInputStream(out.toByteArray()));
            assertEquals(head, reader.header());
            List<MediaFrame> back = OggFile.read(reader);
            int last = frames.size() - 1;
            assertEquals(frames.subList(0, last), back.subList(0, last));
            assertEquals(frames.get(last).data(), back.get(last).data());
            long endNanos = back.get(last).timestampNanos() + back.get(last).durationNanos();
            assertEquals(writer.durationNanos(), endNanos);
        }
    }

    @Test // RFC 3533, section 6; RFC 7845, section 3
    void oggHasItsHeadersAPageASecondAndAnEnd() throws IOException {
        var writer = new OggOpusWriter(channel());
        writeAll(writer, read("audio/opus", "media/stereo.ogg"));
        writer.close();
        var pages = new OggPageReader(new ByteArrayInputStream(out.toByteArray()));
        var all = new ArrayList<OggPage>();
        for (var page = pages.next(); page.isPresent(); page = pages.next()) {
            all.add(page.get());
        }
        assertEquals(
                List.of(0L, 0L, 48_000L, 96_000L, 144_000L, 144_960L),
                all.stream().map(OggPage::granulePosition).toList());
        assertEquals(List.of(2, 0, 0, 0, 0, 4), all.stream().map(OggPage::flags).toList());
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), all.stream().map(OggPage::sequence).toList());
        assertEquals(1, all.stream().map(OggPage::serial).distinct().count());
        assertEquals(
                "4f707573486561640102" + "3801" + "80bb0000" + "0000" + "00",
                Bytes.copyOf(all.get(0).body()).toHex());
    }

    @Test
    void largePacketsBeginAPageAndHugeOnesAreLeftOut() throws IOException {
        var writer = new OggOpusWriter(channel());
        byte[] large = new byte[OggOpusWriter.MAX_PACKET_BYTES];
        large[0] = (byte) 0xFC;
        for (int i = 0; i < 3; i++) {
            assertTrue(writer.write(ByteBuffer.wrap(large), 960L * i, true));
        }
        byte[] huge = Arrays.copyOf(large, large.length + 1);
        assertFalse(writer.write(ByteBuffer.wrap(huge), 3 * 960, true));
        assertTrue(writer.write(data("fc01"), 4 * 960, true));
        writer.close();
        List<MediaFrame> back = readBack("audio/opus");
        assertEquals(5, back.size()); // one stands for the gap
        assertEquals(ByteBuffer.wrap(large), back.get(2).data());
        assertEquals(1, writer.framesSkipped());
        assertEquals(4, writer.framesWritten());
    }

    @Test // RFC 7845, section 4.1
    void gapsInOpusAreFilledAndTheRestStaysInTime() throws IOException, MalformedPacketException {
        var writer = new OggOpusWriter(channel());
        writer.write(data("fc01"), 0, true);
        writer.write(data("fc02"), 960, true);
        writer.write(data("fc03"), 960 * 4, true); // two lost
        writer.write(data("fc"), 960 * 5, true); // the sender falls silent
        writer.write(data("fc04"), 960 * 26, true); // 400 ms later
        writer.write(data("fc05"), 960 * 26 + 500, true); // overlaps, but goes on
        writer.write(data("fc06"), 960 * 26 + 900, true); // its time is taken
        writer.write(data("fc07"), 960 * 28 + 130, true); // 2.5 ms missing, and a little
        writer.write(data("fc08"), 960 * 29 + 240, true); // which has grown to 2.5 ms
        writer.close();
        List<MediaFrame> back = readBack("audio/opus");
        assertEquals(
                List.of(
                        "fc01", "fc02", "ff02", "fc03", "fc", "ff06", "ff06", "ff06", "ff02",
                        "fc04", "fc05", "e4", "fc07", "e4", "fc08"),
                back.stream().map(f -> Bytes.copyOf(f.data().array()).toHex()).toList());
        assertEquals(8, writer.framesWritten());
        assertEquals(1, writer.framesSkipped());
        long position = 0;
        for (MediaFrame frame : back) {
            assertEquals(position * 62_500 / 3, frame.timestampNanos());
            position += OpusToc.packetSamples(frame.data());
        }
        assertEquals(position * 62_500 / 3, writer.durationNanos());
    }

    @Test // RFC 7845, section 4.1: the same mode as long as it goes
    void everyGapIsFilledTo2500Microseconds() throws MalformedPacketException {
        for (int config = 0; config < 32; config++) {
            var before = new OpusToc(config, config % 2 == 0, 1);
            for (int gap = -120; gap < 20_000; gap += 40) {
                List<ByteBuffer> packets = OpusGap.packets(before, gap);
                int filled = 0;
                int lastFrame = before.frameSamples();
                for (ByteBuffer packet : packets) {
                    OpusToc toc = OpusToc.of(packet.get(0));
                    assertEquals(before.isStereo(), toc.isStereo());
                    assertTrue(toc.frameSamples() <= lastFrame);
                    lastFrame = toc.frameSamples();
                    boolean sameMode = config < 16 && toc.config() < 16 || toc.config() >= 16;
                    assertTrue(sameMode && (toc.config() / 4 == config / 4 || lastFrame < 480));
                    filled += OpusToc.packetSamples(packet);
                }
                assertEquals(Math.max(0, gap) / 120 * 120, filled);
            }
        }
    }

    @Test
    void aClockThatJumpsDoesNotFillTheFile() throws IOException {
        var writer = new OggOpusWriter(channel(), OpusHead.RECORDING, Duration.ofSeconds(10));
        writer.write(data("fc01"), 0, true);
        writer.write(data("fc02"), 480_000, true); // 10 s: a gap
        writer.write(data("fc03"), 480_000 + 480_001, true); // more: a jump
        writer.write(data("fc04"), 480_000 + 480_961, true);
        writer.write(data("fc05"), 100, true); // back
        writer.write(data("fc06"), 1060, true);
        writer.write(data("fc07"), 1060 + 0x7FFFFFFFL, true);
        writer.close();
        assertEquals((10_000 + 6 * 20) * MS, writer.durationNanos());
        assertEquals(7, writer.framesWritten());
        assertEquals((10_000 + 6 * 20) * MS, lengthNanos(readBack("audio/opus")));
        assertTrue(out.size() < 800, out.size() + " bytes");
    }

    private static long lengthNanos(List<MediaFrame> frames) {
        MediaFrame last = frames.get(frames.size() - 1);
        return last.timestampNanos() + last.durationNanos();
    }

    @Test
    void vp8ComesBackAsItWas(@TempDir Path folder) throws IOException {
        List<MediaFrame> frames = read("video/VP8", "media/ntsc.ivf");
        Path path = folder.resolve("x.ivf");
        var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.write(data("0102030405")); // the writer begins where the channel stands
        var writer = new IvfWriter(file);
        writeAll(writer, frames);
        assertEquals(60 * 3003L * 100_000 / 9, writer.durationNanos());
        writer.close();
        assertFalse(file.isOpen());
        byte[] bytes = Files.readAllBytes(path);
        assertArrayEquals(data("0102030405").array(), Arrays.copyOf(bytes, 5));
        var in = new ByteArrayInputStream(bytes, 5, bytes.length);
        var reader = new IvfReader(in);
        // The length in ticks.
        assertEquals(new IvfHeader("VP80", 320, 240, 90_000, 1, 60 * 3003), reader.header());
        assertEquals(
                frames.stream().map(MediaFrame::data).toList(),
                OggFile.read(reader).stream().map(MediaFrame::data).toList());
        // Without going back there is no length, and all else is the same.
        var streamed = new IvfWriter(channel());
        writeAll(streamed, frames);
        streamed.close();
        byte[] same = Arrays.copyOfRange(bytes, 5, bytes.length);
        Arrays.fill(same, 24, 28, (byte) 0);
        assertArrayEquals(same, out.toByteArray());
        assertEquals(3003L * 100_000 / 9, readBack("video/VP8").get(1).timestampNanos());
    }

    @Test // RFC 6386, section 9.1
    void vp8BeginsWithAKeyFrameThatHasASize() throws IOException {
        var writer = new IvfWriter(channel());
        String key = "100000" + "9d012a" + "4041" + "f080" + "00"; // 320, 240, with scaling bits
        for (String bad :
                List.of(
                        "",
                        "31",
                        key.replaceFirst("10", "11"),
                        key.replace("9d", "9c"),
                        key.replace("4041", "0040"),
                        key.replace("f080", "0080"),
                        key.substring(0, 18))) {
            assertFalse(writer.write(data(bad), 0, true), bad);
        }
        assertTrue(writer.write(new EncodedFrame(data(key), 5, true)));
        assertFalse(writer.write(data(""), 3005, false));
        assertTrue(writer.write(data("31"), 6005, false));
        assertTrue(writer.write(data("32"), 5, false)); // back: as long after it as the one before
        assertTrue(writer.write(data("33"), 3005, false));
        writer.close();
        assertEquals(8, writer.framesSkipped());
        List<MediaFrame> back = readBack("video/VP8");
        assertEquals(List.of(data(key), data("31"), data("32"), data("33")), payloads(back));
        assertEquals(
                List.of(0L, 66_666_666L, 133_333_333L, 166_666_666L),
                back.stream().map(MediaFrame::timestampNanos).toList());
        var header = new IvfReader(new ByteArrayInputStream(out.toByteArray())).header();
        assertEquals(320, header.width());
        assertEquals(240, header.height());
    }

    private static List<ByteBuffer> payloads(List<MediaFrame> frames) {
        return frames.stream().map(MediaFrame::data).toList();
    }

    @Test // ITU-T H.264, annex B
    void h264ComesBackAsItWas() throws IOException {
        for (String file : List.of("media/aud.h264", "media/slices.h264")) {
            out.reset();
            List<MediaFrame> frames = read("video/H264", file);
            var writer = new H264AnnexBWriter(channel());
            writeAll(writer, frames);
            writer.close();
            assertEquals(frames, readBack("video/H264"));
            var expected = new ByteArrayOutputStream();
            frames.forEach(frame -> expected.writeBytes(frame.data().array()));
            assertArrayEquals(expected.toByteArray(), out.toByteArray());
            assertTrue(Math.abs(lengthNanos(frames) - writer.durationNanos()) < 20_000);
        }
    }

    @Test
    void h264BeginsWithAnIdrPictureAndItsParameterSets() throws IOException {
        var writer = new H264AnnexBWriter(channel());
        String sps = "000001" + "67aa";
        String pps = "00000001" + "68bb00";
        String idr = "000001" + "65cc";
        for (String bad : List.of("", "65cc", idr, sps + idr, sps + pps, pps + idr, "000001")) {
            assertFalse(writer.write(data(bad), 0, true), bad);
        }
        assertTrue(writer.write(data(sps + pps + idr), 0, true));
        assertFalse(writer.write(data("41dd"), 3000, false)); // no start code, no NAL unit
        assertTrue(writer.write(data("000001" + "41dd" + "000001"), 6000, false));
        writer.close();
        assertEquals(8, writer.framesSkipped());
        assertEquals(2, writer.framesWritten());
        assertEquals(
                "00000001"
                        + "67aa"
                        + "00000001"
                        + "68bb"
                        + "00000001"
                        + "65cc"
                        + "00000001"
                        + "41dd",
                Bytes.copyOf(out.toByteArray()).toHex());
    }

    @Test
    void aFileWithoutFramesIsEmptyAndItsChannelClosed(@TempDir Path folder) throws IOException {
        for (String mimeType : MIME_TYPES) {
            Path path = folder.resolve("x." + MediaFiles.extension(mimeType).orElseThrow());
            var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            MediaWriter writer = MediaFiles.writer(mimeType, file).orElseThrow();
            assertEquals(mimeType, writer.mimeType());
            assertFalse(writer.write(data(""), 0, true));
            assertEquals(0, writer.durationNanos());
            writer.close();
            assertFalse(file.isOpen());
            assertEquals(0, Files.size(path));
        }
        assertEquals(Optional.empty(), MediaFiles.writer("video/AV1", channel()));
        assertEquals(Optional.empty(), MediaFiles.reader("video/AV1", null));
    }

    @Test
    void aFullDiskIsToldAndTheChannelClosed() throws IOException {
        for (String mimeType : MIME_TYPES) {
            var full = new FullDisk();
            MediaWriter writer = MediaFiles.writer(mimeType, full).orElseThrow();
            String key = "100000" + "9d012a" + "40014001" + "00";
            String frame = mimeType.endsWith("H264") ? "000001670000016800000165" : key;
            assertTrue(writer.write(data(frame), 0, true));
            assertThrows(ClosedChannelException.class, writer::close);
            assertFalse(full.isOpen());
        }
    }

    private static final class FullDisk implements WritableByteChannel {
        private boolean open = true;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            throw new ClosedChannelException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
