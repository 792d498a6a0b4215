package dev.specter.ice.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** RFC 5769, sections 2.1 to 2.3. */
class StunVectorTest {
    private static final byte[] PASSWORD =
            "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.UTF_8);
    private static final Bytes ID = Bytes.ofHex("b7e7a701bc34d686fa87dfae");

    static byte[] vector(String name) {
        try (InputStream in = StunVectorTest.class.getResourceAsStream(name(name))) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Bytes.ofHex(hex.replaceAll("\\s", "")).toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(String name) {
        return "/vectors/stun/" + name + ".hex";
    }

    @Test
    void readsTheSampleRequest() throws Exception {
        StunFrame frame = StunFrame.parse(vector("request"));
        assertEquals(StunClass.REQUEST, frame.messageClass());
        assertEquals(StunFrame.BINDING, frame.method());
        assertEquals(ID, frame.transactionId());
        assertEquals(Optional.of("evtj:h6vY"), frame.username());
        assertEquals(Optional.of("evtj"), frame.receiverFragment());
        assertEquals(0x6e0001ffL, frame.priority());
        assertTrue(frame.hasIntegrity(PASSWORD));
        assertFalse(frame.hasIntegrity("another".getBytes(StandardCharsets.UTF_8)));
        assertTrue(frame.unknownRequired().isEmpty());
    }

    @Test
    void writesTheSampleRequest() {
        byte[] written =
                StunWriter.binding(StunClass.REQUEST, ID)
                        .software("STUN test client")
                        .priority(0x6e0001ffL)
                        .role(false, 0x932ff9b151263b36L)
                        .username("evtj:h6vY")
                        .integrity(PASSWORD)
                        .fingerprint();
        assertArrayEquals(vector("request"), written);
    }

    @Test
    void writesTheSampleIpv4Response() throws Exception {
        byte[] written =
                StunWriter.binding(StunClass.SUCCESS, ID)
                        .software("test vector")
                        .mappedAddress(new InetSocketAddress("192.0.2.1", 32853))
                        .integrity(PASSWORD)
                        .fingerprint();
        assertArrayEquals(vector("ipv4-response"), written);
    }

    @Test
    void writesTheSampleIpv6Response() throws Exception {
        InetAddress address = InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677");
        byte[] written =
                StunWriter.binding(StunClass.SUCCESS, ID)
                        .software("test vector")
                        .mappedAddress(new InetSocketAddress(address, 32853))
                        .integrity(PASSWORD)
                        .fingerprint();
        assertArrayEquals(vector("ipv6-response"), written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipv4-response", "ipv6-response"})
    void readsTheSampleResponses(String name) throws Exception {
        StunFrame frame = StunFrame.parse(vector(name));
        assertEquals(StunClass.SUCCESS, frame.messageClass());
        assertEquals(ID, frame.transactionId());
        String ip = name.startsWith("ipv4") ? "192.0.2.1" : "2001:db8:1234:5678:11:2233:4455:6677";
        assertEquals(new InetSocketAddress(ip, 32853), frame.mappedAddress().orElseThrow());
        assertTrue(frame.hasIntegrity(PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"request", "ipv4-response", "ipv6-response"})
    void noticesEveryFlippedBit(String name) {
        byte[] good = vector(name);
        for (int bit = 0; bit < good.length * 8; bit++) {
            int fromEnd = good.length - bit / 8;
            if (fromEnd > 4 && fromEnd <= 8) {
                continue; // without FINGERPRINT's header it is another attribute, to be ignored
            }
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertTrue(isRefused(bad), "bit " + bit);
        }
    }

    private static boolean isRefused(byte[] message) {
        try {
            return !StunFrame.parse(message).hasIntegrity(PASSWORD);
        } catch (MalformedPacketException e) {
            return true;
        }
    }

    @Test
    void readsTheRoleOfTheSampleRequest() throws Exception {
        StunFrame frame = StunFrame.parse(vector("request"));
        assertTrue(frame.isFromControlled());
        assertFalse(frame.isFromControlling());
        assertFalse(frame.usesCandidate());
        assertEquals(0x932ff9b151263b36L, frame.tieBreaker());
    }

    @Test // RFC 8489, sections 14.8 and 14.9
    void readsTheErrorsItWrites() throws Exception {
        byte[] written =
                StunWriter.binding(StunClass.ERROR, ID)
                        .errorCode(420, "Unknown Attribute")
                        .unknownAttributes(List.of(0x7777))
                        .integrity(PASSWORD)
                        .fingerprint();
        StunFrame frame = StunFrame.parse(written);
        assertEquals(StunClass.ERROR, frame.messageClass());
        assertEquals(420, frame.errorCode());
        assertTrue(frame.hasIntegrity(PASSWORD));
    }

    @Test // RFC 8489, section 14.5
    void ignoresWhatFollowsTheIntegrity() throws Exception {
        byte[] late =
                StunWriter.binding(StunClass.REQUEST, ID)
                        .username("a:b")
                        .integrity(PASSWORD)
                        .priority(7)
                        .fingerprint();
        StunFrame frame = StunFrame.parse(late);
        assertEquals(0, frame.priority());
        assertTrue(frame.hasIntegrity(PASSWORD));
    }

    @Test
    void refusesWhatIsNoStun() {
        assertThrows(MalformedPacketException.class, () -> StunFrame.parse(new byte[0]));
        assertThrows(MalformedPacketException.class, () -> StunFrame.parse(new byte[20]));
        byte[] longer = Arrays.copyOf(vector("request"), 112);
        assertThrows(MalformedPacketException.class, () -> StunFrame.parse(longer));
    }
}
