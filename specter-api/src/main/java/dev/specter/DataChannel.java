package dev.specter;

import dev.specter.webrtc.RtcDataChannel;

import java.util.UUID;

/** Names a data channel, until it has closed. Immutable. */
public final class DataChannel extends Handle {
    DataChannel(Specter specter, UUID id) {
        super(specter, id);
    }

    @Override
    public boolean exists() {
        return specter().channels().exists(id());
    }

    /**
     * The channel of the layer below.
     *
     * @throws SpecterException {@code NOT_FOUND} if the handle names nothing
     */
    public RtcDataChannel rtc() {
        return specter().channels().require(this).rtc();
    }
}
