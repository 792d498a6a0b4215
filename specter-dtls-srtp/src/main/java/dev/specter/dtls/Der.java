package dev.specter.dtls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Writes the distinguished encoding of ASN.1 (ITU-T X.690), as much as a certificate needs. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int EXPLICIT = 0xA0;
    private static final int SHORT_FORM_MAX = 0x7F;
    private static final int LAST_YEAR_OF_UTC_TIME = 2049;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, parts);
    }

    /** A part with an explicit tag of the context. */
    static byte[] explicit(int number, byte[] part) {
        return element(EXPLICIT | number, part);
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /** A string of whole bytes. */
    static byte[] bitString(byte[] content) {
        return element(BIT_STRING, new byte[1], content);
    }

    /**
     * In whole seconds; in two digits of the year as long as they do (RFC 5280, section 4.1.2.5).
     */
    static byte[] time(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        boolean utc = time.getYear() <= LAST_YEAR_OF_UTC_TIME;
        var text = new StringBuilder();
        if (!utc) {
            digits(text, time.getYear() / 100);
        }
        digits(text, time.getYear() % 100);
        digits(text, time.getMonthValue());
        digits(text, time.getDayOfMonth());
        digits(text, time.getHour());
        digits(text, time.getMinute());
        digits(text, time.getSecond());
        byte[] ascii = text.append('Z').toString().getBytes(StandardCharsets.US_ASCII);
        return element(utc ? UTC_TIME : GENERALIZED_TIME, ascii);
    }

    private static void digits(StringBuilder text, int value) {
        text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length > SHORT_FORM_MAX) {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int skipped = digits[0] == 0 ? 1 : 0;
            out.write(SHORT_FORM_MAX + 1 + digits.length - skipped);
            out.write(digits, skipped, digits.length - skipped);
        } else {
            out.write(length);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
