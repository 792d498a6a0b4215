package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.specter.ice.AddressMapping;
import dev.specter.ice.AddressMapping.As;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

class AddressMappingTest {
    private static Optional<InetAddress> external(AddressMapping mapping, String local) {
        return mapping.external(Stuns.ip(local));
    }

    @Test
    void pairsComeBeforeWhatIsForAllAndFamiliesAreKeptApart() {
        AddressMapping mapping =
                AddressMapping.parse(
                        As.SERVER_REFLEXIVE,
                        List.of("203.0.113.1", "203.0.113.2/10.0.0.2", "2001:db8::2/fd00::2"));
        assertEquals(As.SERVER_REFLEXIVE, mapping.as());
        assertEquals(Optional.of(Stuns.ip("203.0.113.1")), external(mapping, "10.0.0.1"));
        assertEquals(Optional.of(Stuns.ip("203.0.113.2")), external(mapping, "10.0.0.2"));
        assertEquals(Optional.of(Stuns.ip("2001:db8::2")), external(mapping, "fd00::2"));
        assertEquals(Optional.empty(), external(mapping, "fd00::3"));
        assertEquals(Optional.empty(), external(AddressMapping.none(), "10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "203.0.113.1/",
                "/10.0.0.1",
                "203.0.113.1/10.0.0.1/1",
                "203.0.113.256",
                "2001:db8::1/10.0.0.1"
            })
    void refusesWhatIsNoMapping(String entry) {
        assertThrows(
                IllegalArgumentException.class,
                () -> AddressMapping.parse(As.HOST, List.of(entry)));
    }

    @Test
    void refusesContradictions() {
        for (List<String> entries :
                List.of(
                        List.of("203.0.113.1", "203.0.113.2"),
                        List.of("203.0.113.1/10.0.0.1", "203.0.113.2/10.0.0.1"))) {
            assertThrows(
                    IllegalArgumentException.class, () -> AddressMapping.parse(As.HOST, entries));
        }
    }
}
