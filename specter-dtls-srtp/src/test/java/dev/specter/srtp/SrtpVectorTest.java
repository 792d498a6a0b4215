package dev.specter.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/** Their origin: {@code vectors/README.md}. */
class SrtpVectorTest {
    private static final String GALLIA =
            "8040f17b8041f8d35501a0b2"
                    + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
    private static final String MARS =
            "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
                    + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String KEY_256 = KEY_128 + "101112131415161718191a1b1c1d1e1f";
    private static final String QUID_PRO_QUO = "517569642070726f2071756f";

    private static final String PLAIN_RTP =
            "800f1234decafbadcafebabe" + "abababababababababababababababab";
    private static final String PLAIN_RTCP =
            "81c8000bcafebabe" + "abababababababababababababababab";

    @Test // RFC 3711, appendix B.2
    void aesCounterModeKeystream() {
        byte[] stream =
                ReferenceSrtp.aesCtr(
                        hex("2b7e151628aed2a6abf7158809cf4f3c"),
                        hex("f0f1f2f3f4f5f6f7f8f9fafbfcfd0000"),
                        new byte[0xff03 * 16]);
        assertStream(stream, 0, "e03ead0935c95e80e166b16dd92b4eb4");
        assertStream(stream, 1, "d23513162b02d0f72a43a2fe4a5f97ab");
        assertStream(stream, 2, "41e95b3bb0a2e8dd477901e4fca894c0");
        assertStream(stream, 0xfeff, "ec8cdf7398607cb0f2d21675ea9ea1e4");
        assertStream(stream, 0xff00, "362b7c3c6773516318a077d7fc5073ae");
        assertStream(stream, 0xff01, "6a2cc3787889374fbeb4c81b17ba6c44");
    }

    @Test // RFC 3711, appendix B.3
    void keyDerivation() {
        byte[] key = hex("e1f97a0d3e018be0d64fa32c06de4139");
        byte[] salt = hex("0ec675ad498afeebb6960b3aabe6");
        assertArrayEquals(
                hex("c61e7a93744f39ee10734afe3ff7a087"),
                ReferenceSrtp.derive(key, salt, ReferenceSrtp.RTP_KEY, 16));
        assertArrayEquals(
                hex("30cbbc08863d8c85d49db34a9ae1"),
                ReferenceSrtp.derive(key, salt, ReferenceSrtp.RTP_SALT, 14));
        assertArrayEquals(
                hex("cebe321f6ff7716b6fd4ab49af256a156d38baa4"),
                ReferenceSrtp.derive(key, salt, ReferenceSrtp.RTP_AUTH, 20));
    }

    @Test // RFC 7714, sections 16.1.1 and 16.2.1
    void gcmOfRtp() {
        assertArrayEquals(
                hex(
                        "8040f17b8041f8d35501a0b2"
                                + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b"
                                + "36de3adf8833899d7f27beb16a9152cf765ee4390cce"),
                ReferenceSrtp.gcmRtp(hex(KEY_128), hex(QUID_PRO_QUO), hex(GALLIA), 0));
        assertArrayEquals(
                hex(
                        "8040f17b8041f8d35501a0b2"
                                + "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f"
                                + "1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"),
                ReferenceSrtp.gcmRtp(hex(KEY_256), hex(QUID_PRO_QUO), hex(GALLIA), 0));
    }

    @Test // RFC 7714, sections 17.1 and 17.2
    void gcmOfRtcp() {
        assertArrayEquals(
                hex(
                        "81c8000d4d617273"
                                + "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda"
                                + "4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4"),
                ReferenceSrtp.gcmRtcp(hex(KEY_128), hex(QUID_PRO_QUO), hex(MARS), 0x5d4));
        assertArrayEquals(
                hex(
                        "81c8000d4d617273"
                                + "d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be"
                                + "8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4"),
                ReferenceSrtp.gcmRtcp(hex(KEY_256), hex(QUID_PRO_QUO), hex(MARS), 0x5d4));
    }

