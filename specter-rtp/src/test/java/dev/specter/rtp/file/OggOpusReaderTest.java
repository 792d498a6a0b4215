package dev.specter.rtp.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.rtp.Captured;
import dev.specter.rtp.codec.OpusToc;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

class OggOpusReaderTest {
    private static final long MS = 1_000_000;

    /** A packet of 20 ms: CELT, one frame. */
    private static String packet(int content) {
        return "f8" + String.format("%02x", content);
    }

    private static MediaFrame frame(int content, double beginMs, double durationMs) {
        ByteBuffer data = ByteBuffer.wrap(Bytes.ofHex(packet(content)).toArray());
        return new MediaFrame(data, Math.round(beginMs * MS), Math.round(durationMs * MS), true);
    }

    private static void refused(OggFile file) {
        refused(file.bytes());
    }

    private static void refused(byte[] file) {
        assertThrows(
                MediaFileException.class,
                () -> OggFile.read(new OggOpusReader(new ByteArrayInputStream(file))));
    }

    @Test // made by libopus in ffmpeg
    void readsAStereoFile() throws IOException {
        var reader = new OggOpusReader(Captured.open("media/stereo.ogg"));
        assertEquals("audio/opus", reader.mimeType());
        assertEquals(new OpusHead(2, 312, 48_000, 0), reader.header());
        List<MediaFrame> frames = OggFile.read(reader);
        assertEquals(151, frames.size());
        for (int i = 0; i < 150; i++) {
            assertEquals(20 * MS * i, frames.get(i).timestampNanos());
            assertEquals(20 * MS, frames.get(i).durationNanos());
            assertTrue(OpusToc.of(frames.get(i).data().get(0)).isStereo());
        }
        // 3 s and the pre-skip: what is beyond is trimmed (RFC 7845, section 4.4).
        assertEquals(3_006_500_000L - 3000 * MS, frames.get(150).durationNanos());
    }

    @Test
    void readsPacketsOfSeveralFrames() throws IOException {
        List<MediaFrame> frames = OggFile.read(new OggOpusReader(Captured.open("media/voip.ogg")));
        assertEquals(34, frames.size());
        assertEquals(60 * MS, frames.get(1).timestampNanos());
        assertEquals(
                1, frames.stream().map(f -> f.data().get(0)).collect(Collectors.toSet()).size());
    }

    @Test // RFC 3533, section 5
    void putsPacketsOverPagesTogether() throws IOException {
        byte[] large = new byte[700];
        Arrays.fill(large, (byte) 7);
        large[0] = (byte) 0xF8;
        byte[] full = {(byte) 255};
        var file =
                new OggFile()
                        .headers(9)
                        .page(9, 2, 0, -1, full, Arrays.copyOf(large, 255))
                        .page(9, 3, 1, -1, full, Arrays.copyOfRange(large, 255, 510))
                        .page(
                                9,
                                4,
                                OggFile.CONTINUED,
                                1920,
                                new byte[] {(byte) 190, 2},
                                concat(Arrays.copyOfRange(large, 510, 700), "f801"))
                        // A packet of 255 bytes ends with a segment of none.
                        .page(9, 5, 0, -1, full, Arrays.copyOf(large, 255))
                        .page(
                                9,
                                6,
                                OggFile.CONTINUED | OggFile.END,
                                2880,
                                new byte[1],
                                new byte[0]);
        List<MediaFrame> frames = file.read();
        assertEquals(3, frames.size());
        assertEquals(ByteBuffer.wrap(large), frames.get(0).data());
        assertEquals(frame(1, 20, 20), frames.get(1));
        assertEquals(ByteBuffer.wrap(large, 0, 255), frames.get(2).data());
        assertEquals(40 * MS, frames.get(2).timestampNanos());
        var bounded = new OggOpusReader(new ByteArrayInputStream(file.bytes()), 699);
        assertThrows(MediaFileException.class, bounded::next);
    }

