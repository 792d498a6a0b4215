package dev.specter.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.rtp.RtpPacket;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class H264PacketizerTest {
    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(Bytes.ofHex(hex).toArray());
    }

    private static List<ByteBuffer> hexes(String... hexes) {
        var list = new ArrayList<ByteBuffer>();
        for (String h : hexes) {
            list.add(hex(h));
        }
        return list;
    }

    @Test // RFC 6184, sections 5.6 and 5.7.1
    void parameterSetsShareAPacketAndSlicesHaveTheirOwn() {
        String frame =
                "00000001"
                        + "0910" // AUD: left out
                        + "00000001"
                        + "6742c01f"
                        + "000001"
                        + "68ce"
                        + "000001"
                        + "0600"
                        + "80" // SEI
                        + "000001"
                        + "6588aa"
                        + "0000" // slice, zeros behind it
                        + "000001"
                        + "6544bb"
                        + "000001"
                        + "0cffff80"; // filler: left out
        assertEquals(
                hexes(
                        "78" + "0004" + "6742c01f" + "0002" + "68ce" + "0003" + "060080",
                        "6588aa",
                        "6544bb"),
                new H264Packetizer().packetize(hex(frame)));
    }

    @Test
    void aParameterSetAloneIsNotAggregated() {
        assertEquals(
                hexes("6742c01f", "6588aa", "68ce"),
                new H264Packetizer()
                        .packetize(
                                hex(
                                        "00000001"
                                                + "6742c01f"
                                                + "000001"
                                                + "6588aa"
                                                + "000001"
                                                + "68ce")));
    }

    @Test
    void aggregatesStayWithinTheLimit() {
        String sps = "67" + "11".repeat(8);
        String pps = "68" + "22".repeat(8);
        String start = "00000001";
        assertEquals(
                hexes(sps, pps), new H264Packetizer(16).packetize(hex(start + sps + start + pps)));
    }

    @Test
    void takesAFrameWithoutStartCodesAsOneUnit() {
        assertEquals(hexes("6588aa"), new H264Packetizer().packetize(hex("6588aa")));
        assertEquals(List.of(), new H264Packetizer().packetize(hex("")));
        assertEquals(List.of(), new H264Packetizer().packetize(hex("00000001")));
        assertEquals(List.of(), new H264Packetizer().packetize(hex("000000010910")));
    }

    @Test // RFC 6184, section 5.8
    void cutsALargeUnitIntoFragments() {
        String body = "0102030405060708090a0b0c0d0e0f10" + "1112131415161718191a1b1c1d1e1f20";
        List<ByteBuffer> payloads = new H264Packetizer(16).packetize(hex("000001" + "65" + body));
        assertEquals(
                hexes(
                        "7c85" + body.substring(0, 20),
                        "7c05" + body.substring(20, 42),
                        "7c45" + body.substring(42)),
                payloads);
    }

    @Test
    void fitsTheLimitExactlyWithoutAFragment() {
        String nal = "65" + "80".repeat(15);
        assertEquals(hexes(nal), new H264Packetizer(16).packetize(hex("000001" + nal)));
        assertEquals(2, new H264Packetizer(16).packetize(hex("000001" + nal + "01")).size());
        assertThrows(IllegalArgumentException.class, () -> new H264Packetizer(15));
    }

    @Test
    void leavesTheFrameAsItWas() {
        ByteBuffer frame = hex("ff" + "000001" + "6588aa").position(1);
        assertEquals(hexes("6588aa"), new H264Packetizer().packetize(frame.asReadOnlyBuffer()));
        assertEquals(hexes("6588aa"), new H264Packetizer().packetize(frame));
        assertEquals(1, frame.position());
    }

    @Test
    void everyRandomFrameComesBack() {
        var random = new SplittableRandom(6184);
        for (int round = 0; round < 500; round++) {
            var frame = new StringBuilder();
            var expected = new StringBuilder();
            int units = random.nextInt(1, 6);
            for (int i = 0; i < units; i++) {
                byte[] nal = new byte[random.nextInt(2, 3000)];
                random.nextBytes(nal);
                for (int j = 0; j < nal.length; j++) {
                    nal[j] = nal[j] == 0 ? 3 : nal[j]; // no start codes inside
                }
                int[] types = {1, 5, 6, 7, 8};
                nal[0] = (byte) (0x60 | types[random.nextInt(types.length)]);
                String unit = Bytes.wrapOwned(nal).toHex();
                frame.append(random.nextBoolean() ? "000001" : "00000001").append(unit);
                expected.append("00000001").append(unit);
            }
            var packetizer = new H264Packetizer(random.nextInt(16, 1400));
            var depacketizer = new H264Depacketizer();
            List<ByteBuffer> payloads = packetizer.packetize(hex(frame.toString()));
            // A packet before it, so that there is no doubt that the frame is whole.
            depacketizer.handlePacket(packet(65535, 1, true, hex("67")));
            for (int i = 0; i < payloads.size(); i++) {
                depacketizer.handlePacket(packet(i, 2, i == payloads.size() - 1, payloads.get(i)));
            }
            EncodedFrame read = depacketizer.pollFrame();
            while (read != null && read.rtpTimestamp() != 2) {
                read = depacketizer.pollFrame();
            }
            assertTrue(read != null);
            assertEquals(hex(expected.toString()), read.data());
            assertNull(depacketizer.pollFrame());
        }
    }

    private static RtpPacket packet(
            int sequenceNumber, long timestamp, boolean marker, ByteBuffer payload) {
        return RtpPacket.builder()
                .sequenceNumber(sequenceNumber)
                .timestamp(timestamp)
                .marker(marker)
                .payload(payload)
                .build();
    }
}
