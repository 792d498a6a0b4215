package dev.specter.rtp.interceptor;

import java.time.Duration;

/**
 * How lost packets are sent again. Immutable.
 *
 * @param bufferPackets packets held per stream, a power of two up to 32,768; at 1,200 bytes each
 *     and 2.5 Mbit/s the default holds about four seconds
 * @param minResendInterval a packet is not sent again sooner than this, since requests that cross
 *     its retransmission are no news
 * @param retransmittedShare bytes of retransmission that each byte of media allows
 * @param burstBytes bytes of retransmission that can be saved up
 */
public record NackResponderOptions(
        int bufferPackets, Duration minResendInterval, double retransmittedShare, int burstBytes) {
    /** 1,024 packets, 10 ms, 1 byte for each byte of media, 256 KiB. */
    public static final NackResponderOptions DEFAULT =
            new NackResponderOptions(1024, Duration.ofMillis(10), 1, 256 * 1024);
}
