package dev.specter.rtp.ext;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** The text of an SDES item in a header extension (RFC 7941, section 4.1). */
final class SdesText {
    private SdesText() {}

    static void check(String value) {
        int size = value.getBytes(UTF_8).length;
        if (size < 1 || size > 255) {
            throw new IllegalArgumentException("SDES header extension of " + size + " bytes");
        }
    }

    static String parse(WireReader in) throws MalformedPacketException {
        byte[] text = in.rest().toArray();
        in.require(text.length >= 1 && text.length <= 255, "SDES header extension: size");
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedPacketException("SDES header extension: not UTF-8");
        }
    }

    static Bytes toBytes(String value) {
        return Bytes.wrapOwned(value.getBytes(UTF_8));
    }
}
