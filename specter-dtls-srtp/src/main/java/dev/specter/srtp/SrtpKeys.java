package dev.specter.srtp;

import dev.specter.common.Bytes;

import java.util.Arrays;

/**
 * The master keys and salts of one connection (RFC 5764, section 4.2). Secret. Immutable.
 *
 * @param profile what they are for
 * @param localKey protects what we send
 * @param localSalt its salt
 * @param remoteKey protects what the peer sends
 * @param remoteSalt its salt
 */
public record SrtpKeys(
        SrtpProfile profile, Bytes localKey, Bytes localSalt, Bytes remoteKey, Bytes remoteSalt) {

    /**
     * Takes keys.
     *
     * @throws IllegalArgumentException when a length is not the profile's
     */
    public SrtpKeys {
        if (localKey.size() != profile.keyBytes()
                || remoteKey.size() != profile.keyBytes()
                || localSalt.size() != profile.saltBytes()
                || remoteSalt.size() != profile.saltBytes()) {
            throw new IllegalArgumentException("SRTP keys: length");
        }
    }

    /**
     * Splits exported keying material at the DTLS client.
     *
     * @param material client key, server key, client salt, server salt: {@link
     *     SrtpProfile#keyingMaterialBytes()} bytes
     * @throws IllegalArgumentException when the length differs
     */
    public static SrtpKeys ofClient(SrtpProfile profile, byte[] material) {
        if (material.length != profile.keyingMaterialBytes()) {
            throw new IllegalArgumentException("SRTP keys: length");
        }
        int key = profile.keyBytes();
        int salt = profile.saltBytes();
        return new SrtpKeys(
                profile,
                part(material, 0, key),
                part(material, 2 * key, salt),
                part(material, key, key),
                part(material, 2 * key + salt, salt));
    }

    /**
     * Splits exported keying material at the DTLS server.
     *
     * @param material client key, server key, client salt, server salt: {@link
     *     SrtpProfile#keyingMaterialBytes()} bytes
     * @throws IllegalArgumentException when the length differs
     */
    public static SrtpKeys ofServer(SrtpProfile profile, byte[] material) {
        SrtpKeys client = ofClient(profile, material);
        return new SrtpKeys(
                profile,
                /* localKey= */ client.remoteKey,
                /* localSalt= */ client.remoteSalt,
                /* remoteKey= */ client.localKey,
                /* remoteSalt= */ client.localSalt);
    }

    /** The profile; the keys stay hidden. */
    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }

    private static Bytes part(byte[] material, int from, int length) {
        return Bytes.wrapOwned(Arrays.copyOfRange(material, from, from + length));
    }
}
