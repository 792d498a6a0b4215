package dev.specter.ice.turn;

import dev.specter.common.MalformedPacketException;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Cuts what comes over a stream into STUN and ChannelData messages (RFC 8489, section 6.2.2; RFC
 * 8656, section 12.5). Holds one message that is not complete yet, 65,556 bytes at most.
 * Loop-confined.
 */
public final class StreamDeframer {
    private static final int HEADER_BYTES = 4;
    private static final int STUN_HEADER_BYTES = 20;
    private static final int STUN_COOKIE_END = 8;

    private final Queue<byte[]> messages = new ArrayDeque<>();
    private byte[] partial = new byte[STUN_HEADER_BYTES];
    private int have;

    /**
     * Takes the next bytes of the stream.
     *
     * @param bytes from position to limit; not kept
     * @throws MalformedPacketException if this is no stream of STUN and ChannelData: nothing that
     *     follows can be made sense of
     */
    public void handleBytes(ByteBuffer bytes) throws MalformedPacketException {
        ByteBuffer in = bytes.duplicate();
        while (in.hasRemaining()) {
            take(in, HEADER_BYTES);
            if (have < HEADER_BYTES) {
                return;
            }
            int size = paddedSize();
            if (partial.length < size) {
                partial = Arrays.copyOf(partial, size);
            }
            take(in, size);
            if (have == size) {
                messages.add(Arrays.copyOf(partial, size()));
                partial = partial.length > 2048 ? new byte[STUN_HEADER_BYTES] : partial;
                have = 0;
            }
        }
    }

    private void take(ByteBuffer in, int until) throws MalformedPacketException {
        int count = Math.min(in.remaining(), until - have);
        if (count > 0) {
            in.get(partial, have, count);
            have += count;
        }
        if (have >= STUN_COOKIE_END && isStun()) {
            require(u16(4) == 0x2112 && u16(6) == 0xA442, "magic cookie in a stream");
        }
    }

    private boolean isStun() {
        return (partial[0] & 0xC0) == 0;
    }

    private int size() throws MalformedPacketException {
        int length = u16(2);
        if (isStun()) {
            require((length & 3) == 0, "STUN length in a stream");
            return STUN_HEADER_BYTES + length;
        }
        int channel = u16(0);
        require(
                channel >= ChannelData.FIRST_CHANNEL && channel <= ChannelData.LAST_CHANNEL,
                "first byte of a message in a stream");
        return HEADER_BYTES + length;
    }

    private int paddedSize() throws MalformedPacketException {
        return size() + 3 & ~3;
    }

    private int u16(int offset) {
        return (partial[offset] & 0xFF) << 8 | partial[offset + 1] & 0xFF;
    }

    /** Hands out the next message, without padding, or null. */
    public byte[] pollMessage() {
        return messages.poll();
    }

    private static void require(boolean condition, String what) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException(what);
        }
    }
}
