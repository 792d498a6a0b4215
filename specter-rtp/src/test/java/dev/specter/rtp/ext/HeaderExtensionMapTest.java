package dev.specter.rtp.ext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class HeaderExtensionMapTest {
    private static final HeaderExtensionMap MAP =
            HeaderExtensionMap.of(
                    Map.of(
                            1, HeaderExtensionUri.MID,
                            2, HeaderExtensionUri.RID,
                            3, HeaderExtensionUri.REPAIRED_RID,
                            4, HeaderExtensionUri.ABS_SEND_TIME,
                            5, HeaderExtensionUri.TRANSPORT_CC,
                            6, HeaderExtensionUri.AUDIO_LEVEL,
                            7, HeaderExtensionUri.TRANSMISSION_OFFSET,
                            8, HeaderExtensionUri.VIDEO_ORIENTATION,
                            9, HeaderExtensionUri.PLAYOUT_DELAY));
    private static final RtpPacket EMPTY = RtpPacket.builder().build();

    private static <T extends HeaderExtension> void roundTrip(
            T extension, ExtensionType<T> type, int id, String hex)
            throws MalformedPacketException {
        RtpPacket packet = MAP.write(EMPTY, extension);
        assertEquals(Bytes.ofHex(hex), packet.extension(id).orElseThrow());
        RtpPacket read = RtpPacket.parse(packet.write(0));
        assertEquals(Optional.of(extension), MAP.read(read, type));
        assertEquals(Optional.empty(), MAP.read(EMPTY, type));
        assertEquals(Optional.empty(), HeaderExtensionMap.EMPTY.read(read, type));
    }

    @Test
    void everyExtensionIsWrittenAndReadBack() throws MalformedPacketException {
        roundTrip(new Mid("0"), Mid.TYPE, 1, "30");
        roundTrip(new Rid("hi"), Rid.TYPE, 2, "6869");
        roundTrip(new RepairedRid("lo"), RepairedRid.TYPE, 3, "6c6f");
        roundTrip(new AbsSendTime(0xABCDEF), AbsSendTime.TYPE, 4, "abcdef");
        roundTrip(new TransportSequenceNumber(65535), TransportSequenceNumber.TYPE, 5, "ffff");
        roundTrip(new AudioLevel(true, 30), AudioLevel.TYPE, 6, "9e");
        roundTrip(new AudioLevel(false, 127), AudioLevel.TYPE, 6, "7f");
        roundTrip(new TransmissionOffset(-2), TransmissionOffset.TYPE, 7, "fffffe");
        roundTrip(new VideoOrientation(true, false, 270), VideoOrientation.TYPE, 8, "0b");
        roundTrip(new VideoOrientation(false, true, 90), VideoOrientation.TYPE, 8, "05");
        roundTrip(new PlayoutDelay(0xABC, 0xDEF), PlayoutDelay.TYPE, 9, "abcdef");
    }

    @Test
    void malformedElementsAreAsGoodAsAbsent() {
        RtpPacket packet =
                EMPTY.withExtension(1, Bytes.ofHex("ff")) // not UTF-8
                        .withExtension(4, Bytes.ofHex("01"))
                        .withExtension(5, Bytes.ofHex("01"))
                        .withExtension(7, Bytes.ofHex("01"))
                        .withExtension(8, Bytes.ofHex("0102"))
                        .withExtension(9, Bytes.ofHex("01"));
        assertEquals(Optional.empty(), MAP.read(packet, Mid.TYPE));
        assertEquals(Optional.empty(), MAP.read(packet, AbsSendTime.TYPE));
        assertEquals(Optional.empty(), MAP.read(packet, TransportSequenceNumber.TYPE));
        assertEquals(Optional.empty(), MAP.read(packet, TransmissionOffset.TYPE));
        assertEquals(Optional.empty(), MAP.read(packet, VideoOrientation.TYPE));
        assertEquals(Optional.empty(), MAP.read(packet, PlayoutDelay.TYPE));
    }

    @Test
    void rangesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Mid(""));
        assertThrows(IllegalArgumentException.class, () -> new AbsSendTime(1 << 24));
        assertThrows(IllegalArgumentException.class, () -> new TransportSequenceNumber(-1));
        assertThrows(IllegalArgumentException.class, () -> new AudioLevel(true, 128));
        assertThrows(IllegalArgumentException.class, () -> new TransmissionOffset(1 << 23));
        assertThrows(IllegalArgumentException.class, () -> new VideoOrientation(true, true, 45));
        assertThrows(IllegalArgumentException.class, () -> new PlayoutDelay(4096, 0));
        Map<Integer, String> zero = Map.of(0, HeaderExtensionUri.MID);
        assertThrows(IllegalArgumentException.class, () -> HeaderExtensionMap.of(zero));
    }

    @Test
    void mapsBothWays() {
        assertEquals(OptionalInt.of(5), MAP.idOf(HeaderExtensionUri.TRANSPORT_CC));
        assertEquals(Optional.of(HeaderExtensionUri.MID), MAP.uriOf(1));
        assertEquals(0, MAP.idOrZero("urn:unknown"));
        assertEquals(OptionalInt.empty(), MAP.idOf("urn:unknown"));
        assertEquals(
                OptionalInt.of(3),
                HeaderExtensionMap.of(Map.of(7, "urn:twice", 3, "urn:twice")).idOf("urn:twice"));
        assertEquals(MAP, HeaderExtensionMap.of(MAP.asMap()));
        assertSame(EMPTY, HeaderExtensionMap.EMPTY.write(EMPTY, new Mid("0")));
    }
}
