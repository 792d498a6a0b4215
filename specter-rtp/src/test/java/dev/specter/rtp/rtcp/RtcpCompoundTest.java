package dev.specter.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.Captured;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

class RtcpCompoundTest {
    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(Bytes.ofHex(hex).toArray());
    }

    private static List<RtcpPacket> parse(String hex) throws MalformedPacketException {
        return RtcpCompound.parse(hex(hex)).packets();
    }

    /** The packet is written as these bytes, and read from them. */
    private static void same(RtcpPacket packet, String hex) throws MalformedPacketException {
        assertEquals(List.of(packet), parse(hex));
        ByteBuffer written = RtcpCompound.of(packet).write(14);
        assertEquals(hex(hex), written);
        assertTrue(written.capacity() - written.limit() >= 14);
        assertEquals(written.limit(), packet.sizeBytes());
    }

    private static void malformed(String hex) {
        assertThrows(MalformedPacketException.class, () -> parse(hex), hex);
    }

    @Test // RFC 3550, section 6.4.1
    void senderReport() throws MalformedPacketException {
        ReportBlock block = new ReportBlock(0x0B, 0x40, -2, 0x00010005L, 7, 0x11223344L, 0x8000L);
        SenderReport report =
                SenderReport.of(
                        0x0A, 0xE3000000_80000000L, 0xFFFFFFFFL, 0xFFFFFFFFL, 9, List.of(block));
        same(
                report,
                "81c8000c"
                        + "0000000a"
                        + "e300000080000000"
                        + "ffffffff"
                        + "ffffffff"
                        + "00000009"
                        + "0000000b40fffffe"
                        + "0001000500000007"
                        + "1122334400008000");
        assertEquals(0x00008000L, report.compactNtpTimestamp());
        malformed("81c80006" + "00".repeat(24)); // the block is missing
        malformed("80c80001" + "00000000");
    }

    @Test // captured from ffmpeg
    void senderReportOfAnotherStack() throws IOException, MalformedPacketException {
        for (ByteBuffer datagram : Captured.datagrams("vectors/h264.rtcp")) {
            assertTrue(RtcpCompound.isRtcp(datagram));
            RtcpCompound compound = RtcpCompound.parse(datagram);
            SenderReport report = (SenderReport) compound.packets().get(0);
            assertEquals(0x07498B23L, report.ssrc());
            assertEquals(0xEEAD4A96L, report.ntpTimestamp() >>> 32);
            assertEquals(datagram, compound.write(0));
        }
    }

    @Test // RFC 3550, section 6.4.2
    void receiverReport() throws MalformedPacketException {
        same(ReceiverReport.of(5, List.of()), "80c90001" + "00000005");
        same(
                new ReceiverReport(5, List.of(), Bytes.ofHex("01020304")),
                "80c90002" + "00000005" + "01020304");
        malformed("82c90007" + "00".repeat(28));
        ReportBlock block = new ReportBlock(1, 0, 0, 0, 0, 0, 0);
        List<ReportBlock> tooMany = Collections.nCopies(32, block);
        assertThrows(IllegalArgumentException.class, () -> ReceiverReport.of(1, tooMany));
        assertThrows(
                IllegalArgumentException.class, () -> new ReportBlock(1, 0, 0x800000, 0, 0, 0, 0));
    }

    @Test // RFC 3550, section 6.5
    void sourceDescription() throws MalformedPacketException {
        SourceDescription one = SourceDescription.cname(7, "ab");
        same(one, "81ca0003" + "00000007" + "01026162" + "00000000");
        assertEquals("ab", one.chunks().get(0).text(SourceDescription.CNAME).orElseThrow());
        SourceDescription.Item mid =
                new SourceDescription.Item(SourceDescription.MID, Bytes.ofHex("30"));
        same(
                new SourceDescription(
                        List.of(
                                new SourceDescription.Chunk(1, List.of(mid)),
                                new SourceDescription.Chunk(2, List.of()))),
                "82ca0004" + "00000001" + "0f013000" + "00000002" + "00000000");
        malformed("81ca0002" + "00000007" + "01ff6162"); // item past the end
        malformed("81ca0002" + "00000007" + "01026162"); // no null at the end
    }

    @Test // RFC 3550, section 6.6
    void goodbye() throws MalformedPacketException {
        same(new Goodbye(List.of(1L, 2L), ""), "82cb0002" + "00000001" + "00000002");
        same(new Goodbye(List.of(1L), "bye"), "81cb0002" + "00000001" + "03627965");
        malformed("82cb0001" + "00000001");
        malformed("81cb0002" + "00000001" + "09627965");
    }

    @Test // RFC 3550, section 6.7
    void applicationDefined() throws MalformedPacketException {
        ApplicationDefined app =
                new ApplicationDefined(3, 1, Bytes.ofHex("61626364"), Bytes.ofHex("01020304"));
        same(app, "83cc0003" + "00000001" + "61626364" + "01020304");
        assertEquals("abcd", app.nameText());
        malformed("83cc0001" + "00000001");
    }

    @Test // RFC 4585, section 6.2.1
    void genericNack() throws MalformedPacketException {
        GenericNack nack = GenericNack.of(1, 2, List.of(0xFFFE, 0xFFFF, 0, 14, 15, 100));
        same(nack, "81cd0005" + "00000001" + "00000002" + "fffe8003" + "000f0000" + "00640000");
        var lost = new ArrayList<Integer>();
        nack.forEachLost(lost::add);
        assertEquals(List.of(0xFFFE, 0xFFFF, 0, 14, 15, 100), lost);
        malformed("81cd0002" + "00000001" + "00000002"); // no entry
        malformed("81cd0001" + "00000001");
    }

    @Test // RFC 4585, sections 6.3.1 and 6.3.2
    void pictureAndSliceLoss() throws MalformedPacketException {
        same(new PictureLossIndication(1, 2), "81ce0002" + "00000001" + "00000002");
        malformed("81ce0001" + "00000001");
        same(
                new SliceLossIndication(
                        1, 2, List.of(new SliceLossIndication.Entry(0x1FFF, 1, 0x3F))),
                "82ce0003" + "00000001" + "00000002" + "fff8007f");
        malformed("82ce0002" + "00000001" + "00000002");
    }

    @Test // RFC 5104, section 4.3.1
    void fullIntraRequest() throws MalformedPacketException {
        same(
                new FullIntraRequest(
                        1,
                        0,
                        List.of(
                                new FullIntraRequest.Entry(2, 255),
                                new FullIntraRequest.Entry(3, 0))),
                "84ce0006" + "00000001" + "00000000" + "00000002ff000000" + "0000000300000000");
        malformed("84ce0002" + "00000001" + "00000000");
        malformed("84ce0003" + "00000001" + "00000000" + "00000002");
    }

    @Test // draft-alvestrand-rmcat-remb-03, section 2.2
    void receiverEstimatedMaximumBitrate() throws MalformedPacketException {
        String head = "8fce0005" + "00000001" + "00000000" + "52454d42";
        same(
                new ReceiverEstimatedMaxBitrate(1, 0, 0x3FFFFL << 3, List.of(9L)),
                head + "010fffff" + "00000009");
        same(
                new ReceiverEstimatedMaxBitrate(1, 0, 1000, List.of(9L)),
                head + "010003e8" + "00000009");
        // The 18 highest bits stay.
        RtcpPacket coarse = new ReceiverEstimatedMaxBitrate(1, 0, 1_000_001, List.of());
        RtcpPacket read = RtcpCompound.parse(RtcpCompound.of(coarse).write(0)).packets().get(0);
        assertEquals(1_000_000, ((ReceiverEstimatedMaxBitrate) read).bitrateBps());
        malformed(head + "02000001" + "00000009"); // two sources announced
        malformed(head + "01ffffff" + "00000009"); // 2^81
        assertTrue(
                parse("8fce0003" + "00000001" + "00000000" + "12345678").get(0)
                        instanceof UnknownRtcpPacket);
    }

    @Test // RFC 3611
    void extendedReport() throws MalformedPacketException {
        same(
                new ExtendedReport(
                        1,
                        List.of(
                                new ExtendedReport.ReceiverReferenceTime(0x0102030405060708L),
                                new ExtendedReport.DelaySinceLastReceiverReport(
                                        List.of(new ExtendedReport.DelayEntry(2, 3, 4))),
                                new ExtendedReport.UnknownBlock(42, 7, Bytes.ofHex("0a0b0c0d")))),
                "80cf000a"
                        + "00000001"
                        + "040000020102030405060708"
                        + "05000003000000020000000300000004"
                        + "2a0700010a0b0c0d");
        malformed("80cf0002" + "00000001" + "04000002");
        // A reference time of the wrong size is kept without being understood.
        assertEquals(
                List.of(new ExtendedReport.UnknownBlock(4, 0, Bytes.EMPTY)),
                ((ExtendedReport) parse("80cf0002" + "00000001" + "04000000").get(0)).blocks());
    }

    @Test
    void unknownTypesAreKept() throws MalformedPacketException {
        same(new UnknownRtcpPacket(5, 210, Bytes.ofHex("01020304")), "85d20001" + "01020304");
        same(new UnknownRtcpPacket(9, 205, Bytes.ofHex("01020304")), "89cd0001" + "01020304");
        same(new UnknownRtcpPacket(9, 206, Bytes.EMPTY), "89ce0000");
    }

    @Test // RFC 3550, section 6.1; RFC 5506
    void compoundAndReducedSize() throws MalformedPacketException {
        String compound = "80c90001" + "00000005" + "81ce0002" + "00000001" + "00000002";
        RtcpCompound read = RtcpCompound.parse(hex(compound));
        assertEquals(
                List.of(ReceiverReport.of(5, List.of()), new PictureLossIndication(1, 2)),
                read.packets());
        assertEquals(hex(compound), read.write(0));
        malformed("");
        malformed("80c900");
        malformed("80c90002" + "00000005"); // length past the end
        malformed("40c90001" + "00000005"); // version
        malformed("80c90001" + "00000005" + "80"); // rest
        malformed("80c90000".repeat(RtcpCompound.MAX_PACKETS + 1));
        malformed("80d20000".repeat(RtcpCompound.MAX_PACKETS + 1));
        assertEquals(
                RtcpCompound.MAX_PACKETS,
                parse("80d20000".repeat(RtcpCompound.MAX_PACKETS)).size());
        assertThrows(IllegalArgumentException.class, RtcpCompound::of);
    }

    @Test // RFC 3550, section 6.4.1
    void paddingIsTakenOff() throws MalformedPacketException {
        assertEquals(
                List.of(ReceiverReport.of(5, List.of())),
                parse("a0c90002" + "00000005" + "00000004"));
        malformed("a0c90002" + "00000005" + "00000000");
        malformed("a0c90002" + "00000005" + "00000009");
        malformed("a0c90002" + "00000005" + "00000003"); // no whole words left
        malformed("a0d20000");
    }

    @Test // RFC 5761, section 4
    void tellsRtcpFromRtp() {
        assertTrue(RtcpCompound.isRtcp(hex("80c8")));
        assertTrue(RtcpCompound.isRtcp(hex("80cf")));
        assertFalse(RtcpCompound.isRtcp(hex("8060")));
        assertFalse(RtcpCompound.isRtcp(hex("80e0"))); // payload type 96 with marker
        assertFalse(RtcpCompound.isRtcp(hex("80")));
    }
}
