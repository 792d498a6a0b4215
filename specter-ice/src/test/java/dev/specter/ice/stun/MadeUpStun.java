package dev.specter.ice.stun;

import dev.specter.common.Bytes;
import dev.specter.testkit.FuzzInput;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** STUN messages as a fuzzer decides: well formed or not, signed or not. */
public final class MadeUpStun {
    private static final int CAPACITY_BYTES = 70_000;
    private static final List<StunClass> CLASSES = List.of(StunClass.values());
    private static final int[] TYPES = {
        StunAttribute.MAPPED_ADDRESS,
        StunAttribute.USERNAME,
        StunAttribute.MESSAGE_INTEGRITY,
        StunAttribute.ERROR_CODE,
        StunAttribute.UNKNOWN_ATTRIBUTES,
        StunAttribute.CHANNEL_NUMBER,
        StunAttribute.LIFETIME,
        StunAttribute.DATA,
        StunAttribute.REALM,
        StunAttribute.NONCE,
        StunAttribute.MESSAGE_INTEGRITY_SHA256,
        StunAttribute.PASSWORD_ALGORITHM,
        StunAttribute.PRIORITY,
        StunAttribute.USE_CANDIDATE,
        StunAttribute.PASSWORD_ALGORITHMS,
        StunAttribute.ICMP,
        StunAttribute.SOFTWARE,
        StunAttribute.ICE_CONTROLLED,
        StunAttribute.ICE_CONTROLLING,
        StunAttribute.ADDRESS_ERROR_CODE
    };
    private static final int[] ADDRESSES = {
        StunAttribute.XOR_MAPPED_ADDRESS,
        StunAttribute.XOR_PEER_ADDRESS,
        StunAttribute.XOR_RELAYED_ADDRESS,
        StunAttribute.ALTERNATE_SERVER
    };

    private MadeUpStun() {}

    /** The class that a byte stands for. */
    public static StunClass messageClass(FuzzInput input) {
        return CLASSES.get(input.below(CLASSES.size()));
    }

    /** An address out of a handful. */
    public static InetSocketAddress address(int number) {
        byte[] ip = {(byte) 192, 0, 2, (byte) (number & 7)};
        if ((number & 64) != 0) {
            ip = new byte[16];
            ip[0] = 0x20;
            ip[15] = (byte) (number & 7);
        }
        try {
            int port = (number & 128) != 0 ? 0 : 5000 + (number >> 3 & 7);
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A message with attributes of the fuzzer's.
     *
     * @param input decides
     * @param messageClass its class
     * @param method its method
     * @param id its transaction id
     * @param key what it is signed with, where it is
     */
    public static byte[] message(
            FuzzInput input, StunClass messageClass, int method, Bytes id, byte[] key) {
        StunWriter out = StunWriter.message(messageClass, method, id, CAPACITY_BYTES);
        return finish(input, attributes(input, out), key);
    }

    /** Adds attributes of the fuzzer's. */
    public static StunWriter attributes(FuzzInput input, StunWriter out) {
        int count = input.below(6);
        for (int i = 0; i < count; i++) {
            int which = input.u8();
            if (which < 64) {
                out.xorAddress(ADDRESSES[which & 3], address(input.u8()));
            } else if (which < 96) {
                out.errorCode(300 + input.u8(), "");
            } else if (which < 112) {
                out.attribute(input.u16(), value(input));
            } else {
                out.attribute(TYPES[which % TYPES.length], value(input));
            }
        }
        return out;
    }

    private static ByteBuffer value(FuzzInput input) {
        byte[] value = new byte[input.u8()];
        for (int i = 0; i < value.length && input.hasRemaining(); i++) {
            value[i] = (byte) input.u8();
        }
        return ByteBuffer.wrap(value);
    }

    /** Signs a message or does not, and ends it. */
    public static byte[] finish(FuzzInput input, StunWriter out, byte[] key) {
        int how = input.u8();
        if ((how & 1) == 0) {
            out.integrity(key);
        }
        if ((how & 2) != 0) {
            out.integritySha256(key);
        }
        return (how & 4) == 0 ? out.fingerprint() : out.finish();
    }

    /** The key of user "u" with password "p" in realm "r". */
    public static byte[] longTermKey() {
        return PasswordAlgorithm.MD5.key("u", "r", "p");
    }

    /** What a server may answer to a request, often enough what it should. */
    public static byte[] answer(FuzzInput input, byte[] request) {
        Bytes id = Bytes.wrapOwned(Arrays.copyOfRange(request, 8, 20));
        int method = (request[0] & 0x3E) << 2 | request[1] & 0xF;
        int how = input.u8();
        StunClass kind = (how & 1) == 0 ? StunClass.SUCCESS : StunClass.ERROR;
        StunWriter out = StunWriter.message(kind, method, id, CAPACITY_BYTES);
        if (kind == StunClass.SUCCESS) {
            out.mappedAddress(address(input.u8()));
            if (method == StunMethod.ALLOCATE || (how & 2) != 0) {
                out.xorAddress(StunAttribute.XOR_RELAYED_ADDRESS, address(input.u8()));
            }
            if ((how & 4) == 0) {
                out.attribute(StunAttribute.LIFETIME, input.u16());
            }
        } else {
            int code = input.u8();
            out.errorCode(code < 64 ? 401 : code < 128 ? 438 : 300 + input.u8(), "");
            out.attribute(StunAttribute.REALM, Bytes.ofHex("72"));
            out.attribute(StunAttribute.NONCE, ByteBuffer.wrap(new byte[] {(byte) input.u8()}));
            if ((how & 4) != 0) {
                out.address(StunAttribute.ALTERNATE_SERVER, address(input.u8()));
            }
        }
        if ((how & 8) != 0) {
            attributes(input, out);
        }
        return finish(input, out, longTermKey());
    }

    /** What a server sends unasked: a datagram of a peer's, in one way or the other. */
    public static byte[] relayed(FuzzInput input) {
        if (input.isOdd()) {
            byte[] payload = input.block();
            var out = ByteBuffer.allocate(4 + payload.length);
            out.putShort((short) (0x4000 + input.below(4))).putShort((short) payload.length);
            return out.put(payload).array();
        }
        return StunWriter.message(
                        StunClass.INDICATION,
                        StunMethod.DATA,
                        Bytes.ofHex("00112233445566778899aabb"),
                        CAPACITY_BYTES)
                .xorAddress(StunAttribute.XOR_PEER_ADDRESS, address(input.u8()))
                .attribute(StunAttribute.DATA, value(input))
                .finish();
    }
}
