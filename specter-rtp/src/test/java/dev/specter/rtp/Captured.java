package dev.specter.rtp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Test resources: media files and captured packets. */
public final class Captured {
    private Captured() {}

    /** A resource as a stream, by its path under src/test/resources. */
    public static InputStream open(String path) {
        return Objects.requireNonNull(
                Captured.class.getClassLoader().getResourceAsStream(path), path);
    }

    /** All bytes of a resource. */
    public static byte[] bytes(String path) throws IOException {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        }
    }

    /** The datagrams of a capture: each behind its size as u16. */
    public static List<ByteBuffer> datagrams(String path) throws IOException {
        var datagrams = new ArrayList<ByteBuffer>();
        try (var in = new DataInputStream(open(path))) {
            while (in.available() > 0) {
                datagrams.add(ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort())));
            }
        }
        return datagrams;
    }
}
