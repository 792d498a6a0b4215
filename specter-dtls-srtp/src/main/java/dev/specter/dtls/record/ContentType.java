package dev.specter.dtls.record;

/** Content types of records (RFC 5246, section 6.2.1). */
public final class ContentType {
    /** {@code change_cipher_spec}. */
    public static final int CHANGE_CIPHER_SPEC = 20;

    /** {@code alert}. */
    public static final int ALERT = 21;

    /** {@code handshake}. */
    public static final int HANDSHAKE = 22;

    /** {@code application_data}. */
    public static final int APPLICATION_DATA = 23;

    private ContentType() {}
}
