package dev.specter.ice.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** RFC 5769, section 2.4, and RFC 8489, appendix B.1. */
class LongTermVectorTest {
    private static final String USER = "マトリックス";
    private static final String REALM = "example.org";
    private static final String PASSWORD = "TheMatrIX";
    private static final Bytes ID = Bytes.ofHex("78ad3433c6ad72c029da412e");

    @Test
    void readsTheRequestWithLongTermAuthentication() throws Exception {
        StunFrame frame = StunFrame.parse(StunVectorTest.vector("long-term"));
        assertEquals(Optional.of(USER), frame.username());
        assertEquals(Optional.of(REALM), frame.text(StunAttribute.REALM));
        assertEquals(Optional.of("f//499k954d6OL34oL9FSTvy64sA"), frame.text(StunAttribute.NONCE));
        assertTrue(frame.hasIntegrity(PasswordAlgorithm.MD5.key(USER, REALM, PASSWORD)));
        assertFalse(frame.hasIntegrity(PasswordAlgorithm.MD5.key(USER, REALM, "TheMatrix")));
        assertTrue(frame.unknownRequired().isEmpty());
    }

    @Test
    void writesTheRequestWithLongTermAuthentication() {
        byte[] written =
                StunWriter.binding(StunClass.REQUEST, ID)
                        .attribute(StunAttribute.USERNAME, bytes(USER))
                        .attribute(StunAttribute.NONCE, bytes("f//499k954d6OL34oL9FSTvy64sA"))
                        .attribute(StunAttribute.REALM, bytes(REALM))
                        .integrity(PasswordAlgorithm.MD5.key(USER, REALM, PASSWORD))
                        .finish();
        assertArrayEquals(StunVectorTest.vector("long-term"), written);
    }

    @Test
    void readsTheRequestWithSha256AndUserhash() throws Exception {
        StunFrame frame = StunFrame.parse(StunVectorTest.vector("long-term-sha256"));
        byte[] key = PasswordAlgorithm.SHA256.key(USER, REALM, PASSWORD);
        assertTrue(frame.hasIntegritySha256(key));
        assertFalse(frame.hasIntegrity(key));
        assertFalse(frame.hasIntegritySha256(PasswordAlgorithm.MD5.key(USER, REALM, PASSWORD)));
        assertEquals(
                Optional.of(Bytes.wrapOwned(PasswordAlgorithm.userhash(USER, REALM))),
                frame.attribute(StunAttribute.USERHASH));
        assertTrue(frame.unknownRequired().isEmpty());
    }

    @Test
    void writesTheRequestWithSha256AndUserhash() {
        byte[] written =
                StunWriter.binding(StunClass.REQUEST, ID)
                        .attribute(
                                StunAttribute.USERHASH,
                                Bytes.wrapOwned(PasswordAlgorithm.userhash(USER, REALM)))
                        .attribute(
                                StunAttribute.NONCE,
                                bytes("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA"))
                        .attribute(StunAttribute.REALM, bytes(REALM))
                        .attribute(StunAttribute.PASSWORD_ALGORITHM, 0x00020000L)
                        .integritySha256(PasswordAlgorithm.SHA256.key(USER, REALM, PASSWORD))
                        .finish();
        assertArrayEquals(StunVectorTest.vector("long-term-sha256"), written);
    }

    @Test // RFC 8265, section 4.2.2
    void preparesPasswordsAsOpaqueStrings() {
        assertEquals("a b", OpaqueString.of("a b"));
        assertEquals("a b", OpaqueString.of("a　b"));
        assertEquals("é", OpaqueString.of("é"));
        assertEquals("ª", OpaqueString.of("ª"));
        assertEquals("A\uD83D\uDE00", OpaqueString.of("A\uD83D\uDE00"));
    }

    private static Bytes bytes(String text) {
        return Bytes.wrapOwned(text.getBytes(StandardCharsets.UTF_8));
    }
}
