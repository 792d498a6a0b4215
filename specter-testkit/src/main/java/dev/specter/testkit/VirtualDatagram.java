package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.net.InetSocketAddress;

/**
 * A UDP datagram on its way. Immutable.
 *
 * @param source who sent it
 * @param destination whom it is for
 * @param data the payload
 */
public record VirtualDatagram(InetSocketAddress source, InetSocketAddress destination, Bytes data)
        implements VirtualPacket {
    @Override
    public TransportProtocol protocol() {
        return TransportProtocol.UDP;
    }

    @Override
    public VirtualDatagram withSource(InetSocketAddress newSource) {
        return new VirtualDatagram(newSource, destination, data);
    }

    @Override
    public VirtualDatagram withDestination(InetSocketAddress newDestination) {
        return new VirtualDatagram(source, newDestination, data);
    }

    VirtualDatagram withData(Bytes newData) {
        return new VirtualDatagram(source, destination, newData);
    }
}
