package dev.specter.ice.stun;

import dev.specter.common.Bytes;
import dev.specter.common.WireWriter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes one message (RFC 8489, section 5), attribute by attribute. Not thread-safe. */
public final class StunWriter {
    private static final int BINDING_BYTES = 1280;

    private final byte[] message;
    private final WireWriter out;

    private StunWriter(int type, Bytes transactionId, int capacityBytes) {
        if (transactionId.size() != StunFrame.TRANSACTION_ID_BYTES) {
            throw new IllegalArgumentException("transaction id: " + transactionId.size());
        }
        message = new byte[capacityBytes];
        out = WireWriter.into(ByteBuffer.wrap(message));
        out.u16(type).u16(0).u32(StunFrame.MAGIC_COOKIE).bytes(transactionId);
    }

    /**
     * Begins a Binding message.
     *
     * @param messageClass its class
     * @param transactionId 12 bytes
     * @return a writer of its attributes
     */
    public static StunWriter binding(StunClass messageClass, Bytes transactionId) {
        return message(messageClass, StunMethod.BINDING, transactionId, BINDING_BYTES);
    }

    /**
     * Begins a message.
     *
     * @param messageClass its class
     * @param method its method, 12 bits
     * @param transactionId 12 bytes
     * @param capacityBytes room for all of it, at least 20
     * @return a writer of its attributes
     */
    public static StunWriter message(
            StunClass messageClass, int method, Bytes transactionId, int capacityBytes) {
        return new StunWriter(messageClass.type(method), transactionId, capacityBytes);
    }

    /** Appends SOFTWARE, padded with spaces. */
    public StunWriter software(String name) {
        return text(StunAttribute.SOFTWARE, name);
    }

    /** Appends USERNAME, padded with spaces. */
    public StunWriter username(String name) {
        return text(StunAttribute.USERNAME, name);
    }

    /** Appends PRIORITY (RFC 8445, section 7.1.1), u32. */
    public StunWriter priority(long priority) {
        out.u16(StunAttribute.PRIORITY).u16(4).u32(priority);
        return this;
    }

    /** Appends ICE-CONTROLLING or ICE-CONTROLLED (RFC 8445, section 7.1.3). */
    public StunWriter role(boolean controlling, long tieBreaker) {
        out.u16(controlling ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED).u16(8);
        out.u64(tieBreaker);
        return this;
    }

    /** Appends USE-CANDIDATE (RFC 8445, section 7.1.2). */
    public StunWriter useCandidate() {
        out.u16(StunAttribute.USE_CANDIDATE).u16(0);
        return this;
    }

    /**
     * Appends ERROR-CODE (RFC 8489, section 14.8).
     *
     * @param code 300 to 699
     * @param reason for people to read, up to 127 characters
     */
    public StunWriter errorCode(int code, String reason) {
        byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
        out.u16(StunAttribute.ERROR_CODE).u16(4 + phrase.length);
        out.u16(0).u8(code / 100).u8(code % 100).bytes(phrase);
        out.zeros(-phrase.length & 3);
        return this;
    }

    /**
     * Appends UNKNOWN-ATTRIBUTES (RFC 8489, section 14.9).
     *
     * @param types of the attributes that were not understood; the first few are enough
     */
    public StunWriter unknownAttributes(List<Integer> types) {
        out.u16(StunAttribute.UNKNOWN_ATTRIBUTES).u16(2 * types.size());
        types.forEach(out::u16);
        out.zeros(types.size() % 2 * 2);
        return this;
    }

    /** Appends an empty attribute of a type that this class has no name for. */
    public StunWriter unknown(int type) {
        out.u16(type).u16(0);
        return this;
    }

    /** Appends an attribute, padded with zeros. */
    public StunWriter attribute(int type, ByteBuffer value) {
        int length = value.remaining();
        out.u16(type).u16(length).bytes(value).zeros(-length & 3);
        return this;
    }

    /** Appends an attribute, padded with zeros. */
    public StunWriter attribute(int type, Bytes value) {
        return attribute(type, value.asBuffer());
    }

    /** Appends an attribute of 32 bits. */
    public StunWriter attribute(int type, long value) {
        out.u16(type).u16(4).u32(value);
        return this;
    }

    /** Appends XOR-MAPPED-ADDRESS (RFC 8489, section 14.2). */
    public StunWriter mappedAddress(InetSocketAddress address) {
        return xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, address);
    }

    /** Appends an attribute coded like XOR-MAPPED-ADDRESS. */
    public StunWriter xorAddress(int type, InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        out.u16(type).u16(4 + ip.length);
        out.u16(ip.length == 4 ? 1 : 2).u16(address.getPort() ^ StunFrame.MAGIC_COOKIE >>> 16);
        for (int i = 0; i < ip.length; i++) {
            // The cookie and the transaction id lie next to each other in the header.
            out.u8(ip[i] ^ message[4 + i]);
        }
        return this;
    }

    /** Appends an attribute coded like MAPPED-ADDRESS (RFC 8489, section 14.1). */
    public StunWriter address(int type, InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        out.u16(type).u16(4 + ip.length);
        out.u16(ip.length == 4 ? 1 : 2).u16(address.getPort()).bytes(ip);
        return this;
    }

    /**
     * Appends MESSAGE-INTEGRITY over all that was written (RFC 8489, section 14.5).
     *
     * @param key the password of a short-term credential, or the key of a long-term one
     */
    public StunWriter integrity(byte[] key) {
        return hmac(StunHmac.SHA1, key);
    }

    /**
     * Appends MESSAGE-INTEGRITY-SHA256 over all that was written (RFC 8489, section 14.6).
     *
     * @param key the password of a short-term credential, or the key of a long-term one
     */
    public StunWriter integritySha256(byte[] key) {
        return hmac(StunHmac.SHA256, key);
    }

    private StunWriter hmac(StunHmac hmac, byte[] key) {
        int offset = out.position();
        setLength(offset + StunFrame.ATTRIBUTE_HEADER_BYTES + hmac.sizeBytes());
        byte[] code = hmac.of(message, offset, key);
        out.u16(hmac.attribute()).u16(code.length).bytes(code);
        return this;
    }

    /** Ends the message without FINGERPRINT. */
    public byte[] finish() {
        setLength(out.position());
        return written();
    }

    /** Appends FINGERPRINT (RFC 8489, section 14.7), the last attribute, and ends the message. */
    public byte[] fingerprint() {
        int offset = out.position();
        setLength(offset + StunFrame.ATTRIBUTE_HEADER_BYTES + 4);
        int crc = StunFrame.crc(message, offset);
        out.u16(StunAttribute.FINGERPRINT).u16(4).u32(crc);
        return written();
    }

    private StunWriter text(int type, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.u16(type).u16(bytes.length).bytes(bytes);
        for (int i = bytes.length; i % 4 != 0; i++) {
            out.u8(' ');
        }
        return this;
    }

    private void setLength(int endOffset) {
        out.patchU16(2, endOffset - StunFrame.HEADER_BYTES);
    }

    private byte[] written() {
        return Arrays.copyOf(message, out.position());
    }
}
