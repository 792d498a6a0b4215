package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

    private static List<InetAddress> choose(AddressRules rules, String... literals) {
        return LocalAddresses.choose(
                addresses(literals).stream()
                        .map(address -> new LocalAddresses.Located(null, address))
                        .toList(),
                rules);
    }

    private static List<InetAddress> choose(boolean loopback, String... literals) {
        Set<AddressRules.Extra> extras = loopback ? Set.of(AddressRules.Extra.LOOPBACK) : Set.of();
        return choose(AddressRules.defaults().withExtras(extras), literals);
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
        AddressRules rules =
                AddressRules.defaults().withAddresses(a -> !a.getHostAddress().startsWith("192"));
        assertEquals(addresses("198.51.100.1"), choose(rules, "192.0.2.1", "198.51.100.1"));
    }

    @Test
    void asksForInterfaces() {
        AddressRules rules = AddressRules.defaults().withInterfaces(i -> false);
        assertEquals(List.of(), choose(rules, "192.0.2.1"));
    }

    @Test
    void linkLocalAddressesKeepTheirScopeWhenAskedFor() throws UnknownHostException {
        AddressRules rules =
                AddressRules.defaults().withExtras(Set.of(AddressRules.Extra.LINK_LOCAL_IPV6));
        byte[] bytes = addresses("fe80::1").get(0).getAddress();
        InetAddress scoped = Inet6Address.getByAddress(null, bytes, 7);
        List<InetAddress> found =
                LocalAddresses.choose(List.of(new LocalAddresses.Located(null, scoped)), rules);
        assertEquals(7, ((Inet6Address) found.get(0)).getScopeId());
        assertEquals(
                addresses("2001:db8::1", "192.0.2.1", "fe80::1"),
                choose(rules, "fe80::1", "192.0.2.1", "2001:db8::1"));
    }
}
