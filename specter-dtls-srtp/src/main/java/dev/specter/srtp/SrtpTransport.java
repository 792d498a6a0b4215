package dev.specter.srtp;

import java.nio.ByteBuffer;

/**
 * Protects and unprotects the RTP and RTCP packets of one connection in place (RFC 3711, RFC 7714).
 * Loop-confined.
 */
public final class SrtpTransport {
    /** Spare array bytes that must follow the limit of a packet to protect. */
    public static final int MAX_OVERHEAD_BYTES = 20;

    /** Streams accepted from the peer unless told otherwise. */
    public static final int DEFAULT_MAX_STREAMS = 1024;

    /**
     * A transport that accepts {@link #DEFAULT_MAX_STREAMS} from the peer.
     *
     * @param keys what DTLS agreed on
     */
    public SrtpTransport(SrtpKeys keys) {
        this(keys, DEFAULT_MAX_STREAMS);
    }

    /**
     * A transport.
     *
     * @param keys what DTLS agreed on
     * @param maxStreams SSRCs accepted from the peer, RTP and RTCP each, more than zero
     */
    public SrtpTransport(SrtpKeys keys, int maxStreams) {}

    /**
     * Protects an RTP packet in place.
     *
     * @param packet array-backed, from position to limit, with {@link #MAX_OVERHEAD_BYTES} of spare
     *     array behind the limit; the limit moves behind the tag
     * @return false when it is no RTP packet, or must not be sent any more
     * @throws IllegalArgumentException when the array has too little room
     */
    public boolean protectRtp(ByteBuffer packet) {
        return false;
    }

    /**
     * Protects an RTCP packet, compound or not, in place.
     *
     * @param packet as for {@link #protectRtp}
     * @return false when it is no RTCP packet, or must not be sent any more
     * @throws IllegalArgumentException when the array has too little room
     */
    public boolean protectRtcp(ByteBuffer packet) {
        return false;
    }

    /**
     * Unprotects an SRTP packet in place.
     *
     * @param packet array-backed, from position to limit; the limit moves before the tag
     * @return false when the packet is to be dropped; its bytes are then undefined
     */
    public boolean unprotectRtp(ByteBuffer packet) {
        return false;
    }

    /**
     * Unprotects an SRTCP packet in place.
     *
     * @param packet array-backed, from position to limit; the limit moves before index and tag
     * @return false when the packet is to be dropped; its bytes are then undefined
     */
    public boolean unprotectRtcp(ByteBuffer packet) {
        return false;
    }

    /** What has been counted. */
    public SrtpCounters counters() {
        return new SrtpCounters(0, 0, 0, 0, 0, 0);
    }
}
