package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

class FingerprintTest {
    // FIPS 180-4's example: SHA-256 of "abc".
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    private static final String OF_ABC =
            "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:"
                    + "B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";

    @Test // RFC 8122, section 5
    void isWrittenInUpperCaseWithColons() {
        assertEquals(new Fingerprint("sha-256", OF_ABC), Fingerprint.of("sha-256", ABC));
        assertEquals("sha-256 " + OF_ABC, Fingerprint.of("sha-256", ABC).toString());
    }

    @Test
    void isReadInAnyCase() {
        assertEquals(
                Fingerprint.of("sha-256", ABC),
                Fingerprint.parse("SHA-256 " + OF_ABC.toLowerCase(Locale.ROOT)));
        assertTrue(Fingerprint.parse("sha-256 " + OF_ABC).matches(ABC));
    }

    @Test
    void nonsenseIsRefused() {
        for (String bad :
                List.of(
                        "",
                        "sha-256",
                        "sha-256 ",
                        "sha-256 A",
                        "sha-256 AB:",
                        "sha-256 AB:C",
                        "sha-256 ABCD",
                        "sha-256 AB:CG",
                        "sha-256  AB:CD",
                        " AB:CD",
                        "sha 256 AB:CD",
                        "sha-256 " + "AB:".repeat(200) + "AB")) {
            assertThrows(IllegalArgumentException.class, () -> Fingerprint.parse(bad), bad);
        }
    }

    @Test
    void weakAndUnknownHashesNeverMatch() {
        assertFalse(new Fingerprint("sha-1", "A9:99:3E").isSupported());
        assertFalse(
                Fingerprint.parse(
                                "sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D")
                        .matches(ABC));
        assertFalse(new Fingerprint("sha3-256", "00").matches(ABC));
        assertThrows(IllegalArgumentException.class, () -> Fingerprint.of("md5", ABC));
    }

    @Test // RFC 8122, section 5.1
    void oneOfTheStrongestHashMustMatch() {
        var weakWrong = new Fingerprint("sha-256", "00:00");
        var strongWrong = new Fingerprint("sha-512", "00:00");
        var unknown = new Fingerprint("x-hash", "00:00");
        Fingerprint weakRight = Fingerprint.of("sha-256", ABC);
        Fingerprint strongRight = Fingerprint.of("sha-512", ABC);
        assertTrue(Fingerprint.anyMatches(List.of(unknown, weakWrong, strongRight), ABC));
        assertTrue(Fingerprint.anyMatches(List.of(strongWrong, strongRight), ABC));
        assertTrue(Fingerprint.anyMatches(List.of(weakRight, weakWrong), ABC));
        assertFalse(Fingerprint.anyMatches(List.of(weakRight, strongWrong), ABC));
        assertFalse(Fingerprint.anyMatches(List.of(unknown, strongWrong), ABC));
        assertFalse(Fingerprint.anyMatches(List.of(), ABC));
    }

    @Test
    void hashesAreOrderedByStrength() {
        List<String> strongestFirst = List.of("sha-512", "sha-384", "sha-256", "sha-224");
        for (int i = 0; i + 1 < strongestFirst.size(); i++) {
            var wrong = new Fingerprint(strongestFirst.get(i), "00");
            Fingerprint right = Fingerprint.of(strongestFirst.get(i + 1), ABC);
            assertFalse(Fingerprint.anyMatches(List.of(right, wrong), ABC));
        }
    }

    @Test
    void aPrefixDoesNotMatch() {
        assertFalse(new Fingerprint("sha-256", OF_ABC.substring(0, 47)).matches(ABC));
    }
}
