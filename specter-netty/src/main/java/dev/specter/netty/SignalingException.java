package dev.specter.netty;

import java.net.ConnectException;

/** The two ends could not agree to connect, or could not talk about it. */
public final class SignalingException extends ConnectException {
    private static final long serialVersionUID = 1;

    SignalingException(String message) {
        super(message);
    }

    SignalingException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }
}
