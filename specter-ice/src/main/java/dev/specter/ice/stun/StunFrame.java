package dev.specter.ice.stun;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A STUN message as it came from the network (RFC 8489, sections 5 and 14), taken apart as far as
 * is needed to decide whether it may be acted on: shape, fingerprint, transaction id, user name,
 * integrity. Immutable, given that nobody writes into the array.
 */
public final class StunFrame {
    /** Bytes before the first attribute. */
    public static final int HEADER_BYTES = 20;

    /** The Binding method. */
    public static final int BINDING = 1;

    /** Fixed bytes 4 to 7 of every message. */
    public static final int MAGIC_COOKIE = 0x2112A442;

    static final int TRANSACTION_ID_BYTES = 12;
    static final int ATTRIBUTE_HEADER_BYTES = 4;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int SOFTWARE = 0x8022;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;
    static final int FINGERPRINT_XOR = 0x5354554E;

    private static final int MAX_USERNAME_BYTES = 513;
    private static final int COMPREHENSION_OPTIONAL = 0x8000;

    /** Attributes below 0x8000 that a Binding request may carry and we or the agent understand. */
    private static final List<Integer> UNDERSTOOD =
            List.of(
                    0x0001,
                    USERNAME,
                    MESSAGE_INTEGRITY,
                    ERROR_CODE,
                    UNKNOWN_ATTRIBUTES,
                    0x0014,
                    0x0015,
                    XOR_MAPPED_ADDRESS,
                    PRIORITY,
                    USE_CANDIDATE);

    private final byte[] bytes;
    private final StunClass messageClass;
    private final int method;
    private final Bytes transactionId;
    private final List<Integer> unknownRequired = new ArrayList<>();
    private String username;
    private int integrityOffset = -1;
    private int errorCode;
    private long priority;
    private InetSocketAddress mappedAddress;
    private boolean controlling;
    private boolean controlled;
    private long tieBreaker;
    private boolean useCandidate;

    private StunFrame(byte[] bytes) {
        this.bytes = bytes;
        int type = u16(0);
        messageClass = StunClass.ofType(type);
        method = type & 0xF | type >> 1 & 0x70 | type >> 2 & 0xF80;
        byte[] id = new byte[TRANSACTION_ID_BYTES];
        System.arraycopy(bytes, 8, id, 0, TRANSACTION_ID_BYTES);
        transactionId = Bytes.wrapOwned(id);
    }

    /**
     * Reads a message.
     *
     * @param bytes exactly one message; kept, so nobody may write into it
     * @return the message, with a right or no FINGERPRINT
     * @throws MalformedPacketException if it is not a STUN message
     */
    public static StunFrame parse(byte[] bytes) throws MalformedPacketException {
        require(bytes.length >= HEADER_BYTES && bytes.length % 4 == 0, "STUN length");
        require((bytes[0] & 0xC0) == 0, "STUN type");
        StunFrame frame = new StunFrame(bytes);
        require(frame.u16(2) == bytes.length - HEADER_BYTES, "STUN length field");
        require(frame.u32(4) == MAGIC_COOKIE, "STUN magic cookie");
        frame.readAttributes();
        return frame;
    }

    private void readAttributes() throws MalformedPacketException {
        int offset = HEADER_BYTES;
        while (offset < bytes.length) {
            // The whole length is a multiple of four, and so is every offset: a header always fits.
            int type = u16(offset);
            int length = u16(offset + 2);
            int next = offset + ATTRIBUTE_HEADER_BYTES + (length + 3 & ~3);
            require(next <= bytes.length, "STUN attribute length");
            // RFC 8489, section 14.5: attributes after MESSAGE-INTEGRITY are ignored, but for
            // FINGERPRINT.
            if (type == FINGERPRINT) {
                require(length == 4 && next == bytes.length, "STUN fingerprint");
                require(u32(offset + 4) == crc(bytes, offset), "STUN fingerprint value");
            } else if (integrityOffset < 0) {
                readAttribute(type, offset, length);
            }
            offset = next;
        }
    }