    @Test
    void wholePacketsOfCounterMode() {
        String key = "e1f97a0d3e018be0d64fa32c06de4139";
        String salt = "0ec675ad498afeebb6960b3aabe6";
        assertProtects(
                SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                key,
                salt,
                "800f1234decafbadcafebabe"
                        + "4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb");
        assertUnprotectsRtcp(
                SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                key,
                salt,
                "81c8000bcafebabe"
                        + "7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");
    }

    @Test
    void wholePacketsOfGcm() {
        String salt = "a0a1a2a3a4a5a6a7a8a9aaab";
        assertProtects(
                SrtpProfile.AEAD_AES_128_GCM,
                KEY_128,
                salt,
                "800f1234decafbadcafebabe"
                        + "c5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392");
        assertUnprotectsRtcp(
                SrtpProfile.AEAD_AES_128_GCM,
                KEY_128,
                salt,
                "81c8000bcafebabe"
                        + "c98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446ea31123ba88ce61e"
                        + "80000001");
    }

    @Test // the tag of HMAC-SHA1-32 is the first 4 bytes of HMAC-SHA1-80's
    void wholePacketOfCounterModeWithAShortTag() {
        assertProtects(
                SrtpProfile.AES_CM_128_HMAC_SHA1_32,
                "e1f97a0d3e018be0d64fa32c06de4139",
                "0ec675ad498afeebb6960b3aabe6",
                "800f1234decafbadcafebabe" + "4e55dc4ce79978d88ca4d215949d2402b78d6acc");
    }

    @Test // RFC 3711, appendix B.2: the first three blocks, sealed into a payload of zeros
    void keystreamOfTheTransform() throws GeneralSecurityException {
        var keys =
                new SessionKeys(
                        Bytes.ofHex("2b7e151628aed2a6abf7158809cf4f3c"),
                        Bytes.ofHex("00".repeat(20)),
                        Bytes.ofHex("f0f1f2f3f4f5f6f7f8f9fafbfcfd"));
        var transform =
                new CounterModeTransform(
                        SrtpProfile.AES_CM_128_HMAC_SHA1_80, () -> keys, () -> keys);
        byte[] zeros = new byte[12 + 48];
        zeros[0] = (byte) 0x80;
        String sealed = seal(transform, zeros);
        assertEquals(
                "e03ead0935c95e80e166b16dd92b4eb4"
                        + "d23513162b02d0f72a43a2fe4a5f97ab"
                        + "41e95b3bb0a2e8dd477901e4fca894c0",
                sealed.substring(24, 24 + 96));
    }

    @Test // RFC 3711, appendix B.3
    void sessionKeys() throws GeneralSecurityException {
        SessionKeys keys =
                SessionKeys.ofRtp(
                        SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                        Bytes.ofHex("e1f97a0d3e018be0d64fa32c06de4139"),
                        Bytes.ofHex("0ec675ad498afeebb6960b3aabe6"));
        assertEquals("c61e7a93744f39ee10734afe3ff7a087", keys.key().toHex());
        assertEquals("30cbbc08863d8c85d49db34a9ae1", keys.salt().toHex());
        assertEquals("cebe321f6ff7716b6fd4ab49af256a156d38baa4", keys.authenticationKey().toHex());
        assertEquals("SessionKeys", keys.toString());
    }

    @Test // RFC 6188, section 7.2: AES_256_CM_PRF
    void sessionKeysOf256Bits() throws GeneralSecurityException {
        Bytes key = Bytes.ofHex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6");
        Bytes salt = Bytes.ofHex("3b04803de51ee7c96423ab5b78d2");
        SessionKeys keys = SessionKeys.derive(key, salt, 0, 14);
        assertEquals(
                "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4",
                keys.key().toHex());
        assertEquals("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05", keys.authenticationKey().toHex());
        assertEquals("fa31791685ca444a9e07c6c64e93", keys.salt().toHex());
    }

