package dev.specter.ice.agent;

import java.net.InetSocketAddress;

/**
 * A datagram that wants to leave.
 *
 * @param base from where
 * @param remote where to
 * @param datagram all of it; given away
 */
@SuppressWarnings("ArrayRecordComponent") // the array is handed on, never compared
public record Transmit(Base base, InetSocketAddress remote, byte[] datagram) {}
