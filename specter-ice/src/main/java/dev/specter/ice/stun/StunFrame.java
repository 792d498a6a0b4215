package dev.specter.ice.stun;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * A STUN message as it came from the network (RFC 8489, sections 5 and 14). What decides whether it
 * may be acted on (shape, fingerprint, transaction id, user name) is read at once, other attributes
 * when they are asked for. Immutable, given that nobody writes into the array.
 */
public final class StunFrame {
    /** Bytes before the first attribute. */
    public static final int HEADER_BYTES = 20;

    /** The Binding method. */
    public static final int BINDING = StunMethod.BINDING;

    /** Fixed bytes 4 to 7 of every message. */
    public static final int MAGIC_COOKIE = 0x2112A442;

    static final int TRANSACTION_ID_BYTES = 12;
    static final int ATTRIBUTE_HEADER_BYTES = 4;
    static final int FINGERPRINT_XOR = 0x5354554E;

    private static final int MAX_USERNAME_BYTES = 513;
    private static final int MAX_REALM_BYTES = 763;
    private static final int MAX_ADDRESSES = 4;
    private static final int MAX_UNKNOWN = 16;

    private final byte[] bytes;
    private final StunClass messageClass;
    private final int method;
    private final Bytes transactionId;
    private final List<Integer> unknownRequired = new ArrayList<>();
    private String username;
    private int integrityOffset = -1;
    private int integritySha256Offset = -1;
    private int attributesEnd;
    private int errorCode;
    private long priority;
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
            // RFC 8489, sections 14.5 and 14.6: attributes after MESSAGE-INTEGRITY are ignored, but
            // for MESSAGE-INTEGRITY-SHA256 and FINGERPRINT; so are those after
            // MESSAGE-INTEGRITY-SHA256, but for FINGERPRINT.
            if (type == StunAttribute.FINGERPRINT) {
                require(length == 4 && next == bytes.length, "STUN fingerprint");
                require(u32(offset + 4) == crc(bytes, offset), "STUN fingerprint value");
            } else if (integritySha256Offset < 0
                    && (integrityOffset < 0 || type == StunAttribute.MESSAGE_INTEGRITY_SHA256)) {
                readAttribute(type, offset, length);
            }
            offset = next;
            if (integrityOffset < 0 && integritySha256Offset < 0) {
                attributesEnd = offset;
            }
        }
    }

    private void readAttribute(int type, int offset, int length) throws MalformedPacketException {
        int value = offset + ATTRIBUTE_HEADER_BYTES;
        switch (type) {
            case StunAttribute.USERNAME -> {
                require(length <= MAX_USERNAME_BYTES, "STUN user name");
                username = new String(bytes, value, length, StandardCharsets.UTF_8);
            }
            case StunAttribute.MESSAGE_INTEGRITY -> {
                require(length == StunHmac.SHA1.sizeBytes(), "STUN integrity");
                integrityOffset = offset;
            }
            case StunAttribute.MESSAGE_INTEGRITY_SHA256 -> {
                // RFC 8489, section 14.6: 16 to 32 bytes; a shortened code is not offered by us,
                // and so nobody may answer with one.
                require(length == StunHmac.SHA256.sizeBytes(), "STUN integrity");
                integritySha256Offset = offset;
            }
            case StunAttribute.ERROR_CODE -> {
                require(length >= 4, "STUN error code");
                errorCode = (bytes[value + 2] & 7) * 100 + (bytes[value + 3] & 0xFF);
            }
            case StunAttribute.PRIORITY -> {
                require(length == 4, "STUN priority");
                priority = u32(value) & 0xFFFFFFFFL;
            }
            case StunAttribute.ICE_CONTROLLED, StunAttribute.ICE_CONTROLLING -> {
                require(length == 8, "STUN tie-breaker");
                controlling = type == StunAttribute.ICE_CONTROLLING;
                controlled = type == StunAttribute.ICE_CONTROLLED;
                tieBreaker = (long) u32(value) << 32 | u32(value + 4) & 0xFFFFFFFFL;
            }
            case StunAttribute.USE_CANDIDATE -> useCandidate = true;
            case StunAttribute.MAPPED_ADDRESS,
                    StunAttribute.ALTERNATE_SERVER,
                    StunAttribute.XOR_MAPPED_ADDRESS,
                    StunAttribute.XOR_PEER_ADDRESS,
                    StunAttribute.XOR_RELAYED_ADDRESS -> {
                int family = length > 1 ? bytes[value + 1] : 0;
                require(family == 1 && length == 8 || family == 2 && length == 20, "STUN address");
            }
            case StunAttribute.LIFETIME, StunAttribute.CHANNEL_NUMBER ->
                    require(length == 4, "STUN number");
            case StunAttribute.REALM, StunAttribute.NONCE ->
                    require(length <= MAX_REALM_BYTES, "STUN realm or nonce");
            default -> {
                if (!StunAttribute.isUnderstood(type, method)
                        && unknownRequired.size() < MAX_UNKNOWN) {
                    unknownRequired.add(type);
                }
            }
        }
    }

    /**
     * Whether MESSAGE-INTEGRITY is there and right (RFC 8489, section 14.5).
     *
     * @param key the password of a short-term credential, or the key of a long-term one
     * @return false if it is missing or wrong
     */
    public boolean hasIntegrity(byte[] key) {
        return hasHmac(StunHmac.SHA1, integrityOffset, key);
    }

    /**
     * Whether MESSAGE-INTEGRITY-SHA256 is there and right (RFC 8489, section 14.6).
     *
     * @param key the password of a short-term credential, or the key of a long-term one
     * @return false if it is missing or wrong
     */
    public boolean hasIntegritySha256(byte[] key) {
        return hasHmac(StunHmac.SHA256, integritySha256Offset, key);
    }

    /** Whether there is a MESSAGE-INTEGRITY or a MESSAGE-INTEGRITY-SHA256, right or wrong. */
    public boolean isSigned() {
        return integrityOffset >= 0 || integritySha256Offset >= 0;
    }

    private boolean hasHmac(StunHmac hmac, int offset, byte[] key) {
        if (offset < 0) {
            return false;
        }
        byte[] head = Arrays.copyOf(bytes, offset);
        int value = offset + ATTRIBUTE_HEADER_BYTES;
        int length = value + hmac.sizeBytes() - HEADER_BYTES;
        head[2] = (byte) (length >> 8);
        head[3] = (byte) length;
        byte[] there = Arrays.copyOfRange(bytes, value, value + hmac.sizeBytes());
        return MessageDigest.isEqual(there, hmac.of(head, offset, key));
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

    /** The reason in an error response, for people; empty if there is none. */
    public String errorReason() {
        return view(StunAttribute.ERROR_CODE)
                .map(value -> StandardCharsets.UTF_8.decode(value.position(4)).toString())
                .orElse("");
    }

    /**
     * The value of the first attribute of a type, of those before the integrity.
     *
     * @param type one of {@link StunAttribute}
     * @return a view of the message, array-backed, without padding
     */
    public Optional<ByteBuffer> view(int type) {
        int offset = find(type, HEADER_BYTES);
        return offset < 0
                ? Optional.empty()
                : Optional.of(
                        ByteBuffer.wrap(bytes, offset + ATTRIBUTE_HEADER_BYTES, u16(offset + 2))
                                .slice());
    }

    /**
     * A copy of the value of the first attribute of a type.
     *
     * @param type one of {@link StunAttribute}
     */
    public Optional<Bytes> attribute(int type) {
        return view(type).map(Bytes::copyOf);
    }

    /**
     * The text in the first attribute of a type.
     *
     * @param type one of {@link StunAttribute}
     */
    public Optional<String> text(int type) {
        return view(type).map(value -> StandardCharsets.UTF_8.decode(value).toString());
    }

    /** The value of LIFETIME (RFC 8656, section 18.2) in seconds, u32. */
    public OptionalLong lifetimeSeconds() {
        int offset = find(StunAttribute.LIFETIME, HEADER_BYTES);
        return offset < 0
                ? OptionalLong.empty()
                : OptionalLong.of(u32(offset + ATTRIBUTE_HEADER_BYTES) & 0xFFFFFFFFL);
    }

    /** The address the server saw: XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS of servers of old. */
    public Optional<InetSocketAddress> mappedAddress() {
        return xorAddresses(StunAttribute.XOR_MAPPED_ADDRESS).stream()
                .findFirst()
                .or(() -> address(StunAttribute.MAPPED_ADDRESS));
    }

    /**
     * The addresses in attributes that are coded like XOR-MAPPED-ADDRESS.
     *
     * @param type one of {@link StunAttribute} whose shape is that of an address
     * @return the first four at most
     */
    public List<InetSocketAddress> xorAddresses(int type) {
        List<InetSocketAddress> addresses = new ArrayList<>(1);
        int offset = find(type, HEADER_BYTES);
        while (offset >= 0 && addresses.size() < MAX_ADDRESSES) {
            int value = offset + ATTRIBUTE_HEADER_BYTES;
            byte[] ip = ip(value, u16(offset + 2));
            for (int i = 0; i < ip.length; i++) {
                // The cookie and the transaction id lie next to each other in the header.
                ip[i] ^= bytes[4 + i];
            }
            addresses.add(socketAddress(ip, u16(value + 2) ^ MAGIC_COOKIE >>> 16));
            offset = find(type, value + (u16(offset + 2) + 3 & ~3));
        }
        return addresses;
    }

    /**
     * The address in the first attribute of a type that is coded like MAPPED-ADDRESS.
     *
     * @param type one of {@link StunAttribute} whose shape is that of an address
     */
    public Optional<InetSocketAddress> address(int type) {
        int offset = find(type, HEADER_BYTES);
        if (offset < 0) {
            return Optional.empty();
        }
        int value = offset + ATTRIBUTE_HEADER_BYTES;
        return Optional.of(socketAddress(ip(value, u16(offset + 2)), u16(value + 2)));
    }

    private byte[] ip(int value, int length) {
        return Arrays.copyOfRange(bytes, value + 4, value + length);
    }

    private static InetSocketAddress socketAddress(byte[] ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("the length was checked", e);
        }
    }

    private int find(int type, int from) {
        int offset = from;
        while (offset < attributesEnd) {
            if (u16(offset) == type) {
                return offset;
            }
            offset += ATTRIBUTE_HEADER_BYTES + (u16(offset + 2) + 3 & ~3);
        }
        return -1;
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
