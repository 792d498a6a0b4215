package dev.specter.srtp;

import java.security.GeneralSecurityException;

/** Our RTCP, each sender SSRC with an index of its own (RFC 3711, section 3.4). Loop-confined. */
final class RtcpSender {
    /** Packets to a master key (RFC 3711, section 9.2); so no index reaches 2^31 and wraps. */
    static final long MAX_PACKETS = 1L << 31;

    private static final class Stream implements Streams.Stream {
        private long index;

        Stream(long index) {
            this.index = index;
        }

        @Override
        public long highestIndex() {
            return index;
        }
    }

    private final Transform transform;
    private final Streams<Stream> streams;
    private long packets;

    /** A sender whose keys have protected so many packets already. */
    RtcpSender(Transform transform, int maxStreams, long packets) {
        this.transform = transform;
        this.streams = new Streams<>(maxStreams);
        this.packets = packets;
    }

    /** Protects a packet; false when the keys are used up, or it is of one stream too many. */
    boolean protect(PacketView packet) throws GeneralSecurityException {
        Stream stream = stream(packet.ssrc());
        if (stream == null || packets >= MAX_PACKETS) {
            return false;
        }
        packets++;
        transform.sealRtcp(packet, (int) ++stream.index);
        return true;
    }

    private Stream stream(int ssrc) {
        Stream stream = streams.get(ssrc);
        if (stream == null) {
            long highest = streams.forgottenIndex(ssrc);
            if (highest == PacketIndex.NONE && !streams.hasRoom()) {
                return null;
            }
            stream = new Stream(highest);
            streams.put(ssrc, stream);
        }
        return stream;
    }
}
