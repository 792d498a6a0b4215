package dev.specter.ice.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** RFC 8489, section 9.2. */
class LongTermAuthTest {
    private static final Bytes ID = Bytes.ofHex("78ad3433c6ad72c029da412e");
    private static final String BOTH = "0001000000020000";

    private final LongTermAuth auth = new LongTermAuth(new LongTermCredential("user", "pass"));

    private static StunFrame challenge(String realm, String nonce, String algorithms)
            throws Exception {
        StunWriter out =
                StunWriter.message(StunClass.ERROR, StunMethod.ALLOCATE, ID, 4096)
                        .errorCode(401, "Unauthenticated");
        if (realm != null) {
            out.attribute(StunAttribute.REALM, text(realm));
        }
        if (nonce != null) {
            out.attribute(StunAttribute.NONCE, text(nonce));
        }
        if (algorithms != null) {
            out.attribute(StunAttribute.PASSWORD_ALGORITHMS, Bytes.ofHex(algorithms));
        }
        return StunFrame.parse(out.fingerprint());
    }

    private static Bytes text(String text) {
        return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    private StunFrame signed() throws Exception {
        StunWriter out =
                StunWriter.message(
                        StunClass.REQUEST, StunMethod.ALLOCATE, ID, 28 + auth.sizeBytes());
        auth.sign(out);
        return StunFrame.parse(out.fingerprint());
    }

    @Test // section 9.2.2
    void signsWithMd5WhereTheServerIsOfOld() throws Exception {
        assertFalse(auth.isChallenged());
        assertTrue(auth.handleChallenge(challenge("realm", "abc", null)));
        StunFrame request = signed();
        assertEquals(Optional.of("user"), request.username());
        assertEquals(Optional.of("realm"), request.text(StunAttribute.REALM));
        byte[] key = Bytes.ofHex("8493fbc53ba582fb4c044c456bdc40eb").toArray();
        assertTrue(request.hasIntegrity(key));
        assertFalse(request.hasIntegritySha256(key));
    }

    @Test // RFC 8656, section 6
    void prefersSha256() throws Exception {
        assertTrue(auth.handleChallenge(challenge("realm", "obMatJos2AAABx", BOTH)));
        StunFrame request = signed();
        assertTrue(
                request.hasIntegritySha256(PasswordAlgorithm.SHA256.key("user", "realm", "pass")));
        assertFalse(request.hasIntegrity(PasswordAlgorithm.SHA256.key("user", "realm", "pass")));
        assertEquals(
                Optional.of(Bytes.ofHex(BOTH)),
                request.attribute(StunAttribute.PASSWORD_ALGORITHMS));
        assertEquals(
                Optional.of(Bytes.ofHex("00020000")),
                request.attribute(StunAttribute.PASSWORD_ALGORITHM));
    }

    @Test
    void takesTheFirstAlgorithmItKnows() throws Exception {
        assertTrue(
                auth.handleChallenge(
                        challenge("realm", "obMatJos2AAABx", "00090005010203040500000000010000")));
        assertTrue(signed().hasIntegritySha256(PasswordAlgorithm.MD5.key("user", "realm", "pass")));
    }

    @Test // section 9.2.5
    void doesNotFallForBiddingDown() throws Exception {
        assertFalse(auth.handleChallenge(challenge("realm", "obMatJos2AAABx", null)));
        assertFalse(auth.handleChallenge(challenge("realm", "n", "00090000")));
        assertFalse(auth.handleChallenge(challenge("realm", "n", "000100")));
        assertFalse(auth.isChallenged());
    }

    @Test // section 14.4
    void hidesTheUserWhereTheServerAllows() throws Exception {
        assertTrue(auth.handleChallenge(challenge("realm", "obMatJos2AAACx", null)));
        StunFrame request = signed();
        assertTrue(request.username().isEmpty());
        assertEquals(
                Optional.of(Bytes.wrapOwned(PasswordAlgorithm.userhash("user", "realm"))),
                request.attribute(StunAttribute.USERHASH));
    }

    @Test
    void aChallengeWithoutRealmOrNonceOrNewsIsNone() throws Exception {
        assertFalse(auth.handleChallenge(challenge(null, "n", null)));
        assertFalse(auth.handleChallenge(challenge("realm", null, null)));
        assertTrue(auth.handleChallenge(challenge("realm", "n", null)));
        assertFalse(auth.handleChallenge(challenge("realm", "n", null)));
        assertTrue(auth.handleChallenge(challenge(null, "m", null)), "438 may leave it out");
        assertEquals(Optional.of("realm"), signed().text(StunAttribute.REALM));
    }

    @Test
    void theLongestChallengeFitsInARequest() throws Exception {
        String longest = "ü".repeat(381);
        assertTrue(
                auth.handleChallenge(challenge(longest, longest, "0001000000020000".repeat(16))));
        assertEquals(Optional.of(longest), signed().text(StunAttribute.REALM));
    }

    @Test
    void itsTextHidesThePassword() {
        assertFalse(new LongTermCredential("user", "s3cret").toString().contains("s3cret"));
    }

    @Test // section 6.2.1
    void requestsAreResentWithTheirPace() {
        assertEquals("0.5 1.0 2.0 4.0 8.0 16.0 8.0", waits(StunTransaction.Pace.UDP));
        assertEquals("0.5 1.0 2.0 2.0 2.0 2.0 2.0", waits(StunTransaction.Pace.URGENT));
        assertEquals("39.5", waits(StunTransaction.Pace.STREAM));
    }

    private static String waits(StunTransaction.Pace pace) {
        StunTransaction transaction = new StunTransaction(ID, new byte[20], pace, 0);
        StringBuilder waits = new StringBuilder();
        long now = 0;
        StunTransaction.Due due = StunTransaction.Due.RESEND;
        while (due == StunTransaction.Due.RESEND) {
            assertEquals(StunTransaction.Due.NOTHING, transaction.handleTimeout(now));
            waits.append((transaction.dueNanos() - now) / 1e9).append(' ');
            now = transaction.dueNanos();
            due = transaction.handleTimeout(now);
        }
        return waits.toString().strip();
    }
}