    private static byte[] concat(byte[] a, String hex) {
        byte[] b = Bytes.ofHex(hex).toArray();
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test // RFC 3533, section 6: a page number is missing
    void aLostPageCostsItsPacketsAndTheTimeStaysRight() throws IOException {
        byte[] open = concat(new byte[0], packet(1));
        byte[] twoAndOpen = Arrays.copyOf(open, 2 + 255);
        List<MediaFrame> frames =
                new OggFile()
                        .headers(9)
                        .page(9, 2, 0, 960, new byte[] {2, (byte) 255}, twoAndOpen)
                        // Page 3, with a packet of 20 ms, is missing; its end is on page 4.
                        .page(9, 4, OggFile.CONTINUED, 2880, "aabb", packet(3))
                        // Not continued although a packet is open, and the other way round.
                        .page(9, 5, 0, -1, new byte[] {(byte) 255}, new byte[255])
                        .page(9, 6, 0, 3840, packet(4))
                        .page(9, 7, OggFile.CONTINUED, 4800, "aabb", packet(5))
                        .read();
        assertEquals(
                List.of(frame(1, 0, 40), frame(3, 40, 20), frame(4, 60, 20), frame(5, 80, 20)),
                frames);
    }

    @Test // RFC 7845, section 4.5
    void aStreamThatWasCutOutBeginsAtTimeZeroAndKeepsItsGaps() throws IOException {
        List<MediaFrame> frames =
                new OggFile()
                        .headers(9)
                        .page(9, 2, 0, 100_000, packet(1), packet(2))
                        .page(9, 3, 0, 100_000 + 48_000, packet(3))
                        .page(9, 4, 0, 100_000, packet(4)) // goes back: durations count
                        .read();
        assertEquals(
                List.of(
                        frame(1, 0, 20),
                        frame(2, 20, 1000),
                        frame(3, 1020, 20),
                        frame(4, 1040, 20)),
                frames);
    }

    @Test // RFC 7845, section 4.4
    void theLastPageTrimsTheEnd() throws IOException {
        var trimmed =
                new OggFile()
                        .headers(9)
                        .page(9, 2, 0, 960, packet(1))
                        .page(9, 3, OggFile.END, 2000, packet(2), packet(3), packet(4))
                        .page(9, 4, 0, 9000, packet(5)); // behind the end
        assertEquals(
                List.of(
                        frame(1, 0, 20),
                        frame(2, 20, 20),
                        new MediaFrame(frame(3, 0, 0).data(), 40 * MS, 1_666_666, true)),
                trimmed.read());
        // A single page may claim less than its packets have.
        assertEquals(
                List.of(frame(1, 0, 10)),
                new OggFile().headers(9).page(9, 2, OggFile.END, 480, packet(1), packet(2)).read());
        refused(new OggFile().headers(9).page(9, 2, 0, 480, packet(1)));
    }

    @Test // RFC 3533, section 4: grouping
    void skipsOtherStreamsAndTakesTheFirstOfOpus() throws IOException {
        var file =
                new OggFile()
                        .page(1, 0, OggFile.BEGIN, 0, "807468656f7261")
                        .page(2, 0, OggFile.BEGIN, 0, OggFile.head(2, 0))
                        .page(3, 0, OggFile.BEGIN, 0, OggFile.head(1, 0))
                        .page(1, 1, 0, 0, "81")
                        .page(3, 1, 0, 0, OggFile.TAGS)
                        .page(2, 1, 0, 0, OggFile.TAGS)
                        .page(3, 2, OggFile.END, 960, packet(3))
                        .page(2, 2, 0, 960, packet(1))
                        .page(1, 2, OggFile.END, 5, "00")
                        .page(2, 3, OggFile.END, 1920, packet(2));
        assertEquals(2, file.open().header().channels());
        assertEquals(-2, file.open().header().outputGain());
        assertEquals(List.of(frame(1, 0, 20), frame(2, 20, 20)), file.read());
        var crowded = new OggFile();
        for (int i = 0; i < 65; i++) {
            crowded.page(i, 0, OggFile.BEGIN, 0, OggFile.head(1, 0));
        }
        refused(crowded.page(0, 1, 0, 0, OggFile.TAGS));
    }

    @Test // RFC 3533, section 4: chaining
    void readsAChainAsOneFile() throws IOException {
        OggFile file =
                new OggFile()
                        .headers(9)
                        .page(9, 2, OggFile.END, 960 + 480, packet(1), packet(2))
                        .page(8, 0, OggFile.BEGIN, 0, OggFile.head(2, 0))
                        .page(8, 1, 0, 0, OggFile.TAGS)
                        .page(8, 2, 0, 960, packet(3))
                        .headers(7) // the one before it has no end
                        .page(7, 2, OggFile.END, 960, packet(4));
        OggOpusReader reader = file.open();
        assertEquals(1, reader.header().channels());
        assertEquals(
                List.of(frame(1, 0, 20), frame(2, 20, 10), frame(3, 30, 20), frame(4, 50, 20)),
                OggFile.read(reader));
        refused(file.page(1, 0, OggFile.BEGIN, 0, "807468656f7261"));
    }

    @Test // RFC 7845, section 5.2: comments may be large and lie over pages
    void skipsTheComments() throws IOException {
        byte[] full = new byte[255];
        Arrays.fill(full, (byte) 255);
        byte[] tags = Arrays.copyOf(Bytes.ofHex(OggFile.TAGS).toArray(), 255 * 255);
        var file =
                new OggFile()
                        .page(9, 0, OggFile.BEGIN, 0, OggFile.head(1, 0))
                        .page(9, 1, 0, -1, full, tags);
        for (int i = 2; i < 12; i++) {
            file.page(9, i, OggFile.CONTINUED, -1, full, tags);
        }
        file.page(9, 12, OggFile.CONTINUED, 0, new byte[] {9}, new byte[9]);
        assertEquals(List.of(frame(1, 0, 20)), file.page(9, 13, 0, 960, packet(1)).read());
        OggFile open = new OggFile().page(9, 0, OggFile.BEGIN, 0, OggFile.head(1, 0));
        refused(open);
        refused(open.page(9, 1, 0, 0, OggFile.TAGS, packet(1)));
        var other = new OggFile().page(9, 0, OggFile.BEGIN, 0, OggFile.head(1, 0));
        refused(other.page(8, 7, 0, 0, "81").headers(7));
        refused(
                new OggFile()
                        .page(9, 0, OggFile.BEGIN, 0, OggFile.head(1, 0))
                        .page(9, 1, 0, 0, "4f70757354616700" + "0000000000000000"));
    }

    @Test
    void emptyStreamsHaveNoFrames() throws IOException {
        assertEquals(List.of(), new OggFile().headers(9).read());
        assertEquals(
                List.of(),
                new OggFile()
                        .headers(9)
                        .page(9, 2, OggFile.END, 0, new byte[0], new byte[0])
                        .read());
        var tagsAreAll =
                new OggFile()
                        .page(9, 0, OggFile.BEGIN, 0, OggFile.head(1, 0))
                        .page(9, 1, OggFile.END, 0, OggFile.TAGS)
                        .page(9, 2, 0, 960, packet(1));
        assertEquals(List.of(), tagsAreAll.read());
    }

    @Test // RFC 7845, section 5.1
    void readsHeadersOfOtherFamiliesAndRefusesWhatRtpCannotHold() throws IOException {
        String family1 = OggFile.head(2, 1);
        for (String good : List.of(family1 + "01010001", OggFile.head(1, 255) + "010000")) {
            var file = new OggFile().page(9, 0, OggFile.BEGIN, 0, good);
            assertEquals(312, file.page(9, 1, 0, 0, OggFile.TAGS).open().header().preSkipSamples());
        }
        for (String bad :
                List.of(
                        OggFile.head(0, 0),
                        OggFile.head(3, 0),
                        OggFile.head(6, 1) + "0402000401020305",
                        family1 + "02000001",
                        family1,
                        OggFile.head(1, 0).substring(0, 36),
                        OggFile.head(1, 0).replace("6561640101", "6561641001"),
                        "4f70757348656163" + "00".repeat(11),
                        "4f7075")) {
            refused(new OggFile().page(9, 0, OggFile.BEGIN, 0, bad).page(9, 1, 0, 0, OggFile.TAGS));
        }
        var minor = OggFile.head(1, 0).replace("6561640101", "6561640f01");
        var file = new OggFile().page(9, 0, OggFile.BEGIN, 0, minor);
        assertEquals(1, file.page(9, 1, 0, 0, OggFile.TAGS).open().header().channels());
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        byte[] good = new OggFile().headers(9).page(9, 2, 0, 960, packet(1)).bytes();
        assertEquals(1, OggFile.read(new OggOpusReader(new ByteArrayInputStream(good))).size());
        refused(new byte[0]);
        int pages = 3;
        int whole = 0;
        for (int size = 1; size < good.length; size++) {
            try {
                OggFile.read(
                        new OggOpusReader(new ByteArrayInputStream(Arrays.copyOf(good, size))));
                whole++;
            } catch (MediaFileException expected) {
                // a page, or the headers, are cut off
            }
        }
        assertEquals(pages - 2, whole); // the headers alone are a file
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            refused(bad); // the checksum covers every bit
        }
        for (int i : new int[] {0, 4}) { // capture pattern, version
            byte[] bad = good.clone();
            bad[i]++;
            refused(OggFile.withChecksum(bad, 0, 27 + 1 + 19));
        }
        refused(new OggFile().page(9, 0, 0, 0, OggFile.head(1, 0)));
        refused(new OggFile().headers(9).page(9, 2, 0, -1, packet(1)));
        refused(new OggFile().headers(9).page(9, 2, 0, Long.MIN_VALUE, packet(1)));
        refused(new OggFile().headers(9).page(9, 2, 0, Long.MAX_VALUE, packet(1)));
        refused(new OggFile().headers(9).page(9, 2, 0, 960, ""));
        refused(new OggFile().headers(9).page(9, 2, 0, 960, "ff"));
        var ages =
                new OggFile()
                        .headers(9)
                        .page(9, 2, 0, 960, packet(1))
                        .page(9, 3, 0, (1L << 47) - 1, packet(1))
                        .headers(8)
                        .page(8, 2, 0, 960, packet(1))
                        .page(8, 3, 0, (1L << 47) - 1, packet(1));
        refused(ages);
    }
}
