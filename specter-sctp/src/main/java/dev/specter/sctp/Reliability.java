package dev.specter.sctp;

import java.time.Duration;

/** How hard a message is tried (RFC 3758, section 4.1; RFC 7496, section 3.1). Immutable. */
public sealed interface Reliability {
    /** Until it arrives or the association ends. */
    Reliability RELIABLE = new Reliable();

    /** Until it arrives or the association ends. */
    record Reliable() implements Reliability {}

    /**
     * At most so many retransmissions of any part of the message.
     *
     * @param maxRetransmits 0 or more; 0 means that it is sent once
     */
    record LimitedRetransmits(int maxRetransmits) implements Reliability {
        /** Checks the range. */
        public LimitedRetransmits {
            if (maxRetransmits < 0) {
                throw new IllegalArgumentException("maxRetransmits: " + maxRetransmits);
            }
        }
    }

    /**
     * No transmission or retransmission after so long a time in the hands of the association.
     *
     * @param lifetime from the call that queued the message, not negative
     */
    record LimitedLifetime(Duration lifetime) implements Reliability {
        /** Checks the range. */
        public LimitedLifetime {
            if (lifetime.isNegative()) {
                throw new IllegalArgumentException("lifetime: " + lifetime);
            }
        }
    }
}