    @Test // RFC 7714, sections 16.1 and 16.2
    void gcmOfRtpByTheTransform() throws GeneralSecurityException {
        assertSealsAndOpens(
                KEY_128,
                "8040f17b8041f8d35501a0b2"
                        + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b"
                        + "36de3adf8833899d7f27beb16a9152cf765ee4390cce");
        assertSealsAndOpens(
                KEY_256,
                "8040f17b8041f8d35501a0b2"
                        + "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f"
                        + "1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13");
    }

    @Test // RFC 7714, sections 17.1 and 17.2
    void gcmOfRtcpByTheTransform() throws GeneralSecurityException {
        assertSealsAndOpensRtcp(
                KEY_128,
                "81c8000d4d617273"
                        + "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda"
                        + "4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4");
        assertSealsAndOpensRtcp(
                KEY_256,
                "81c8000d4d617273"
                        + "d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be"
                        + "8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4");
    }

    private static void assertSealsAndOpens(String key, String expected)
            throws GeneralSecurityException {
        AeadTransform transform = gcm(key);
        assertEquals(expected, seal(transform, hex(GALLIA)));
        var view = view(hex(expected));
        assertTrue(view.isRtp());
        assertTrue(transform.openRtp(view, 0xf17b));
        assertEquals(GALLIA, contents(view));
    }

    private static void assertSealsAndOpensRtcp(String key, String expected)
            throws GeneralSecurityException {
        AeadTransform transform = gcm(key);
        var view = view(hex(MARS));
        assertTrue(view.isRtcp());
        transform.sealRtcp(view, 0x5d4);
        assertEquals(expected, contents(view));
        assertTrue(transform.openRtcp(view));
        assertEquals(MARS, contents(view));
    }

    private static AeadTransform gcm(String key) {
        var keys = new SessionKeys(Bytes.ofHex(key), Bytes.EMPTY, Bytes.ofHex(QUID_PRO_QUO));
        return new AeadTransform(() -> keys, () -> keys);
    }

    /** A packet of rollover counter zero. */
    private static String seal(Transform transform, byte[] packet) throws GeneralSecurityException {
        var view = view(packet);
        assertTrue(view.isRtp());
        transform.sealRtp(view, view.sequenceNumber());
        return contents(view);
    }

    private static PacketView view(byte[] packet) {
        var view = new PacketView();
        view.of(Packets.roomy(packet));
        return view;
    }

    private static String contents(PacketView view) {
        return HexFormat.of().formatHex(view.array(), view.offset(), view.offset() + view.length());
    }

    private static void assertProtects(
            SrtpProfile profile, String key, String salt, String expected) {
        var transport = new SrtpTransport(keys(profile, key, salt));
        byte[] plain = hex(PLAIN_RTP);
        var buffer = ByteBuffer.allocate(plain.length + SrtpTransport.MAX_OVERHEAD_BYTES);
        buffer.put(plain).flip();
        assertTrue(transport.protectRtp(buffer));
        byte[] sealed = new byte[buffer.remaining()];
        buffer.get(sealed);
        assertEquals(expected, HexFormat.of().formatHex(sealed));
    }

    private static void assertUnprotectsRtcp(
            SrtpProfile profile, String key, String salt, String sealed) {
        var transport = new SrtpTransport(keys(profile, key, salt));
        var buffer = ByteBuffer.wrap(hex(sealed));
        assertTrue(transport.unprotectRtcp(buffer));
        byte[] plain = new byte[buffer.remaining()];
        buffer.get(plain);
        assertEquals(PLAIN_RTCP, HexFormat.of().formatHex(plain));
    }

    private static SrtpKeys keys(SrtpProfile profile, String key, String salt) {
        return new SrtpKeys(
                profile, Bytes.ofHex(key), Bytes.ofHex(salt), Bytes.ofHex(key), Bytes.ofHex(salt));
    }

    private static void assertStream(byte[] stream, int block, String expected) {
        assertEquals(expected, HexFormat.of().formatHex(stream, block * 16, block * 16 + 16));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
