package dev.specter.rtp.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** H.264 byte streams (ITU-T H.264, annex B). */
public final class H264AnnexBReader implements MediaReader {
    private final InputStream in;

    /** Reads at 30 frames a second where the stream has no timing. */
    public H264AnnexBReader(InputStream in) {
        this(in, 30);
    }

    /**
     * Reads a stream.
     *
     * @param in closed by {@link #close}
     * @param defaultFramesPerSecond where the stream has no timing
     */
    public H264AnnexBReader(InputStream in, double defaultFramesPerSecond) {
        this.in = in;
    }

    @Override
    public String mimeType() {
        return "video/H264";
    }

    @Override
    public Optional<MediaFrame> next() throws IOException {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
