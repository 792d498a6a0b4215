package dev.specter.sctp.dcep;

import java.util.OptionalInt;

/**
 * A data channel of a {@link ChannelTable}: the handle for its calls, and what is known of it.
 * Equal by identity. Loop-confined.
 */
public final class DataChannel {
    private final ChannelInit init;
    private ChannelState state = ChannelState.CONNECTING;
    private OptionalInt id;
    private long bufferedAmount;
    private long bufferedAmountLowThreshold;

    DataChannel(ChannelInit init) {
        this.init = init;
        this.id = init.negotiatedId();
    }

    /** Label, protocol, order, reliability, priority and negotiated identifier. */
    public ChannelInit init() {
        return init;
    }

    /** The stream identifier; empty until the DTLS role is known. It stays after the close. */
    public OptionalInt id() {
        return id;
    }

    /** The state. */
    public ChannelState state() {
        return state;
    }

    /**
     * Payload bytes given to {@link ChannelTable#send} that have not been sent for the first time;
     * what is sent and not acknowledged does not count. It does not fall to 0 by closing.
     */
    public long bufferedAmount() {
        return bufferedAmount;
    }

    /** At or below this buffered amount {@link ChannelEvent.BufferedAmountLow} fires. */
    public long bufferedAmountLowThreshold() {
        return bufferedAmountLowThreshold;
    }

    /**
     * Sets the threshold of {@link ChannelEvent.BufferedAmountLow}.
     *
     * @param bytes 0 or more
     */
    public void bufferedAmountLowThreshold(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("threshold: " + bytes);
        }
        bufferedAmountLowThreshold = bytes;
    }

    void state(ChannelState newState) {
        state = newState;
    }

    void id(int newId) {
        id = OptionalInt.of(newId);
    }

    void addBuffered(long bytes) {
        bufferedAmount += bytes;
    }
}
