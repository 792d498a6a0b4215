package dev.specter.webrtc.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.webrtc.transport.Demultiplexer.Protocol;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

class DemultiplexerTest {
    private static Protocol classify(int first, int second, int size) {
        ByteBuffer datagram = ByteBuffer.allocate(size + 3).position(3);
        if (size > 0) {
            datagram.put(3, (byte) first);
        }
        if (size > 1) {
            datagram.put(4, (byte) second);
        }
        return Demultiplexer.classify(datagram);
    }

    @Test // RFC 7983, section 7
    void tellsProtocolsByTheFirstByte() {
        assertEquals(Protocol.UNKNOWN, classify(19, 0, 50));
        assertEquals(Protocol.DTLS, classify(20, 0, 50));
        assertEquals(Protocol.DTLS, classify(63, 0, 50));
        assertEquals(Protocol.UNKNOWN, classify(64, 0, 50));
        assertEquals(Protocol.UNKNOWN, classify(127, 0, 50));
        assertEquals(Protocol.RTP, classify(128, 96, 50));
        assertEquals(Protocol.RTP, classify(191, 96, 50));
        assertEquals(Protocol.UNKNOWN, classify(192, 96, 50));
    }

    @Test // RFC 5761, section 4
    void tellsRtcpByItsPacketType() {
        assertEquals(Protocol.RTP, classify(0x80, 191, 50));
        assertEquals(Protocol.RTCP, classify(0x80, 192, 50));
        assertEquals(Protocol.RTCP, classify(0x80, 223, 50));
        assertEquals(Protocol.RTP, classify(0x80, 224, 50));
    }

    @Test
    void knowsNothingOfWhatIsTooShort() {
        assertEquals(Protocol.UNKNOWN, classify(0, 0, 0));
        assertEquals(Protocol.UNKNOWN, classify(0x80, 96, 11));
        assertEquals(Protocol.RTP, classify(0x80, 96, 12));
        assertEquals(Protocol.UNKNOWN, classify(0x80, 200, 7));
        assertEquals(Protocol.RTCP, classify(0x80, 200, 8));
    }
}
