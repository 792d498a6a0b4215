package dev.specter.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.ext.Mid;
import dev.specter.rtp.ext.TransportSequenceNumber;

import java.nio.ByteBuffer;
import java.util.Map;

/** Any bytes as an RTP packet: malformed, or written as what it was read as. */
class RtpPacketFuzzTest {
    private static final HeaderExtensionMap MAP =
            HeaderExtensionMap.of(
                    Map.of(1, HeaderExtensionUri.MID, 2, HeaderExtensionUri.TRANSPORT_CC));

    @FuzzTest
    void packet(byte[] data) throws MalformedPacketException {
        RtpPacket packet;
        try {
            packet = RtpPacket.parse(ByteBuffer.wrap(data.clone()));
        } catch (MalformedPacketException e) {
            return;
        }
        RtpPacket again = RtpPacket.parse(packet.write(3));
        assertEquals(packet.ssrc(), again.ssrc());
        assertEquals(packet.sequenceNumber(), again.sequenceNumber());
        assertEquals(packet.timestamp(), again.timestamp());
        assertEquals(packet.csrcs(), again.csrcs());
        assertEquals(packet.payload(), again.payload());
        assertEquals(packet.extensions().ids(), again.extensions().ids());
        for (int id : packet.extensions().ids()) {
            assertEquals(packet.extensions().get(id), again.extensions().get(id));
        }
        assertTrue(packet.extensions().sizeBytes() <= data.length + 4);
        MAP.read(packet, Mid.TYPE);
        MAP.read(packet, TransportSequenceNumber.TYPE);
        HeaderExtensions more = packet.extensions().with(7, Bytes.ofHex("00")).withU16(3, 5);
        assertEquals(5, more.u16(3));
        assertTrue(more.without(7).ids().stream().noneMatch(id -> id == 7));
    }
}
