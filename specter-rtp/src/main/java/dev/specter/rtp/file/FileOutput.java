package dev.specter.rtp.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Collects what a writer writes into blocks, and can go back where the channel can. */
final class FileOutput implements Closeable {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final WritableByteChannel channel;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private final long begin;

    /**
     * Begins at the channel's position.
     *
     * @param channel in blocking mode, closed by {@link #close}
     */
    FileOutput(WritableByteChannel channel) throws IOException {
        this.channel = channel;
        this.begin = channel instanceof SeekableByteChannel seekable ? seekable.position() : 0;
    }

    /** Writes the remaining bytes of a buffer, which is not changed. */
    void write(ByteBuffer bytes) throws IOException {
        ByteBuffer rest = bytes.duplicate();
        if (rest.remaining() > block.remaining()) {
            flush();
        }
        if (rest.remaining() > block.remaining()) {
            writeFully(rest);
        } else {
            block.put(rest);
        }
    }

    /**
     * Writes over bytes that are in the file already.
     *
     * @param at from where this output began
     * @param bytes not changed
     */
    void patch(long at, ByteBuffer bytes) throws IOException {
        flush();
        if (channel instanceof SeekableByteChannel seekable) {
            long end = seekable.position();
            seekable.position(begin + at);
            writeFully(bytes.duplicate());
            seekable.position(end);
        }
    }

    private void flush() throws IOException {
        block.flip();
        try {
            writeFully(block);
        } finally {
            block.clear();
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
