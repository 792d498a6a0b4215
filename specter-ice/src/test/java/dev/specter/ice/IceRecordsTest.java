package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class IceRecordsTest {
    @Test
    void parametersDoNotShowThePassword() {
        IceParameters p = new IceParameters("abcd", "0123456789012345678901", false);
        assertFalse(p.toString().contains("0123456789"), p.toString());
        assertTrue(p.toString().contains("abcd"));
    }

    @ParameterizedTest
    @CsvSource({
        "abc,0123456789012345678901",
        "abcd,012345678901234567890",
        "a:cd,0123456789012345678901",
        "'ab d',0123456789012345678901"
    })
    void parametersAreChecked(String ufrag, String pwd) {
        assertThrows(IllegalArgumentException.class, () -> new IceParameters(ufrag, pwd, false));
    }

    @Test // RFC 8445, section 5.3
    void generatedCredentialsAreLegalAndDifferent() {
        Random random = new Random(1);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            IceParameters p = IceCredentials.generate(random);
            assertTrue(p.ufrag().matches("[A-Za-z0-9+/]{8}"), p.ufrag());
            assertTrue(p.pwd().matches("[A-Za-z0-9+/]{24}"));
            assertTrue(seen.add(p.ufrag()) && seen.add(p.pwd()));
        }
        assertNotEquals(IceCredentials.generate(random), IceCredentials.generate(random));
    }

    @Test
    void candidatesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> IceCandidate.host("", 1, "a", 1));
        assertThrows(IllegalArgumentException.class, () -> IceCandidate.host("1", -1, "a", 1));
        assertThrows(
                IllegalArgumentException.class, () -> IceCandidate.host("1", 1L << 32, "a", 1));
        assertThrows(IllegalArgumentException.class, () -> IceCandidate.host("1", 1, "a", 65536));
        assertEquals(65535, IceCandidate.host("1", 0xFFFFFFFFL, "a", 65535).port());
    }

    @Test
    void enumsAreSpelledAsInTheCandidateAttribute() {
        assertEquals("prflx", IceCandidateType.PRFLX.toString());
        assertEquals("udp", IceProtocol.UDP.toString());
        assertEquals("passive", TcpType.PASSIVE.toString());
    }

    @Test
    void optionsAreCheckedAndTheBuilderMayBeUsedOn() {
        IceOptions.Builder builder = IceOptions.builder();
        IceOptions first = builder.portRange(1000, 2000).build();
        IceOptions second = builder.portRange(0, 0).build();
        assertEquals(1000, first.minPort());
        assertEquals(0, second.minPort());
        assertThrows(IllegalArgumentException.class, () -> builder.portRange(2000, 1000));
        assertThrows(IllegalArgumentException.class, () -> builder.portRange(0, 1000));
        assertThrows(IllegalArgumentException.class, () -> builder.consentInterval(Duration.ZERO));
    }
}
