package dev.specter.srtp;

/**
 * SRTP protection profiles: number in {@code use_srtp} and lengths (RFC 5764, section 4.1.2; RFC
 * 7714, section 14.2).
 */
public enum SrtpProfile {
    /** AES in Galois/counter mode with a 128-bit key and a 16-byte tag. */
    AEAD_AES_128_GCM(0x0007, 16, 12, 16, 16, true),
    /** The same with a 256-bit key. */
    AEAD_AES_256_GCM(0x0008, 32, 12, 16, 16, true),
    /** AES in counter mode with a 128-bit key, HMAC-SHA1 cut to 80 bits. */
    AES_CM_128_HMAC_SHA1_80(0x0001, 16, 14, 10, 10, false),
    /** The same with SRTP's tag cut to 32 bits; SRTCP keeps 80 (RFC 5764, section 4.1.2). */
    AES_CM_128_HMAC_SHA1_32(0x0002, 16, 14, 4, 10, false);

    private final int id;
    private final int keyBytes;
    private final int saltBytes;
    private final int rtpTagBytes;
    private final int rtcpTagBytes;
    private final boolean aead;

    SrtpProfile(
            int id, int keyBytes, int saltBytes, int rtpTagBytes, int rtcpTagBytes, boolean aead) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.rtpTagBytes = rtpTagBytes;
        this.rtcpTagBytes = rtcpTagBytes;
        this.aead = aead;
    }

    /** The number in {@code use_srtp}, u16. */
    public int id() {
        return id;
    }

    /** Bytes of a master key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Bytes of a master salt. */
    public int saltBytes() {
        return saltBytes;
    }

    /** Bytes of the authentication tag behind an RTP packet. */
    public int rtpTagBytes() {
        return rtpTagBytes;
    }

    /** Bytes of the authentication tag of an RTCP packet; its index of 4 bytes comes on top. */
    public int rtcpTagBytes() {
        return rtcpTagBytes;
    }

    /** Whether one transform encrypts and authenticates (RFC 7714). */
    public boolean isAead() {
        return aead;
    }

    /** Bytes to export from DTLS: both master keys and both salts (RFC 5764, section 4.2). */
    public int keyingMaterialBytes() {
        return 2 * (keyBytes + saltBytes);
    }
}
