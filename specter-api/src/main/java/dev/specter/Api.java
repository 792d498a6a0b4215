package dev.specter;

import java.util.UUID;

/**
 * Names what connections are made with: a media engine and a registry joined. Makes many.
 * Immutable.
 */
public final class Api extends Handle {
    Api(Specter specter, UUID id) {
        super(specter, id);
    }

    @Override
    public boolean exists() {
        return specter().apiExists(this);
    }
}
