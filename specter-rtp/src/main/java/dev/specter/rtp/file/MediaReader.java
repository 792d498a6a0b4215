package dev.specter.rtp.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads a media file frame by frame. Not thread-safe. */
public interface MediaReader extends Closeable {
    /** The MIME type of the codec, for example {@code video/H264}. */
    String mimeType();

    /**
     * The next frame.
     *
     * @return a frame, or empty at the end of the file
     * @throws MediaFileException if the file is malformed
     * @throws IOException if it cannot be read
     */
    Optional<MediaFrame> next() throws IOException;
}
