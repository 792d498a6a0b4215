package dev.specter.ice.agent;

import dev.specter.ice.stun.StunClass;

/** What a {@link CheckSession} tells its owner. Loop-confined. */
public interface CheckListener {
    /**
     * A message was sent.
     *
     * @param messageClass its class
     */
    void onSent(StunClass messageClass);
}
