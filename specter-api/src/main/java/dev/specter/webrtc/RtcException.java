package dev.specter.webrtc;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A call that failed, with the error name webrtc-pc gives it. Synchronous calls throw it,
 * asynchronous ones complete their future with it. Immutable.
 */
public final class RtcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RtcErrorName name;

    @SuppressWarnings("serial") // a record of small values; exceptions are not sent anywhere
    private final Optional<RtcErrorDetail> detail;

    /**
     * An error.
     *
     * @param name the W3C error name
     * @param message what was wrong, for people
     */
    public RtcException(RtcErrorName name, String message) {
        this(name, message, Optional.empty(), null);
    }

    /**
     * An error that another one caused.
     *
     * @param name the W3C error name
     * @param message what was wrong, for people
     * @param cause what caused it
     */
    public RtcException(RtcErrorName name, String message, Throwable cause) {
        this(name, message, Optional.empty(), cause);
    }

    /**
     * An error with detail.
     *
     * @param name the W3C error name
     * @param message what was wrong, for people
     * @param detail what failed
     */
    public RtcException(RtcErrorName name, String message, RtcErrorDetail detail) {
        this(name, message, Optional.of(detail), null);
    }

    /**
     * An error with detail that another one caused.
     *
     * @param name the W3C error name
     * @param message what was wrong, for people
     * @param detail what failed
     * @param cause what caused it
     */
    public RtcException(RtcErrorName name, String message, RtcErrorDetail detail, Throwable cause) {
        this(name, message, Optional.of(detail), cause);
    }

    private RtcException(
            RtcErrorName name, String message, Optional<RtcErrorDetail> detail, Throwable cause) {
        super(message, cause);
        this.name = Objects.requireNonNull(name, "name");
        this.detail = detail;
    }

    /** The W3C error name. */
    public RtcErrorName name() {
        return name;
    }

    /** What failed, where webrtc-pc knows more than the name (section 11). */
    public Optional<RtcErrorDetail> errorDetail() {
        return detail;
    }

    /** The 1-based line of the session description that is not well formed. */
    public OptionalInt sdpLineNumber() {
        return detail.map(RtcErrorDetail::sdpLineNumber).orElse(OptionalInt.empty());
    }

    /** The name and the message. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // as a DOMException prints itself
    public String toString() {
        return name + ": " + getMessage();
    }
}
