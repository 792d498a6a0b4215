package dev.specter;

import java.util.UUID;

/** Names a chain of RTP interceptors; consumed by {@link Specter#newApi}. Immutable. */
public final class Registry extends Handle {
    Registry(Specter specter, UUID id) {
        super(specter, id);
    }

    @Override
    public boolean exists() {
        return specter().registryExists(this);
    }
}
