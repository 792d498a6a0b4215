package dev.specter.webrtc;

/** The names of the errors that webrtc-pc raises (DOMException and JavaScript names). */
public enum RtcErrorName {
    /** The object is in the wrong state for the call, or was closed. */
    INVALID_STATE_ERROR("InvalidStateError"),
    /** An argument does not fit what it refers to; the content of a description is invalid. */
    INVALID_ACCESS_ERROR("InvalidAccessError"),
    /** Something was changed that must not be, as the text of a created offer. */
    INVALID_MODIFICATION_ERROR("InvalidModificationError"),
    /** The operation failed, as SDP that cannot be parsed or applied. */
    OPERATION_ERROR("OperationError"),
    /** A string such as a server URL is not well formed. */
    SYNTAX_ERROR("SyntaxError"),
    /** The operation or value is not supported. */
    NOT_SUPPORTED_ERROR("NotSupportedError"),
    /** A string has a character that is not allowed. */
    INVALID_CHARACTER_ERROR("InvalidCharacterError"),
    /** A number is outside its range. */
    RANGE_ERROR("RangeError"),
    /** An argument is missing or of the wrong kind. */
    TYPE_ERROR("TypeError"),
    /** A connection was lost. */
    NETWORK_ERROR("NetworkError"),
    /** The operation was given up. */
    ABORT_ERROR("AbortError"),
    /** What the call refers to does not exist. */
    NOT_FOUND_ERROR("NotFoundError"),
    /** A source cannot be read. */
    NOT_READABLE_ERROR("NotReadableError"),
    /** A failure with no better name. */
    UNKNOWN_ERROR("UnknownError");

    private final String w3c;

    RtcErrorName(String w3c) {
        this.w3c = w3c;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3c;
    }

    /**
     * The constant of a W3C string.
     *
     * @param w3c as {@link #toString()} gives it
     * @throws IllegalArgumentException if there is none
     */
    public static RtcErrorName of(String w3c) {
        for (RtcErrorName value : values()) {
            if (value.w3c.equals(w3c)) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a RtcErrorName: " + w3c);
    }
}
