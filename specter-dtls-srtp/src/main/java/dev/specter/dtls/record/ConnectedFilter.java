package dev.specter.dtls.record;

/**
 * Says which records of an established association the library may see. An encrypted record that is
 * too short for its cipher, which anybody can forge, makes it give up the association. Immutable.
 */
public final class ConnectedFilter {
    private final boolean server;
    private final int minEncryptedBytes;

    /**
     * A filter.
     *
     * @param server whether this end is the DTLS server
     * @param minEncryptedBytes the shortest encrypted fragment that the cipher suite can make
     */
    public ConnectedFilter(boolean server, int minEncryptedBytes) {
        this.server = server;
        this.minEncryptedBytes = minEncryptedBytes;
    }

    /** Whether a record may pass. */
    public boolean passes(DtlsRecord record) {
        return switch (record.epoch()) {
            case 0 -> isResentByClient(record);
            case 1 ->
                    record.fragmentBytes() >= minEncryptedBytes
                            && record.type() >= ContentType.ALERT
                            && record.type() <= ContentType.APPLICATION_DATA;
            default -> false;
        };
    }

    // RFC 6347, section 4.2.4: the end that sent the last flight sends it again when the peer
    // repeats the one before. Nothing else may come in the clear any more.
    private boolean isResentByClient(DtlsRecord record) {
        if (!server || record.type() != ContentType.HANDSHAKE) {
            return false;
        }
        HandshakeFragment fragment = HandshakeFragment.read(record, 0);
        return fragment != null && fragment.messageBytes() <= HandshakeGate.MAX_MESSAGE_BYTES;
    }
}
