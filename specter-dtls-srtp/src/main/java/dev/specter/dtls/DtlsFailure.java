package dev.specter.dtls;

import java.util.OptionalInt;

/**
 * Why a transport failed. Immutable.
 *
 * @param reason the kind of failure
 * @param sentAlert the fatal alert that we sent, 0 to 255 (RFC 8446, section 6), if any
 * @param receivedAlert the fatal alert that the peer sent, 0 to 255, if any
 * @param detail a sentence for people; no key and no payload in it
 */
public record DtlsFailure(
        Reason reason, OptionalInt sentAlert, OptionalInt receivedAlert, String detail) {

    /** Kinds of failure. */
    public enum Reason {
        /**
         * The peer's certificate has none of the announced fingerprints (RFC 8122, section 6.2).
         */
        FINGERPRINT,
        /** The handshake did not end in time. */
        TIMEOUT,
        /** The peer sent a fatal alert. */
        PEER_ALERT,
        /** The peer broke the protocol, or the two ends have nothing in common. */
        PROTOCOL,
        /** Our own side failed: the worker pool is closed, or cryptography is missing. */
        INTERNAL
    }
}
