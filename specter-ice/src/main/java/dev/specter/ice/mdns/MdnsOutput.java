package dev.specter.ice.mdns;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A message that is to leave.
 *
 * @param message what
 * @param to where to; empty for everybody on the link
 */
record MdnsOutput(DnsMessage message, Optional<InetSocketAddress> to) {}
