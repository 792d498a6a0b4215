package dev.specter;

/** Messages beyond the classic set that come unasked and can be switched off. */
public enum ExtraMessage {
    /** {@link SpecterMessage.StateChanged}. */
    STATE_CHANGED,
    /** {@link SpecterMessage.GatheringComplete} that was not asked for. */
    GATHERING_COMPLETE,
    /** {@link SpecterMessage.TrackAdded}. */
    TRACK_ADDED,
    /** {@link SpecterMessage.DataChannelOpened}. */
    DATA_CHANNEL_OPENED,
    /**
     * {@link SpecterMessage.DataChannelMessage}. Without it, what arrives is held for a listener at
     * {@link DataChannel#rtc()}.
     */
    DATA_CHANNEL_MESSAGE,
    /** {@link SpecterMessage.DataChannelClosed}. */
    DATA_CHANNEL_CLOSED
}
