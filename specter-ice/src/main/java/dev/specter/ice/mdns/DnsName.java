package dev.specter.ice.mdns;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireWriter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Domain names on the wire (RFC 1035, sections 3.1 and 4.1.4), as lower case text with dots. */
final class DnsName {
    private static final int MAX_BYTES = 255;
    private static final int MAX_LABEL_BYTES = 63;
    private static final int POINTER = 0xC0;

    private DnsName() {}

    /** The form in which names are compared: RFC 6762, section 16, case does not matter. */
    static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * Reads a name that may be compressed.
     *
     * @param message the whole message; its position is moved behind the name
     */
    static String read(ByteBuffer message) throws MalformedPacketException {
        StringBuilder name = new StringBuilder();
        int offset = message.position();
        int after = -1;
        int lowest = offset;
        while (true) {
            int length = at(message, offset);
            if (length == 0) {
                message.position(after < 0 ? offset + 1 : after);
                return normal(name.toString());
            }
            if (length >= POINTER) {
                int target = (length - POINTER) << 8 | at(message, offset + 1);
                after = after < 0 ? offset + 2 : after;
                // Backwards only, so that it ends.
                require(target < lowest, "pointer");
                lowest = target;
                offset = target;
            } else {
                require(length <= MAX_LABEL_BYTES, "label");
                require(offset + 1 + length <= message.limit(), "label beyond the end");
                require(name.length() + length + 1 <= MAX_BYTES, "length");
                byte[] label = new byte[length];
                message.get(offset + 1, label);
                name.append(name.isEmpty() ? "" : ".");
                name.append(new String(label, StandardCharsets.ISO_8859_1));
                offset += 1 + length;
            }
        }
    }

    private static int at(ByteBuffer message, int offset) throws MalformedPacketException {
        require(offset < message.limit(), "beyond the end");
        return message.get(offset) & 0xFF;
    }

    private static void require(boolean condition, String what) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException("DNS name: " + what);
        }
    }

    static void write(String name, WireWriter out) {
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.u8(bytes.length).bytes(bytes);
        }
        out.u8(0);
    }

    /** Whether a name can be written: labels of 1 to 63 bytes, 255 in all. */
    static boolean isWritable(String name) {
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL_BYTES) {
                return false;
            }
        }
        return name.length() + 2 <= MAX_BYTES && name.chars().allMatch(c -> c < 0x80);
    }
}
