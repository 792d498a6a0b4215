package dev.specter;

import java.util.Objects;

/** A call of the surface that was refused at once; no message follows. Immutable. */
public final class SpecterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a call was refused. */
    public enum Reason {
        /** The handle names nothing: it was never made, or is consumed or closed. */
        NOT_FOUND,
        /** The argument is not the JSON of a session description or of a candidate. */
        INVALID_JSON,
        /** The argument is not a track of this Specter or a sender of this connection. */
        INVALID_TRACK,
        /** There is no such file. */
        FILE_NOT_FOUND,
        /** A server's URL is malformed. */
        INVALID_CONFIGURATION,
        /** The Specter is closed. */
        CLOSED,
        /** The message waited for did not come in time. */
        TIMEOUT
    }

    /**
     * A refusal.
     *
     * @param reason why
     * @param message what was wrong, for people
     */
    public SpecterException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * A refusal that another exception caused.
     *
     * @param reason why
     * @param message what was wrong, for people
     * @param cause what caused it
     */
    public SpecterException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    /** Why the call was refused. */
    public Reason reason() {
        return reason;
    }
}
