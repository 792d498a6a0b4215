package dev.specter.rtp.file;

import java.io.IOException;

/** A media file that is not what it claims to be, or exceeds a bound. Immutable. */
public final class MediaFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is wrong with the file
     */
    public MediaFileException(String message) {
        super(message);
    }
}
