package dev.specter.srtp;

import dev.specter.srtp.jitsi.JdkCiphersOnly;
import dev.specter.srtp.jitsi.SilentLogger;

import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpPolicy;

import java.security.GeneralSecurityException;

/** Makes the library's contexts of one direction. Loop-confined. */
final class SrtpContexts {
    private static final int HMAC_SHA1_KEY_BYTES = 20;

    private final SrtpContextFactory factory;

    private SrtpContexts(boolean sender, SrtpProfile profile, byte[] key, byte[] salt) {
        JdkCiphersOnly.ensure();
        factory =
                new SrtpContextFactory(
                        sender,
                        key,
                        salt,
                        policy(profile, profile.rtpTagBytes()),
                        policy(profile, profile.rtcpTagBytes()),
                        SilentLogger.INSTANCE);
    }

    static SrtpContexts ofSender(SrtpKeys keys) {
        return new SrtpContexts(
                true, keys.profile(), keys.localKey().toArray(), keys.localSalt().toArray());
    }

    static SrtpContexts ofReceiver(SrtpKeys keys) {
        return new SrtpContexts(
                false, keys.profile(), keys.remoteKey().toArray(), keys.remoteSalt().toArray());
    }

    SrtpCryptoContext rtp(int ssrc, int rolloverCounter) {
        try {
            return factory.deriveContext(ssrc, rolloverCounter);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks a cipher of SRTP", e);
        }
    }

    SrtcpCryptoContext rtcp(int ssrc) {
        try {
            return factory.deriveControlContext(ssrc);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks a cipher of SRTCP", e);
        }
    }

    private static SrtpPolicy policy(SrtpProfile profile, int tagBytes) {
        var policy =
                profile.isAead()
                        ? new SrtpPolicy(
                                SrtpPolicy.AESGCM_ENCRYPTION,
                                profile.keyBytes(),
                                SrtpPolicy.NULL_AUTHENTICATION,
                                0,
                                tagBytes,
                                profile.saltBytes())
                        : new SrtpPolicy(
                                SrtpPolicy.AESCM_ENCRYPTION,
                                profile.keyBytes(),
                                SrtpPolicy.HMACSHA1_AUTHENTICATION,
                                HMAC_SHA1_KEY_BYTES,
                                tagBytes,
                                profile.saltBytes());
        policy.setSendReplayEnabled(false); // a lost packet may be sent again: SendHistory decides
        return policy;
    }
}
