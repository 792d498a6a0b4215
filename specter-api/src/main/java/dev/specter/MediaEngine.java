package dev.specter;

import java.util.UUID;

/** Names a set of codecs and header extensions; consumed by {@link Specter#newApi}. Immutable. */
public final class MediaEngine extends Handle {
    MediaEngine(Specter specter, UUID id) {
        super(specter, id);
    }

    @Override
    public boolean exists() {
        return specter().mediaEngineExists(this);
    }
}
