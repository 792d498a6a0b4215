package dev.specter.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.rtp.RtpPacket;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

class DepacketizerTest {
    private final H264Depacketizer h264 = new H264Depacketizer();
    private final Vp8Depacketizer vp8 = new Vp8Depacketizer();

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(Bytes.ofHex(hex).toArray());
    }

    /** A packet: the timestamp is in frames, a payload that ends with ! has the marker. */
    private static RtpPacket packet(int sequenceNumber, long timestamp, String payload) {
        boolean marker = payload.endsWith("!");
        return RtpPacket.builder()
                .sequenceNumber(sequenceNumber)
                .timestamp(timestamp)
                .marker(marker)
                .payload(hex(marker ? payload.substring(0, payload.length() - 1) : payload))
                .build();
    }

    private static void frame(Depacketizer from, long timestamp, boolean key, String data) {
        EncodedFrame frame = from.pollFrame();
        assertEquals(hex(data), frame.data());
        assertEquals(timestamp, frame.rtpTimestamp());
        assertEquals(key, frame.isKeyFrame());
    }

    @Test // RFC 6184: sequence numbers wrap within the frame
    void putsSingleUnitsAggregatesAndFragmentsTogether() {
        h264.handlePacket(packet(65534, 9, "78" + "0002" + "6742" + "0002" + "68ce"));
        h264.handlePacket(packet(65535, 9, "7c85" + "8801"));
        h264.handlePacket(packet(0, 9, "7c05" + "02"));
        assertNull(h264.pollFrame());
        h264.handlePacket(packet(1, 9, "7c45" + "03!"));
        frame(
                h264,
                9,
                true,
                "00000001" + "6742" + "00000001" + "68ce" + "00000001" + "65880102" + "03");
        h264.handlePacket(packet(2, 10, "4188!"));
        frame(h264, 10, false, "00000001" + "4188");
        assertEquals(0, h264.droppedFrames());
    }

    @Test
    void aFrameWithoutMarkerEndsWhereTheNextTimestampBegins() {
        h264.handlePacket(packet(1, 1, "6588"));
        h264.handlePacket(packet(2, 2, "4188"));
        frame(h264, 1, true, "00000001" + "6588");
        h264.handlePacket(packet(4, 3, "4188!")); // the end of the frame before may be lost
        frame(h264, 3, false, "00000001" + "4188");
        assertEquals(1, h264.droppedFrames());
    }

    @Test
    void aLossCostsTheFrameButNoOther() {
        h264.handlePacket(packet(1, 1, "6588"));
        h264.handlePacket(packet(3, 1, "6511!"));
        h264.handlePacket(packet(4, 2, "4188!"));
        frame(h264, 2, false, "00000001" + "4188");
        // Number 5 is lost, and 6 is no beginning of a picture: it was 5 that began it.
        h264.handlePacket(packet(6, 3, "4111!"));
        h264.handlePacket(packet(7, 4, "4188!"));
        frame(h264, 4, false, "00000001" + "4188");
        assertNull(h264.pollFrame());
        assertEquals(2, h264.droppedFrames());
    }

    @Test
    void duplicatesAndLatecomersAreIgnored() {
        h264.handlePacket(packet(10, 1, "6588"));
        h264.handlePacket(packet(10, 1, "6588"));
        h264.handlePacket(packet(9, 1, "6711"));
        h264.handlePacket(packet(11, 1, "6511!"));
        frame(h264, 1, true, "00000001" + "6588" + "00000001" + "6511");
    }

    @Test
    void paddingPacketsAreNoGap() {
        h264.handlePacket(packet(1, 1, "6588!"));
        h264.handlePacket(packet(2, 1, ""));
        h264.handlePacket(packet(3, 2, "4111!")); // would not be taken behind a gap
        frame(h264, 1, true, "00000001" + "6588");
        frame(h264, 2, false, "00000001" + "4111");
    }

    @Test
    void malformedPayloadsCostTheirFrame() {
        int sequenceNumber = 100;
        List<String> bad =
                List.of(
                        "78" + "0009" + "65", // unit past the end
                        "78" + "0000", // unit of nothing
                        "78" + "00", // size cut off
                        "7c85", // fragment of nothing
                        "7c05" + "11", // no start
                        "7c85" + "11", // no end
                        "79" + "0000", // STAP-B
                        "00" + "11"); // type 0
        for (int i = 0; i < bad.size(); i++) {
            h264.handlePacket(packet(sequenceNumber++, i, bad.get(i) + "!"));
            assertNull(h264.pollFrame(), bad.get(i));
            assertEquals(i + 1, h264.droppedFrames(), bad.get(i));
        }
        h264.handlePacket(packet(sequenceNumber++, 90, "7c85" + "11"));
        h264.handlePacket(packet(sequenceNumber++, 90, "4188!")); // within the fragments
        assertNull(h264.pollFrame());
        h264.handlePacket(packet(sequenceNumber, 91, "4188!"));
        frame(h264, 91, false, "00000001" + "4188");
    }

    @Test
    void framesBeyondTheBoundAreDropped() {
        var small = new H264Depacketizer(20);
        small.handlePacket(packet(1, 1, "65" + "88".repeat(15) + "!"));
        frame(small, 1, true, "00000001" + "65" + "88".repeat(15));
        small.handlePacket(packet(2, 2, "65" + "88".repeat(16) + "!"));
        assertNull(small.pollFrame());
        assertEquals(1, small.droppedFrames());
    }

    @Test // RFC 7741, sections 4.2 and 4.5
    void putsVp8FramesTogetherWhateverTheDescriptor() {
        vp8.handlePacket(packet(1, 1, "90" + "80" + "8001" + "0011"));
        vp8.handlePacket(packet(2, 1, "80" + "80" + "8001" + "22!"));
        frame(vp8, 1, true, "001122");
        vp8.handlePacket(packet(3, 2, "10" + "01!")); // no extension
        frame(vp8, 2, false, "01");
        vp8.handlePacket(packet(4, 3, "90" + "f0" + "05" + "06" + "e7" + "0133"));
        vp8.handlePacket(packet(5, 3, "91" + "80" + "05" + "44!")); // second partition
        frame(vp8, 3, false, "013344");
        assertEquals(0, vp8.droppedFrames());
    }

    @Test
    void vp8FramesNeedTheirBeginning() {
        vp8.handlePacket(packet(1, 1, "80" + "80" + "8001" + "22!"));
        vp8.handlePacket(packet(2, 2, "90" + "80" + "8002" + "01!"));
        frame(vp8, 2, false, "01");
        vp8.handlePacket(packet(3, 3, "90" + "80" + "8003!")); // descriptor only
        vp8.handlePacket(packet(4, 4, "90!")); // cut off
        vp8.handlePacket(packet(5, 5, "1001"));
        vp8.handlePacket(packet(6, 5, "1001!")); // begins twice
        vp8.handlePacket(packet(8, 6, "0011!")); // its beginning is lost
        assertNull(vp8.pollFrame());
        assertEquals(5, vp8.droppedFrames());
    }

    @Test // RFC 7741, section 4.2
    void readsTheWholeVp8Descriptor() throws MalformedPacketException {
        assertEquals(
                new Vp8Descriptor(true, true, 3, 0x7ABC, 6, 2, 9, 6),
                Vp8Descriptor.parse(WireReader.of(hex("b3" + "f0" + "fabc" + "06" + "a9"))));
        assertEquals(
                new Vp8Descriptor(false, false, 0, 0x7F, -1, -1, 9, 4),
                Vp8Descriptor.parse(WireReader.of(hex("80" + "90" + "7f" + "a9"))));
        assertThrows(
                MalformedPacketException.class,
                () -> Vp8Descriptor.parse(WireReader.of(hex("80" + "80" + "ff"))));
    }

    @Test // RFC 7741, section 4.2
    void vp8PicturesAreCountedIn15Bits() throws MalformedPacketException {
        var packetizer = new Vp8Packetizer(16, 0x7FFF);
        List<ByteBuffer> first = packetizer.packetize(hex("00".repeat(25)));
        List<ByteBuffer> second = packetizer.packetize(hex("0102"));
        assertEquals(hex("9080" + "ffff" + "00".repeat(8)), first.get(0));
        assertEquals(hex("8080" + "ffff" + "00".repeat(8)), first.get(1));
        assertEquals(hex("8080" + "ffff" + "00".repeat(9)), first.get(2));
        assertEquals(3, first.size());
        assertEquals(List.of(hex("9080" + "8000" + "0102")), second);
        assertTrue(Vp8Descriptor.parse(WireReader.of(first.get(0))).startsFrame());
        assertFalse(Vp8Descriptor.parse(WireReader.of(first.get(1))).startsFrame());
        assertEquals(List.of(), packetizer.packetize(hex("")));
        assertThrows(IllegalArgumentException.class, () -> new Vp8Packetizer(3, 0));
    }

    @Test // RFC 7587, section 4.2
    void opusFramesArePackets() {
        assertEquals(List.of(hex("fc0102")), new OpusPacketizer().packetize(hex("fc0102")));
        assertEquals(List.of(), new OpusPacketizer().packetize(hex("")));
        var opus = new OpusDepacketizer();
        opus.handlePacket(packet(65535, 960, "fc01"));
        opus.handlePacket(packet(65535, 960, "fc01"));
        opus.handlePacket(packet(2, 3840, "fc02"));
        frame(opus, 960, true, "fc01");
        frame(opus, 3840, true, "fc02");
        assertNull(opus.pollFrame());
        assertEquals(2, opus.droppedFrames());
    }

    @Test
    void formatsAreFoundByMimeType() {
        assertTrue(PayloadFormats.packetizer("VIDEO/h264", 1100).isPresent());
        assertTrue(PayloadFormats.packetizer("video/VP8", 1100).isPresent());
        assertTrue(PayloadFormats.packetizer("audio/opus", 1100).isPresent());
        assertFalse(PayloadFormats.packetizer("video/AV1", 1100).isPresent());
        assertFalse(PayloadFormats.depacketizer("video/AV1").isPresent());
    }
}
