package dev.specter.rtp.file;

import dev.specter.common.SerialNumbers;

/**
 * RTP timestamps (RFC 3550, section 5.1) as time that begins at 0 and never goes back. Steps back
 * and long steps on are jumps of the sender's clock.
 */
final class RtpTimeline {
    private final long maxStepTicks;
    private boolean started;
    private long last;
    private long ticks;

    RtpTimeline(long maxStepTicks) {
        this.maxStepTicks = Math.min(maxStepTicks, Integer.MAX_VALUE);
    }

    /**
     * Goes on to a frame.
     *
     * @param rtpTimestamp of the frame, u32
     * @param afterJumpTicks the time it gets if the clock has jumped
     * @return its time, 0 for the first one
     */
    long advance(long rtpTimestamp, long afterJumpTicks) {
        long step = started ? SerialNumbers.distance32(rtpTimestamp & 0xFFFFFFFFL, last) : 0;
        started = true;
        last = rtpTimestamp & 0xFFFFFFFFL;
        ticks = step < 0 || step > maxStepTicks ? afterJumpTicks : ticks + step;
        return ticks;
    }
}
