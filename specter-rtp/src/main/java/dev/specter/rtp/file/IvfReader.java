package dev.specter.rtp.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** IVF files. */
public final class IvfReader implements MediaReader {
    private final InputStream in;

    /**
     * Reads the file's header.
     *
     * @param in closed by {@link #close}
     * @throws IOException if it cannot be read or is no IVF file
     */
    public IvfReader(InputStream in) throws IOException {
        this.in = in;
    }

    @Override
    public String mimeType() {
        return "video/VP8";
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
