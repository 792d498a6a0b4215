package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class LocalAddressesTest {
    private static List<InetAddress> addresses(String... literals) {
        List<InetAddress> all = new ArrayList<>();
        try {
            for (String literal : literals) {
                all.add(InetAddress.getByName(literal)); // a literal is not looked up
            }
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    private static List<InetAddress> choose(boolean loopback, String... literals) {
        return LocalAddresses.choose(
                Arrays.asList(addresses(literals).toArray(InetAddress[]::new)),
                address -> true,
                loopback);
    }

    @Test
    void putsIpv6First() {
        assertEquals(
                addresses("2001:db8::1", "192.0.2.1"), choose(false, "192.0.2.1", "2001:db8::1"));
    }

    @Test
    void leavesLoopbackOutWhereThereAreOthers() {
        assertEquals(addresses("192.0.2.1"), choose(false, "127.0.0.1", "::1", "192.0.2.1"));
    }

    @Test
    void takesLoopbackWhereThereIsNothingElse() {
        assertEquals(addresses("::1", "127.0.0.1"), choose(false, "127.0.0.1", "::1"));
    }

    @Test
    void takesLoopbackLastWhenAskedFor() {
        assertEquals(
                addresses("192.0.2.1", "::1", "127.0.0.1"),
                choose(true, "127.0.0.1", "::1", "192.0.2.1"));
    }

    @Test // RFC 8445, section 5.1.1.1
    void leavesOutWhatNobodyCanReach() {
        assertEquals(
                addresses("192.0.2.1"),
                choose(false, "fe80::1", "fec0::1", "::", "0.0.0.0", "224.0.0.1", "192.0.2.1"));
    }

    @Test
    void namesEachAddressOnce() {
        assertEquals(addresses("192.0.2.1"), choose(false, "192.0.2.1", "192.0.2.1"));
    }

    @Test
    void asksTheFilter() {
        List<InetAddress> all = addresses("192.0.2.1", "198.51.100.1");
        assertEquals(
                addresses("198.51.100.1"),
                LocalAddresses.choose(all, a -> !a.getHostAddress().startsWith("192"), false));
    }
}
