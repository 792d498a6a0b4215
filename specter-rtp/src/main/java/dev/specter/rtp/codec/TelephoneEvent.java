package dev.specter.rtp.codec;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

import java.nio.ByteBuffer;

/**
 * The payload of a telephone-event packet (RFC 4733, section 2.3). Immutable.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |     event     |E|R| volume    |          duration             |
 * </pre>
 *
 * @param event what is signaled, 0 to 255; 0 to 15 are the DTMF keys 0 to 9, *, #, A to D
 * @param isEnd whether this is the end of the event
 * @param volume power level in -dBm0, 0 to 63
 * @param duration how long it has lasted since the packet's timestamp, in ticks, 0 to 65,535
 */
public record TelephoneEvent(int event, boolean isEnd, int volume, int duration) {
    /** Bytes of an event. */
    public static final int SIZE_BYTES = 4;

    private static final int END = 0x80;
    private static final int MAX_VOLUME = 63;
    private static final String KEYS = "0123456789*#ABCD";

    /** Checks the ranges. */
    public TelephoneEvent {
        if ((event & ~0xFF) != 0 || (duration & ~0xFFFF) != 0 || (volume & ~MAX_VOLUME) != 0) {
            throw new IllegalArgumentException("telephone event out of range");
        }
    }

    /**
     * The event of a DTMF key (RFC 4733, section 3.2).
     *
     * @param key 0 to 9, *, #, A to D
     * @return 0 to 15, or -1 for what is no key
     */
    public static int ofKey(char key) {
        return KEYS.indexOf(key);
    }

    /**
     * Reads a payload; what follows the first event is not looked at.
     *
     * @throws MalformedPacketException if it is too short
     */
    public static TelephoneEvent parse(ByteBuffer payload) throws MalformedPacketException {
        WireReader in = WireReader.of(payload);
        int event = in.u8();
        int flags = in.u8();
        return new TelephoneEvent(event, (flags & END) != 0, flags & MAX_VOLUME, in.u16());
    }

    /** The payload, four bytes. */
    public ByteBuffer toPayload() {
        return ByteBuffer.allocate(SIZE_BYTES)
                .put((byte) event)
                .put((byte) (volume | (isEnd ? END : 0)))
                .putShort((short) duration)
                .flip();
    }
}
