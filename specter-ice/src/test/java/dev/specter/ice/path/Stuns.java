package dev.specter.ice.path;

import dev.specter.common.Bytes;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunWriter;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** STUN messages and addresses for tests of paths. */
final class Stuns {
    private Stuns() {}

    static byte[] request(String fragment, int id) {
        return StunWriter.binding(StunClass.REQUEST, id(id))
                .username(fragment + ":peer")
                .fingerprint();
    }

    static byte[] response(int id) {
        return StunWriter.binding(StunClass.SUCCESS, id(id)).fingerprint();
    }

    static byte[] indication(int id) {
        return StunWriter.binding(StunClass.INDICATION, id(id)).fingerprint();
    }

    private static Bytes id(int id) {
        return Bytes.wrapOwned(ByteBuffer.allocate(12).putInt(8, id).array());
    }

    static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(ip(literal), port);
    }

    @SuppressWarnings("AddressSelection") // a literal is one address
    static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
