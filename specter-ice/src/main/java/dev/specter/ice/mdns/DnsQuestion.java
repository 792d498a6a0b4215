package dev.specter.ice.mdns;

/**
 * A question (RFC 1035, section 4.1.2; RFC 6762, section 5.4). Immutable.
 *
 * @param name lower case, with dots
 * @param type of the record asked for
 * @param wantsUnicast whether the answer need not be multicast
 */
record DnsQuestion(String name, int type, boolean wantsUnicast) {
    static final int ANY = 255;

    boolean asksFor(DnsAddress record) {
        return name.equals(record.name()) && (type == record.type() || type == ANY);
    }
}
