package dev.specter.rtp.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.util.Locale;
import java.util.Optional;

/** Which file format belongs to a codec's MIME type, as {@code a=rtpmap} names it. */
public final class MediaFiles {
    private MediaFiles() {}

    /**
     * How the names of a codec's files end.
     *
     * @param mimeType for example {@code video/H264}, in any case
     * @return {@code h264}, {@code ivf} or {@code ogg}, or empty for codecs not known here
     */
    public static Optional<String> extension(String mimeType) {
        return switch (mimeType.toLowerCase(Locale.ROOT)) {
            case "video/h264" -> Optional.of("h264");
            case "video/vp8" -> Optional.of("ivf");
            case "audio/opus" -> Optional.of("ogg");
            default -> Optional.empty();
        };
    }

    /**
     * A writer for a codec.
     *
     * @param mimeType for example {@code audio/opus}, in any case
     * @param channel blocking, best an empty {@link java.nio.channels.FileChannel}; closed by the
     *     writer
     * @return a new writer, or empty for codecs not known here; the channel stays open then
     * @throws IOException if the channel cannot tell its position
     */
    public static Optional<MediaWriter> writer(String mimeType, WritableByteChannel channel)
            throws IOException {
        return switch (extension(mimeType).orElse("")) {
            case "h264" -> Optional.of(new H264AnnexBWriter(channel));
            case "ivf" -> Optional.of(new IvfWriter(channel));
            case "ogg" -> Optional.of(new OggOpusWriter(channel));
            default -> Optional.empty();
        };
    }

    /**
     * A reader for a codec.
     *
     * @param mimeType for example {@code audio/opus}, in any case
     * @param in best buffered; closed by the reader
     * @return a new reader, or empty for codecs not known here; the stream stays open then
     * @throws MediaFileException if the file is not of the codec's format
     * @throws IOException if it cannot be read
     */
    public static Optional<MediaReader> reader(String mimeType, InputStream in) throws IOException {
        return switch (extension(mimeType).orElse("")) {
            case "h264" -> Optional.of(new H264AnnexBReader(in));
            case "ivf" -> Optional.of(new IvfReader(in));
            case "ogg" -> Optional.of(new OggOpusReader(in));
            default -> Optional.empty();
        };
    }
}
