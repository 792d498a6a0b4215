/**
 * Names instead of addresses in candidates (draft-ietf-mmusic-mdns-ice-candidates): multicast DNS
 * as far as ICE needs it (RFC 6762). {@link dev.specter.ice.mdns.MdnsQuerier} and {@link
 * dev.specter.ice.mdns.MdnsResponder} know neither sockets nor clocks; {@link
 * dev.specter.ice.mdns.Mdns} has the sockets, while they are needed.
 */
package dev.specter.ice.mdns;
