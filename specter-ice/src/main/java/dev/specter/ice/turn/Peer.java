package dev.specter.ice.turn;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** One whom the relay relays to and from, and its channel (RFC 8656, section 12). Loop-confined. */
final class Peer {
    final InetSocketAddress address;
    final Permission permission;
    final Queue<ByteBuffer> held = new ArrayDeque<>(2);
    int channel;
    boolean bound;
    boolean asked;
    boolean channelRefused;
    long boundNanos;
    long lastHeardNanos;

    Peer(InetSocketAddress address, Permission permission) {
        this.address = address;
        this.permission = permission;
    }
}
