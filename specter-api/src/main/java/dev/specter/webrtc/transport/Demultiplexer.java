package dev.specter.webrtc.transport;

import java.nio.ByteBuffer;

/** Tells by the first bytes what a datagram holds (RFC 7983, section 7; RFC 5761, section 4). */
final class Demultiplexer {
    /** What a datagram holds. */
    enum Protocol {
        DTLS,
        RTP,
        RTCP,
        UNKNOWN
    }

    private static final int MIN_RTP_BYTES = 12;
    private static final int MIN_RTCP_BYTES = 8;

    private Demultiplexer() {}

    static Protocol classify(ByteBuffer datagram) {
        int size = datagram.remaining();
        if (size == 0) {
            return Protocol.UNKNOWN;
        }
        int first = datagram.get(datagram.position()) & 0xFF;
        if (first >= 20 && first <= 63) {
            return Protocol.DTLS;
        }
        if (first < 128 || first > 191 || size < MIN_RTCP_BYTES) {
            return Protocol.UNKNOWN;
        }
        int second = datagram.get(datagram.position() + 1) & 0xFF;
        // RFC 5761, section 4: RTCP packet types are 192 to 223 when RTP and RTCP share a port.
        if (second >= 192 && second <= 223) {
            return Protocol.RTCP;
        }
        return size >= MIN_RTP_BYTES ? Protocol.RTP : Protocol.UNKNOWN;
    }
}
