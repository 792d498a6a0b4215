/**
 * Datagrams in and out of the operating system: a Netty channel per local address ({@link
 * dev.specter.ice.path.DatagramPath}), and which addresses there are ({@link
 * dev.specter.ice.path.LocalAddresses}). The first byte decides where a datagram goes next (RFC
 * 7983): STUN to {@code dev.specter.ice.agent}, everything else past ICE to its listener.
 */
package dev.specter.ice.path;
