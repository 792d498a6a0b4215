package dev.specter.dtls.record;

/**
 * Header of a handshake message's fragment (RFC 6347, section 4.2.2). Immutable.
 *
 * <pre>
 * msg_type(1) length(3) message_seq(2) fragment_offset(3) fragment_length(3) body
 * </pre>
 *
 * @param type kind of the message
 * @param messageBytes bytes of the whole message's body, u24
 * @param messageSeq number of the message, u16
 * @param fragmentOffset index of the first byte in the body, u24
 * @param fragmentBytes bytes of the body that are here, u24
 */
public record HandshakeFragment(
        int type, int messageBytes, int messageSeq, int fragmentOffset, int fragmentBytes) {
    /** Bytes of the header. */
    public static final int HEADER_BYTES = 12;

    static final int CLIENT_HELLO = 1;
    static final int CERTIFICATE_VERIFY = 15;

    /**
     * Reads the header at an index of a record's fragment.
     *
     * @return null when there is none, or what it says is impossible
     */
    static HandshakeFragment read(DtlsRecord record, int index) {
        if (record.fragmentBytes() - index < HEADER_BYTES) {
            return null;
        }
        var fragment =
                new HandshakeFragment(
                        record.at(index),
                        u24(record, index + 1),
                        record.at(index + 4) << 8 | record.at(index + 5),
                        u24(record, index + 6),
                        u24(record, index + 9));
        boolean possible =
                fragment.fragmentBytes <= record.fragmentBytes() - index - HEADER_BYTES
                        && fragment.fragmentOffset + fragment.fragmentBytes
                                <= fragment.messageBytes;
        return possible ? fragment : null;
    }

    private static int u24(DtlsRecord record, int index) {
        return record.at(index) << 16 | record.at(index + 1) << 8 | record.at(index + 2);
    }
}
