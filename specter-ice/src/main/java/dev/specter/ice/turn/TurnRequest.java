package dev.specter.ice.turn;

import dev.specter.ice.stun.StunAttribute;
import dev.specter.ice.stun.StunMethod;
import dev.specter.ice.stun.StunWriter;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A request to a TURN server (RFC 8656), without what authenticates it. */
sealed interface TurnRequest {
    /** Most bytes of the attributes of any of them. */
    int MAX_BYTES = 64;

    int UDP = 17;
    int IPV4 = 1;
    int IPV6 = 2;

    /**
     * RFC 8656, section 3.2: the default lifetime of an allocation. Asked for by name, since coturn
     * applies its upper bound only then.
     */
    int LIFETIME_SECONDS = 600;

    int method();

    void write(StunWriter out);

    /** Which addresses are wanted on the relay. */
    enum Family {
        /** IPv4, and IPv6 if the server has it. */
        BOTH,
        IPV4,
        IPV6
    }

    /** RFC 8656, section 7.1. */
    record Allocate(Family family) implements TurnRequest {
        @Override
        public int method() {
            return StunMethod.ALLOCATE;
        }

        @Override
        public void write(StunWriter out) {
            out.attribute(StunAttribute.REQUESTED_TRANSPORT, (long) UDP << 24);
            out.attribute(StunAttribute.LIFETIME, (long) LIFETIME_SECONDS);
            switch (family) {
                case BOTH ->
                        out.attribute(
                                StunAttribute.ADDITIONAL_ADDRESS_FAMILY,
                                (long) TurnRequest.IPV6 << 24);
                case IPV6 ->
                        out.attribute(
                                StunAttribute.REQUESTED_ADDRESS_FAMILY,
                                (long) TurnRequest.IPV6 << 24);
                case IPV4 -> {
                    // What servers give that are not asked.
                }
            }
        }
    }

    /** RFC 8656, section 8.1. A lifetime of 0 ends the allocation. */
    record Refresh(int lifetimeSeconds) implements TurnRequest {
        @Override
        public int method() {
            return StunMethod.REFRESH;
        }

        @Override
        public void write(StunWriter out) {
            out.attribute(StunAttribute.LIFETIME, (long) lifetimeSeconds);
        }
    }

    /** RFC 8656, section 10.1. */
    record CreatePermission(InetAddress peer) implements TurnRequest {
        @Override
        public int method() {
            return StunMethod.CREATE_PERMISSION;
        }

        @Override
        public void write(StunWriter out) {
            out.xorAddress(StunAttribute.XOR_PEER_ADDRESS, new InetSocketAddress(peer, 0));
        }
    }

    /** RFC 8656, section 12.1. */
    record ChannelBind(int channel, InetSocketAddress peer) implements TurnRequest {
        @Override
        public int method() {
            return StunMethod.CHANNEL_BIND;
        }

        @Override
        public void write(StunWriter out) {
            out.attribute(StunAttribute.CHANNEL_NUMBER, (long) channel << 16);
            out.xorAddress(StunAttribute.XOR_PEER_ADDRESS, peer);
        }
    }
}
