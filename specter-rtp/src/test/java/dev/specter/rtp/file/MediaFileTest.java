package dev.specter.rtp.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.rtp.Captured;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class MediaFileTest {
    private static InputStream hex(String hex) {
        return new ByteArrayInputStream(Bytes.ofHex(hex).toArray());
    }

    private static ByteBuffer data(String hex) {
        return ByteBuffer.wrap(Bytes.ofHex(hex).toArray());
    }

    /** Gives one byte at a time, so that every start code lies across a block's edge. */
    private static InputStream trickle(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int at, int count) {
                return super.read(target, at, 1);
            }
        };
    }

    private static List<MediaFrame> all(MediaReader reader) throws IOException {
        var frames = new ArrayList<MediaFrame>();
        for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
            frames.add(frame.get());
        }
        reader.close();
        return frames;
    }

    private static void near(long expected, long nanos) {
        assertTrue(Math.abs(expected - nanos) <= 100, () -> expected + " but " + nanos);
    }

    @Test // ITU-T H.264, section 7.4.1.2.3
    void groupsByAccessUnitDelimiters() throws IOException {
        var reader = new H264AnnexBReader(Captured.open("media/aud.h264"), 1);
        List<MediaFrame> frames = all(reader);
        assertEquals(90, frames.size());
        assertEquals(30.0, reader.framesPerSecond()); // from the SPS, not the default of 1
        assertEquals(3, frames.stream().filter(MediaFrame::isKeyFrame).count());
        assertTrue(frames.get(0).isKeyFrame());
        assertEquals(33_333_333, frames.get(1).timestampNanos());
        // Rounding does not add up.
        assertEquals(1_000_000_000L, frames.get(30).timestampNanos());
        assertEquals(2_000_000_000L, frames.get(60).timestampNanos());
        for (MediaFrame frame : frames) {
            assertEquals(0x0109, frame.data().getShort(3));
        }
    }

    @Test
    void groupsSlicesByTheFirstMacroblock() throws IOException {
        var reader = new H264AnnexBReader(Captured.open("media/slices.h264"));
        List<MediaFrame> frames = all(reader);
        assertEquals(50, frames.size());
        assertEquals(25.0, reader.framesPerSecond());
        for (MediaFrame frame : frames) {
            assertEquals(4, slices(frame.data()));
        }
    }

    private static int slices(ByteBuffer unit) {
        int slices = 0;
        for (int i = 0; i + 4 < unit.limit(); i++) {
            int type = unit.get(i + 4) & 0x1F;
            slices += unit.getInt(i) == 1 && (type == 1 || type == 5) ? 1 : 0;
        }
        return slices;
    }

    @Test
    void allBytesOfTheFileAreInTheFrames() throws IOException {
        for (String name : List.of("media/aud.h264", "media/slices.h264")) {
            byte[] file = Captured.bytes(name);
            List<MediaFrame> frames = all(new H264AnnexBReader(new ByteArrayInputStream(file)));
            List<MediaFrame> trickled = all(new H264AnnexBReader(trickle(file)));
            assertEquals(frames, trickled);
            int threeByteCodes = 0;
            for (int i = 1; i + 3 < file.length; i++) {
                boolean code = file[i] == 0 && file[i + 1] == 0 && file[i + 2] == 1;
                threeByteCodes += code && file[i - 1] != 0 ? 1 : 0;
            }
            int bytes = frames.stream().mapToInt(f -> f.data().remaining()).sum();
            assertEquals(file.length + threeByteCodes, bytes);
        }
    }

    @Test
    void readsWhatEncodersLeaveOut() throws IOException {
        // No parameter sets: the default rate; three-byte codes, zeros behind units, two codes in
        // a row, an end-of-stream unit that belongs to the last picture.
        String file =
                "000001"
                        + "6588"
                        + "0000000001"
                        + "41e1"
                        + "00"
                        + "000001"
                        + "000001"
                        + "41b0"
                        + "000001"
                        + "4155"
                        + "000001"
                        + "0b"
                        + "000000";
        List<MediaFrame> frames = all(new H264AnnexBReader(hex(file), 50));
        assertEquals(
                List.of(
                        new MediaFrame(data("00000001" + "6588"), 0, 20_000_000, true),
                        new MediaFrame(data("00000001" + "41e1"), 20_000_000, 20_000_000, false),
                        new MediaFrame(
                                data("00000001" + "41b0" + "00000001" + "4155" + "00000001" + "0b"),
                                40_000_000,
                                20_000_000,
                                false)),
                frames);
        assertEquals(List.of(), all(new H264AnnexBReader(hex("00000001" + "67"))));
    }

    @Test
    void saysWhatIsWrongWithAnH264File() {
        for (String bad : List.of("", "00", "00000000", "ff000001" + "6588", "0001" + "6588")) {
            var reader = new H264AnnexBReader(hex(bad));
            assertThrows(MediaFileException.class, reader::next, bad);
        }
        var forbidden = new H264AnnexBReader(hex("000001" + "e588"));
        assertThrows(MediaFileException.class, forbidden::next);
        var unit = new H264AnnexBReader(hex("000001" + "65" + "88".repeat(100)), 30, 99);
        assertThrows(MediaFileException.class, unit::next);
        String many = ("000001" + "6511").repeat(30); // slices of one picture
        var frame = new H264AnnexBReader(hex(many), 30, 99);
        assertThrows(MediaFileException.class, frame::next);
        byte[] endless = new byte[3_000_000];
        Arrays.fill(endless, (byte) 0x55);
        endless[0] = endless[1] = 0;
        endless[2] = 1;
        var huge = new H264AnnexBReader(new ByteArrayInputStream(endless), 30, 1_000_000);
        assertThrows(MediaFileException.class, huge::next);
        assertThrows(IllegalArgumentException.class, () -> new H264AnnexBReader(hex("00"), 0));
    }

    @Test // ITU-T H.264, section E.1.1; parameter sets made by x264
    void readsTheTimingOfEveryProfile() {
        rate(50, "6764000bacb4106d80880000030008000003032078a155"); // high, scaling matrix
        rate(24000 / 1001.0, "67f4000a9196820db01100000303e90000bb800f1226a0"); // 4:4:4
        // Interlaced, with aspect ratio, overscan, colours and chroma location.
        rate(60, "674d4015f410db01b5010101a5000003000100000300781f142aa0");
        rate(30000 / 1001.0, "677a000ab6cb4106d808800001f48000753007891350"); // 4:2:2, 10 bits
        rate(15, "6742c00ada0836c044000003000400000300783c489a80"); // baseline
    }

    private static void rate(double expected, String sps) {
        byte[] nal = Bytes.ofHex(sps).toArray();
        H264Timing timing = H264Timing.of(nal, 0, nal.length).orElseThrow();
        assertEquals(
                expected, (double) timing.ticksPerSecond() / timing.ticksPerFrame(), 1e-9, sps);
        for (int size = 0; size < nal.length / 2; size++) {
            assertEquals(Optional.empty(), H264Timing.of(nal, 0, Math.max(1, size)));
        }
    }

    @Test
    void aParameterSetWithoutSaneTimingLeavesTheDefault() {
        byte[] none = Bytes.ofHex("6742c01e" + "da02c0f6" + "9a").toArray(); // no VUI
        assertEquals(Optional.empty(), H264Timing.of(none, 0, none.length));
        // 15 frames a second become 0 of 0.
        byte[] zero = Bytes.ofHex("6742c00ada0836c044000003000000030000003c489a80").toArray();
        assertEquals(Optional.empty(), H264Timing.of(zero, 0, zero.length));
    }

    @Test
    void readsIvf() throws IOException {
        var reader = new IvfReader(Captured.open("media/ntsc.ivf"));
        assertEquals("video/VP8", reader.mimeType());
        assertEquals(320, reader.header().width());
        assertEquals(240, reader.header().height());
        List<MediaFrame> frames = all(reader);
        assertEquals(60, frames.size());
        assertTrue(frames.get(0).isKeyFrame());
        assertFalse(frames.get(1).isKeyFrame());
        assertEquals(0, frames.get(0).timestampNanos());
        assertEquals(33_366_666, frames.get(1).timestampNanos());
        assertEquals(1_001_000_000L, frames.get(30).timestampNanos());
        near(33_366_667, frames.get(59).durationNanos());
    }

    private static final String IVF =
            "444b4946"
                    + "0000"
                    + "2000"
                    + "56503830"
                    + "4001"
                    + "f000"
                    + "1e000000"
                    + "01000000"
                    + "00000000"
                    + "00000000";

    private static String frame(int size, int time, String data) {
        return String.format("%02x000000%02x00000000000000", size, time) + data;
    }

    @Test
    void ivfFramesLastUntilTheNextOne() throws IOException {
        String file = IVF + frame(1, 5, "00") + frame(2, 8, "0102") + frame(1, 8, "01");
        assertEquals(
                List.of(
                        new MediaFrame(data("00"), 0, 100_000_000, true),
                        new MediaFrame(data("0102"), 100_000_000, 0, false),
                        new MediaFrame(data("01"), 100_000_000, 0, false)),
                all(new IvfReader(hex(file))));
        assertEquals(
                List.of(new MediaFrame(data("00"), 0, 33_333_333, true)),
                all(new IvfReader(hex(IVF + frame(1, 5, "00")))));
        assertEquals(List.of(), all(new IvfReader(hex(IVF))));
    }

    @Test
    void saysWhatIsWrongWithAnIvfFile() throws IOException {
        for (String bad :
                List.of(
                        "",
                        IVF.substring(0, 62),
                        IVF.replace("444b4946", "52494646"),
                        IVF.replace("56503830", "48323634"),
                        IVF.replace("1e000000", "00000000"),
                        IVF.replace("01000000", "00000000"),
                        IVF.replace("00002000", "00001000"),
                        IVF.replace("00002000", "01002000"),
                        IVF.replace("00002000", "00002100"))) {
            assertThrows(MediaFileException.class, () -> new IvfReader(hex(bad)), bad);
        }
        for (String bad :
                List.of(
                        frame(1, 5, ""),
                        frame(1, 5, "00").substring(0, 10),
                        frame(0, 5, ""),
                        frame(1, 5, "00") + frame(1, 4, "00"), // back in time
                        "ffffff7f" + "0000000000000000" + "00",
                        frame(1, 5, "00") + "01000000" + "ffffffffffffff7f" + "00")) {
            var reader = new IvfReader(hex(IVF + bad));
            assertThrows(MediaFileException.class, () -> all(reader), bad);
        }
        var bounded = new IvfReader(hex(IVF + frame(3, 5, "000102")), 2);
        assertThrows(MediaFileException.class, bounded::next);
    }

    @Test
    void playsInTheFilesTime() throws IOException {
        var reader = new H264AnnexBReader(Captured.open("media/aud.h264"));
        long startNanos = 5_000_000_000L;
        var playback = new Playback(reader, startNanos);
        int frames = 0;
        long nowNanos = startNanos;
        while (!playback.isFinished()) {
            nowNanos = Math.max(nowNanos, playback.nextTimeoutNanos());
            for (MediaFrame frame = playback.pollFrame(nowNanos);
                    frame != null;
                    frame = playback.pollFrame(nowNanos)) {
                assertEquals(startNanos + frame.timestampNanos(), nowNanos);
                frames++;
            }
        }
        assertEquals(90, frames);
        near(startNanos + 3_000_000_000L, nowNanos);
        assertEquals(Playback.NEVER, playback.nextTimeoutNanos());
        assertNull(playback.pollFrame(nowNanos + 1));
    }

    @Test
    void aStalledLoopMovesTheRestAlong() throws IOException {
        var playback = new Playback(new H264AnnexBReader(Captured.open("media/aud.h264")), 0);
        assertEquals(0, playback.nextTimeoutNanos());
        playback.pollFrame(0);
        assertNull(playback.pollFrame(33_333_332));
        long lateNanos = 2_000_000_000L;
        assertTrue(playback.pollFrame(lateNanos) != null);
        assertNull(playback.pollFrame(lateNanos));
        near(lateNanos + 33_333_333, playback.nextTimeoutNanos());
    }

    @Test
    void anEmptyOrBrokenFileEndsThePlayback() throws IOException {
        var empty = new Playback(new IvfReader(hex(IVF)), 7);
        assertNull(empty.pollFrame(7));
        assertTrue(empty.isFinished());
        var broken = new Playback(new H264AnnexBReader(hex("ff")), 7);
        assertThrows(MediaFileException.class, () -> broken.pollFrame(7));
        assertTrue(broken.isFinished());
        assertEquals(Playback.NEVER, broken.nextTimeoutNanos());
    }
}
