package dev.specter.srtp;

import dev.specter.common.Bytes;

import java.security.GeneralSecurityException;

/**
 * Encrypts and authenticates the packets of one direction, in place. It knows nothing of streams:
 * that no index comes twice is its owner's business. Ciphers are made with the first packet, since
 * many connections never carry media. Loop-confined.
 */
abstract sealed class Transform permits AeadTransform, CounterModeTransform {
    /** Before the index of an SRTCP packet: it is encrypted (RFC 3711, section 3.4). */
    static final int ENCRYPTED_FLAG = 1 << 31;

    static Transform of(SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        SessionKeys.Source rtp = () -> SessionKeys.ofRtp(profile, masterKey, masterSalt);
        SessionKeys.Source rtcp = () -> SessionKeys.ofRtcp(profile, masterKey, masterSalt);
        return profile.isAead()
                ? new AeadTransform(rtp, rtcp)
                : new CounterModeTransform(profile, rtp, rtcp);
    }

    /**
     * Seals an RTP packet.
     *
     * @return the first 64 bits of its tag before that is cut
     */
    abstract long sealRtp(PacketView packet, long index) throws GeneralSecurityException;

    /** Seals the packet that has been sealed last with its index. */
    abstract long sealRtpAgain(PacketView packet, long index) throws GeneralSecurityException;

    /** Opens an SRTP packet, or says that it is forged; its payload is then undefined. */
    abstract boolean openRtp(PacketView packet, long index) throws GeneralSecurityException;

    /** Seals an RTCP packet and puts the index behind it. */
    abstract void sealRtcp(PacketView packet, int index) throws GeneralSecurityException;

    /** The word with flag and index that stands in an SRTCP packet. */
    abstract int rtcpWord(PacketView packet);

    /** Opens an SRTCP packet, or says that it is forged; its payload is then undefined. */
    abstract boolean openRtcp(PacketView packet) throws GeneralSecurityException;

    /** Writes SSRC and index into an IV where either transform has them, 10 bytes. */
    static void mix(byte[] iv, int at, int ssrc, long index) {
        long word = (ssrc & 0xFFFFFFFFL) << 32 | index >>> 16;
        for (int i = 0; i < Long.BYTES; i++) {
            iv[at + i] ^= (byte) (word >>> Long.SIZE - 8 - 8 * i);
        }
        iv[at + 8] ^= (byte) (index >>> 8);
        iv[at + 9] ^= (byte) index;
    }
}
