package dev.specter.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

class RtpPacketTest {
    private static final String FIXED = "80e0ffff" + "fffffffe" + "deadbeef";

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(Bytes.ofHex(hex).toArray());
    }

    private static RtpPacket parse(String hex) throws MalformedPacketException {
        return RtpPacket.parse(hex(hex));
    }

    @Test // RFC 3550, section 5.1
    void readsTheFixedHeader() throws MalformedPacketException {
        RtpPacket packet = parse(FIXED + "010203");
        assertTrue(packet.marker());
        assertEquals(96, packet.payloadType());
        assertEquals(0xFFFF, packet.sequenceNumber());
        assertEquals(0xFFFFFFFEL, packet.timestamp());
        assertEquals(0xDEADBEEFL, packet.ssrc());
        assertEquals(hex("010203"), packet.payload());
        assertEquals(List.of(), packet.csrcs());
        assertTrue(packet.extensions().isEmpty());
        assertEquals(15, packet.sizeBytes());
    }

    @Test
    void readsAPacketInTheMiddleOfAnArray() throws MalformedPacketException {
        ByteBuffer around = hex("ffff" + FIXED + "0102" + "ffff");
        RtpPacket packet = RtpPacket.parse(around.position(2).limit(16).slice());
        assertEquals(hex("0102"), packet.payload());
        assertEquals(hex(FIXED + "0102"), packet.write(0));
    }

    @Test
    void readsBuffersWithoutAnArray() throws MalformedPacketException {
        ByteBuffer direct = ByteBuffer.allocateDirect(14).put(hex(FIXED + "0102")).flip();
        assertEquals(parse(FIXED + "0102"), RtpPacket.parse(direct));
        assertEquals(
                parse(FIXED + "0102"), RtpPacket.parse(hex(FIXED + "0102").asReadOnlyBuffer()));
    }

    @Test // RFC 3550, section 5.1; RFC 8285, section 4.2
    void readsCsrcsExtensionsAndPaddingAndWritesThemBack() throws MalformedPacketException {
        String all =
                "b2600001"
                        + "00000002"
                        + "00000003"
                        + "0000000a0000000b" // CSRCs
                        + "bede0002" // one-byte header extensions
                        + "1061" // id 1: "a"
                        + "00" // padding between elements
                        + "51abcd" // id 5: two bytes
                        + "0000"
                        + "2a2b2c" // payload
                        + "000003"; // padding
        RtpPacket packet = parse(all);
        assertFalse(packet.marker());
        assertEquals(List.of(10L, 11L), packet.csrcs());
        assertEquals(List.of(1, 5), packet.extensions().ids());
        assertEquals(Bytes.ofHex("61"), packet.extension(1).orElseThrow());
        assertEquals(0xABCD, packet.extensions().u16(5));
        assertEquals(-1, packet.extensions().u16(1));
        assertEquals(-1, packet.extensions().u16(2));
        assertEquals(3, packet.paddingBytes());
        assertEquals(hex("2a2b2c"), packet.payload());
        assertEquals(hex(all), packet.write(0));
        assertEquals(packet, packet.toBuilder().build());
    }

    @Test
    void readsPaddingWithoutPayload() throws MalformedPacketException {
        RtpPacket probe = parse("a0600001" + "00000002" + "00000003" + "00000004");
        assertEquals(0, probe.payloadSizeBytes());
        assertEquals(4, probe.paddingBytes());
    }

    @Test
    void leavesRoomForTheTrailerBehindTheLimit() throws MalformedPacketException {
        ByteBuffer written = parse(FIXED + "0102").write(20);
        assertTrue(written.hasArray());
        assertEquals(0, written.position());
        assertEquals(14, written.limit());
        assertTrue(written.capacity() - written.limit() >= 20);
    }

    @Test
    void rejectsWhatReachesPastTheEnd() {
        for (String bad :
                List.of(
                        "",
                        "80600001000000020000", // short
                        "40600001" + "0000000200000003", // version 1
                        "81600001" + "0000000200000003", // CSRC missing
                        "90600001" + "0000000200000003" + "bede", // extension header cut off
                        "90600001" + "0000000200000003" + "bede0001", // extension cut off
                        "90600001"
                                + "0000000200000003"
                                + "bede0001"
                                + "10aa33bb", // element past it
                        "90600001" + "0000000200000003" + "10000001" + "01030000", // two-byte form
                        "a0600001" + "0000000200000003", // no room for padding
                        "a0600001" + "0000000200000003" + "00", // padding of 0
                        "a0600001" + "0000000200000003" + "02")) { // padding longer than the rest
            assertThrows(MalformedPacketException.class, () -> parse(bad), bad);
        }
    }

    @Test
    void forwardsUnderAnotherHeaderWithoutTouchingTheOriginal() throws MalformedPacketException {
        RtpPacket packet = parse(FIXED + "010203");
        RtpPacket forwarded = packet.withHeader(7, 101, 0x10000 + 5, 0x100000000L + 6);
        assertEquals(hex("80e5" + "0005" + "00000006" + "00000007" + "010203"), forwarded.write(0));
        assertEquals(hex(FIXED + "010203"), packet.write(0));
        assertEquals(1, packet.withSsrc(1).ssrc());
        assertEquals(2, packet.withSequenceNumber(2).sequenceNumber());
        assertEquals(3, packet.withTimestamp(3).timestamp());
        assertEquals(4, packet.withPayloadType(4).payloadType());
    }

    @Test // RFC 4588, section 4
    void retransmissionCarriesTheOriginalSequenceNumber() throws MalformedPacketException {
        RtpPacket original =
                parse("b0e08001" + "0000000200000003" + "bede0001" + "10610000" + "0a0b" + "0002");
        RtpPacket rtx = original.toRtx(99, 97, 0x10000);
        assertEquals(99, rtx.ssrc());
        assertEquals(97, rtx.payloadType());
        assertEquals(0, rtx.sequenceNumber());
        assertTrue(rtx.marker());
        assertEquals(0, rtx.paddingBytes());
        assertEquals(hex("80010a0b"), rtx.payload());
        RtpPacket restored = RtpPacket.parse(rtx.write(16)).fromRtx(3, 96);
        assertEquals(original.toBuilder().paddingBytes(0).build(), restored);
        RtpPacket empty = parse(FIXED + "01");
        assertThrows(MalformedPacketException.class, () -> empty.fromRtx(3, 96));
    }

    @Test
    void addsAndReplacesExtensions() throws MalformedPacketException {
        RtpPacket packet = parse(FIXED + "01");
        RtpPacket one = packet.withExtension(3, Bytes.ofHex("aa"));
        assertEquals(hex("90" + FIXED.substring(2) + "bede0001" + "30aa0000" + "01"), one.write(0));
        RtpPacket replaced =
                one.withExtension(4, Bytes.ofHex("bbcc")).withExtension(3, Bytes.ofHex("dd"));
        assertEquals(
                hex("90" + FIXED.substring(2) + "bede0002" + "30dd41bb" + "cc000000" + "01"),
                replaced.write(0));
        HeaderExtensions without = replaced.extensions().without(3);
        assertEquals(List.of(4), without.ids());
        assertSame(without, without.without(9));
        assertTrue(without.without(4).isEmpty());
        assertThrows(
                IllegalArgumentException.class, () -> packet.withExtension(0, Bytes.ofHex("aa")));
    }

    @Test // RFC 8285, section 4.3
    void takesTheTwoByteFormWhereTheOneByteFormIsTooSmall() throws MalformedPacketException {
        RtpPacket packet = parse(FIXED + "01").withExtension(1, Bytes.ofHex("aa"));
        RtpPacket high = packet.withExtension(15, Bytes.ofHex("bb"));
        assertEquals(
                hex("90" + FIXED.substring(2) + "10000002" + "0101aa0f" + "01bb0000" + "01"),
                high.write(0));
        RtpPacket empty = packet.withExtension(2, Bytes.EMPTY);
        RtpPacket big = packet.withExtension(2, Bytes.wrapOwned(new byte[17]));
        for (RtpPacket two : List.of(high, empty, big)) {
            RtpPacket read = RtpPacket.parse(two.write(0));
            assertEquals(0x1000, read.extensions().profile());
            assertEquals(Bytes.ofHex("aa"), read.extension(1).orElseThrow());
            assertEquals(two, read);
        }
        assertEquals(Bytes.EMPTY, RtpPacket.parse(empty.write(0)).extension(2).orElseThrow());
        assertEquals(17, RtpPacket.parse(big.write(0)).extension(2).orElseThrow().size());
    }

    @Test // RFC 8285, section 4.2
    void stopsAtTheReservedIds() throws MalformedPacketException {
        RtpPacket packet =
                parse("90600001" + "0000000200000003" + "bede0002" + "10aaf1bb" + "20cc0000");
        assertEquals(List.of(1), packet.extensions().ids());
        RtpPacket zeroWithLength =
                parse("90600001" + "0000000200000003" + "bede0002" + "10aa0200" + "20cc0000");
        assertEquals(List.of(1), zeroWithLength.extensions().ids());
    }

    @Test // RFC 3550, section 5.3.1
    void keepsABlockOfAnotherProfile() throws MalformedPacketException {
        String hex = "90600001" + "0000000200000003" + "12340001" + "ffffffff" + "01";
        RtpPacket packet = parse(hex);
        assertEquals(0x1234, packet.extensions().profile());
        assertEquals(List.of(), packet.extensions().ids());
        assertEquals(hex(hex), packet.write(0));
        assertEquals(List.of(1), packet.withExtension(1, Bytes.ofHex("aa")).extensions().ids());
        RtpPacket emptyBlock = parse("90600001" + "0000000200000003" + "12340000" + "01");
        assertEquals(hex("01"), RtpPacket.parse(emptyBlock.write(0)).payload());
    }
}
