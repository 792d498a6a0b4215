package dev.specter.webrtc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A message of a data channel, come or to be sent: text or binary. Immutable. */
public final class RtcDataChannelMessage {
    private final ByteBuffer data;
    private final boolean isText;
    private final int windowBytes;

    RtcDataChannelMessage(ByteBuffer data, boolean isText, int windowBytes) {
        this.data = data.slice().asReadOnlyBuffer();
        this.isText = isText;
        this.windowBytes = windowBytes;
    }

    /** A text message to be sent; U+FFFD stands for each half of a surrogate pair. */
    public static RtcDataChannelMessage of(String text) {
        return new RtcDataChannelMessage(ByteBuffer.wrap(UsvString.utf8(text)), true, 0);
    }

    /** A binary message to be sent: a copy of the remaining bytes, whose position stays. */
    public static RtcDataChannelMessage of(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        return new RtcDataChannelMessage(copy, false, 0);
    }

    /** What the message takes of the announced window until it has been delivered. */
    int windowBytes() {
        return windowBytes;
    }

    /** Whether it was sent as text. */
    public boolean isText() {
        return isText;
    }

    /** The bytes, UTF-8 for text: a read-only buffer of its own position, from 0 to the size. */
    public ByteBuffer data() {
        return data.duplicate();
    }

    /** The number of bytes. */
    public int size() {
        return data.remaining();
    }

    /**
     * The text; malformed UTF-8 gives replacement characters. Of a binary message: its bytes read
     * as UTF-8.
     */
    public String text() {
        return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
    }

    /** The bytes as an array of their own. */
    public byte[] toByteArray() {
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        return copy;
    }

    @Override
    public String toString() {
        return "RtcDataChannelMessage[" + (isText ? "text, " : "binary, ") + size() + " bytes]";
    }
}
