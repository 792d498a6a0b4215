package dev.specter.webrtc.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * SRTP and SRTCP that came before their keys: a DTLS server may send media as soon as its last
 * flight is on the way, and we derive the keys only when we have handled that. Lost, they would
 * cost the first key frame and the peer's first probes of the bandwidth. Holds the first {@value
 * #MAX_PACKETS} packets. Loop-confined.
 */
final class EarlyMedia {
    static final int MAX_PACKETS = 64;

    private final List<Packet> packets = new ArrayList<>();

    /**
     * A packet, still protected.
     *
     * @param datagram owned by the holder
     * @param isRtcp RTCP, else RTP
     * @param arrivedNanos when it came, loop time
     */
    record Packet(ByteBuffer datagram, boolean isRtcp, long arrivedNanos) {
        /** The packet with a buffer of its own. */
        Packet copy() {
            var own = ByteBuffer.allocate(datagram.remaining()).put(datagram.duplicate()).flip();
            return new Packet(own, isRtcp, arrivedNanos);
        }
    }

    /** Holds a packet; false where there are too many. */
    boolean hold(Packet packet) {
        return packets.size() < MAX_PACKETS && packets.add(packet);
    }

    /** Hands out what is held, in the order of arrival. */
    List<Packet> take() {
        List<Packet> taken = List.copyOf(packets);
        packets.clear();
        return taken;
    }
}
