package dev.specter.tests.browser;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The messages of the data channel tests: made from a seed, so that both ends know them. {@code
 * browser/messages.js} makes the same ones in the page. Immutable.
 */
public final class MessageSequence {
    private static final String[] ALPHABET = alphabet();

    private final int seed;

    /** The sequence of that seed. */
    public MessageSequence(int seed) {
        this.seed = seed;
    }

    /**
     * One message.
     *
     * @param isText whether it is sent as text
     * @param data its bytes, UTF-8 where it is text
     */
    public record Message(boolean isText, ByteBuffer data) {
        /** The text of a text message. */
        public String text() {
            return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        }
    }

    /** Message i: text where i is odd. */
    public Message message(int i) {
        var random = new XorShift(seed, i);
        int sizeBytes = sizeBytes(i, random);
        return i % 2 == 1
                ? new Message(true, text(random, sizeBytes))
                : new Message(false, bytes(random, sizeBytes));
    }

    /** Why the message is not message i; empty where it is. */
    public String difference(int i, boolean isText, ByteBuffer data) {
        Message expected = message(i);
        if (expected.isText() != isText) {
            return isText ? "expected binary, got text" : "expected text, got binary";
        }
        if (expected.data().remaining() != data.remaining()) {
            return "expected " + expected.data().remaining() + " bytes, got " + data.remaining();
        }
        int at = expected.data().mismatch(data);
        return at < 0 ? "" : "differs at byte " + at;
    }

    private static int sizeBytes(int i, XorShift random) {
        if (i % 100 == 50 || i % 100 == 99) {
            return 204_800;
        }
        if (i % 25 == 7) {
            return 65_536;
        }
        if (i % 10 == 3) {
            return 5_000;
        }
        if (i % 20 == 0 || i % 20 == 5) {
            return 0;
        }
        return random.next() & 1023;
    }

    private static ByteBuffer bytes(XorShift random, int sizeBytes) {
        byte[] result = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) {
            result[i] = (byte) random.next();
        }
        return ByteBuffer.wrap(result);
    }

    private static ByteBuffer text(XorShift random, int sizeBytes) {
        ByteBuffer result = ByteBuffer.allocate(sizeBytes);
        while (result.hasRemaining()) {
            byte[] character = ALPHABET[random.next() & 31].getBytes(StandardCharsets.UTF_8);
            if (character.length > result.remaining()) {
                character = ALPHABET[0].getBytes(StandardCharsets.UTF_8);
            }
            result.put(character);
        }
        return result.flip();
    }

    private static String[] alphabet() {
        String letters =
                "abcdefghijklmnopqrstuvwx\u00e9\u00df\u03bb\u4e2d\u6587\ud83d\ude00\ud83d\ude80 ";
        return letters.codePoints().mapToObj(Character::toString).toArray(String[]::new);
    }

    /** A generator that is the same in two languages. */
    private static final class XorShift {
        private int state;

        XorShift(int seed, int i) {
            int mixed = (seed * 0x9e3779b1) ^ ((i + 1) * 0x85ebca6b);
            this.state = mixed == 0 ? 1 : mixed;
        }

        int next() {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            return state;
        }
    }
}