    private void readAttribute(int type, int offset, int length) throws MalformedPacketException {
        int value = offset + ATTRIBUTE_HEADER_BYTES;
        switch (type) {
            case USERNAME -> {
                require(length <= MAX_USERNAME_BYTES, "STUN user name");
                username = new String(bytes, value, length, StandardCharsets.UTF_8);
            }
            case MESSAGE_INTEGRITY -> {
                require(length == StunHmac.SIZE_BYTES, "STUN integrity");
                integrityOffset = offset;
            }
            case ERROR_CODE -> {
                require(length >= 4, "STUN error code");
                errorCode = (bytes[value + 2] & 7) * 100 + (bytes[value + 3] & 0xFF);
            }
            case PRIORITY -> {
                require(length == 4, "STUN priority");
                priority = u32(value) & 0xFFFFFFFFL;
            }
            case ICE_CONTROLLED, ICE_CONTROLLING -> {
                require(length == 8, "STUN tie-breaker");
                controlling = type == ICE_CONTROLLING;
                controlled = type == ICE_CONTROLLED;
                tieBreaker = (long) u32(value) << 32 | u32(value + 4) & 0xFFFFFFFFL;
            }
            case USE_CANDIDATE -> useCandidate = true;
            case XOR_MAPPED_ADDRESS -> {
                int family = length > 1 ? bytes[value + 1] : 0;
                require(family == 1 && length == 8 || family == 2 && length == 20, "STUN address");
                mappedAddress = xorAddress(value, length - 4);
            }
            default -> {
                if (type < COMPREHENSION_OPTIONAL && !UNDERSTOOD.contains(type)) {
                    unknownRequired.add(type);
                }
            }
        }
    }

    /** RFC 8489, section 14.2: XORed with what lies from the cookie on in the header. */
    private InetSocketAddress xorAddress(int value, int ipBytes) {
        byte[] ip = new byte[ipBytes];
        for (int i = 0; i < ipBytes; i++) {
            ip[i] = (byte) (bytes[value + 4 + i] ^ bytes[4 + i]);
        }
        try {
            int port = u16(value + 2) ^ MAGIC_COOKIE >>> 16;
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /**
     * Whether MESSAGE-INTEGRITY is there and right (RFC 8489, section 14.5).
     *
     * @param key the password of a short-term credential
     * @return false if it is missing or wrong
     */
    public boolean hasIntegrity(byte[] key) {
        if (integrityOffset < 0) {
            return false;
        }
        byte[] head = new byte[integrityOffset];
        System.arraycopy(bytes, 0, head, 0, integrityOffset);
        int length = integrityOffset + ATTRIBUTE_HEADER_BYTES + StunHmac.SIZE_BYTES - HEADER_BYTES;
        head[2] = (byte) (length >> 8);
        head[3] = (byte) length;
        byte[] there = new byte[StunHmac.SIZE_BYTES];
        System.arraycopy(
                bytes, integrityOffset + ATTRIBUTE_HEADER_BYTES, there, 0, StunHmac.SIZE_BYTES);
        return MessageDigest.isEqual(there, StunHmac.of(head, head.length, key));
    }

    /** The class. */
    public StunClass messageClass() {
        return messageClass;
    }

    /** The method, 12 bits. */
    public int method() {
        return method;
    }

    /** The transaction id, 12 bytes. */
    public Bytes transactionId() {
        return transactionId;
    }

    /** The user name. */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    /** The part of the user name before the colon: the receiver's fragment (RFC 8445, 7.2.2). */
    public Optional<String> receiverFragment() {
        int colon = username == null ? -1 : username.indexOf(':');
        return colon < 1 ? Optional.empty() : Optional.of(username.substring(0, colon));
    }

    /** The code of an error response, 300 to 699, or 0. */
    public int errorCode() {
        return errorCode;
    }

    /** The value of PRIORITY (RFC 8445, section 7.1.1), u32, or 0. */
    public long priority() {
        return priority;
    }

    /** Whether there is an ICE-CONTROLLING (RFC 8445, section 7.1.3). */
    public boolean isFromControlling() {
        return controlling;
    }

    /** Whether there is an ICE-CONTROLLED (RFC 8445, section 7.1.3). */
    public boolean isFromControlled() {
        return controlled;
    }

    /** The value of ICE-CONTROLLING or ICE-CONTROLLED, u64, or 0. */
    public long tieBreaker() {
        return tieBreaker;
    }

    /** Whether there is a USE-CANDIDATE (RFC 8445, section 7.1.2). */
    public boolean usesCandidate() {
        return useCandidate;
    }

    /** The value of XOR-MAPPED-ADDRESS (RFC 8489, section 14.2). */
    public Optional<InetSocketAddress> mappedAddress() {
        return Optional.ofNullable(mappedAddress);
    }

    /** Types of attributes that had to be understood and are not; empty as a rule. */
    public List<Integer> unknownRequired() {
        return List.copyOf(unknownRequired);
    }

    /** The message; not to be written into. */
    public byte[] bytes() {
        return bytes;
    }

    static int crc(byte[] message, int lengthBytes) {
        CRC32 crc = new CRC32();
        crc.update(message, 0, lengthBytes);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    private int u16(int offset) {
        return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
    }

    private int u32(int offset) {
        return u16(offset) << 16 | u16(offset + 2);
    }

    private static void require(boolean condition, String what) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException(what);
        }
    }
}
