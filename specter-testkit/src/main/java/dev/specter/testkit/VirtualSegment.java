package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.net.InetSocketAddress;

/**
 * A TCP segment on its way (RFC 9293), cut down to what a virtual network needs: sequence numbers
 * do not wrap, the window is fixed, and there is one option. Immutable.
 *
 * @param source who sent it
 * @param destination whom it is for
 * @param type its control bits
 * @param sequence number of its first byte; SYN and FIN count as one
 * @param acknowledgement number of the byte that its sender wants next; 0 in a first SYN
 * @param mssBytes the largest payload that its sender takes
 * @param data the payload; empty but for {@link Type#DATA}
 */
public record VirtualSegment(
        InetSocketAddress source,
        InetSocketAddress destination,
        Type type,
        long sequence,
        long acknowledgement,
        int mssBytes,
        Bytes data)
        implements VirtualPacket {
    /** The control bits of a segment. All but {@link #SYN} acknowledge. */
    public enum Type {
        /** Asks for a connection. */
        SYN(1),
        /** Grants it. */
        SYN_ACK(1),
        /** Carries bytes of the stream. */
        DATA(0),
        /** Acknowledges, and nothing else. */
        ACK(0),
        /** Ends the stream. */
        FIN(1),
        /** Refuses or breaks a connection. */
        RST(0);

        private final int ownLength;

        Type(int ownLength) {
            this.ownLength = ownLength;
        }

        int ownLength() {
            return ownLength;
        }

        boolean isOpening() {
            return this == SYN || this == SYN_ACK;
        }
    }

    @Override
    public TransportProtocol protocol() {
        return TransportProtocol.TCP;
    }

    /** How many sequence numbers it takes. */
    public int length() {
        return type.ownLength + data.size();
    }

    @Override
    public VirtualSegment withSource(InetSocketAddress newSource) {
        return new VirtualSegment(
                newSource, destination, type, sequence, acknowledgement, mssBytes, data);
    }

    @Override
    public VirtualSegment withDestination(InetSocketAddress newDestination) {
        return new VirtualSegment(
                source, newDestination, type, sequence, acknowledgement, mssBytes, data);
    }
}
