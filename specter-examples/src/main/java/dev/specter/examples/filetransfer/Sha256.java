package dev.specter.examples.filetransfer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash that can be asked while it runs. Not thread-safe. */
final class Sha256 {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final MessageDigest digest;

    Sha256() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Adds the remaining bytes of a buffer. */
    void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Adds the next bytes of a file, and leaves its position behind them. */
    void update(FileChannel file, long bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long left = bytes; left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
            if (file.read(buffer) < 0) {
                throw new EOFException("the file has become shorter");
            }
            digest.update(buffer.flip());
        }
    }

    /** The hash of what was added until now, as hexadecimal digits. */
    String soFar() {
        try {
            var copy = (MessageDigest) digest.clone();
            return HexFormat.of().formatHex(copy.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // the JDK's can be
        }
    }

    void reset() {
        digest.reset();
    }
}
