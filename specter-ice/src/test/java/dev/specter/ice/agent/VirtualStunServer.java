package dev.specter.ice.agent;

import dev.specter.common.MalformedPacketException;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualSocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Tells everybody the address that it sees. */
final class VirtualStunServer {
    private final VirtualSocket socket;

    VirtualStunServer(VirtualHost host, InetAddress address) {
        socket = host.bind(address, 3478, VirtualStunServer::answer);
    }

    InetSocketAddress address() {
        return socket.local();
    }

    private static void answer(
            VirtualSocket at, InetSocketAddress from, byte[] data, long nowNanos) {
        try {
            StunFrame request = StunFrame.parse(data);
            at.send(
                    StunWriter.binding(StunClass.SUCCESS, request.transactionId())
                            .mappedAddress(from)
                            .fingerprint(),
                    from);
        } catch (MalformedPacketException e) {
            // corrupted on its way
        }
    }
}
