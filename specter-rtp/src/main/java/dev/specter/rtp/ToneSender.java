package dev.specter.rtp;

import dev.specter.rtp.codec.TelephoneEvent;

import java.time.Duration;

/**
 * Sends tones as telephone events in an audio stream (RFC 4733, section 2.5.1): a packet every 20
 * ms while a tone lasts, the last one three times. Loop-confined.
 */
public final class ToneSender {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long UPDATE_NANOS = 20_000_000L;
    private static final int END_PACKETS = 3;
    private static final int MAX_TICKS = 0xFFFF;

    /** -10 dBm0, as loud as a telephone's key. */
    private static final int VOLUME = 10;

    private final RtpSendStream stream;
    private int event;
    private int payloadType;
    private long durationNanos;
    private long startNanos;
    private long nextNanos = Long.MAX_VALUE;
    private int updates;
    private int endPackets;

    /** What the timestamp of the packets is, and how many ticks of the tone lie before it. */
    private long timestamp;

    private long ticksBefore;

    /** Makes a sender that is silent. */
    public ToneSender(RtpSendStream stream) {
        this.stream = stream;
    }

    /**
     * Begins a tone; repetitions of the end of another are given up for it.
     *
     * @param newEvent 0 to 255
     * @param newPayloadType of telephone-event at the stream's clock rate
     * @param duration more than 0
     * @param nowNanos the loop's time
     */
    public void start(int newEvent, int newPayloadType, Duration duration, long nowNanos) {
        event = newEvent;
        payloadType = newPayloadType;
        durationNanos = duration.toNanos();
        startNanos = nowNanos;
        nextNanos = nowNanos;
        updates = 0;
        endPackets = 0;
        timestamp = stream.timestampNow(nowNanos);
        ticksBefore = 0;
        handleTimeout(nowNanos);
    }

    /** Whether a tone lasts at a time. */
    public boolean isPlaying(long nowNanos) {
        return durationNanos > 0 && nowNanos - startNanos < durationNanos;
    }

    /** Sends what is due; early and late calls are harmless. */
    public void handleTimeout(long nowNanos) {
        while (nextNanos <= nowNanos) {
            update(nowNanos);
            nextNanos = endPackets == END_PACKETS ? Long.MAX_VALUE : nextNanos + UPDATE_NANOS;
        }
    }

    /** When {@link #handleTimeout} is wanted next, or {@link Long#MAX_VALUE}. */
    public long nextTimeoutNanos() {
        return nextNanos;
    }

    private void update(long nowNanos) {
        updates++;
        // A packet tells of the tone until the next one.
        long toldNanos = Math.min(durationNanos, updates * UPDATE_NANOS);
        long ticks = ticks(toldNanos) - ticksBefore;
        while (ticks > MAX_TICKS) {
            // RFC 4733, section 2.5.1.3: a long event is told in segments, one after the other.
            send(false, MAX_TICKS, nowNanos);
            timestamp += MAX_TICKS;
            ticksBefore += MAX_TICKS;
            ticks -= MAX_TICKS;
        }
        boolean isEnd = toldNanos == durationNanos;
        endPackets += isEnd ? 1 : 0;
        send(isEnd, (int) ticks, nowNanos);
    }

    private void send(boolean isEnd, int ticks, long nowNanos) {
        stream.sendBeside(
                payloadType,
                timestamp,
                updates == 1,
                new TelephoneEvent(event, isEnd, VOLUME, ticks).toPayload(),
                nowNanos);
    }

    private long ticks(long nanos) {
        return nanos * stream.info().clockRateHz() / NANOS_PER_SECOND;
    }
}
