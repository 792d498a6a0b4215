package dev.specter.ice.mdns;

import java.net.InetAddress;

/**
 * An A or AAAA record (RFC 1035, section 3.4.1; RFC 3596, section 2.2). Immutable.
 *
 * @param name lower case, with dots
 * @param address what the name stands for
 * @param ttlSeconds how long it does, u32; 0 is a goodbye (RFC 6762, section 10.1)
 * @param isUnique whether there is no other record of that name and type (RFC 6762, section 10.2)
 */
record DnsAddress(String name, InetAddress address, long ttlSeconds, boolean isUnique) {
    static final int A = 1;
    static final int AAAA = 28;

    int type() {
        return address.getAddress().length == 4 ? A : AAAA;
    }

    DnsAddress with(long newTtlSeconds, boolean unique) {
        return new DnsAddress(name, address, newTtlSeconds, unique);
    }
}
